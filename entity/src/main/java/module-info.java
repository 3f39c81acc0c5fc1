/** Typed dense indices and the containers keyed by them. */
module dev.jabiru.entity {
  requires static transitive org.jspecify;

  exports dev.jabiru.entity;
}
