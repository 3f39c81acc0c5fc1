/** Typed dense indices and the containers keyed by them. */
module dev.jabiru.entity {
  requires static org.jspecify;

  exports dev.jabiru.entity;
  exports dev.jabiru.entity.bforest;
  exports dev.jabiru.entity.bitset;
}
