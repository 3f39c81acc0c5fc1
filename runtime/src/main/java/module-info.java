/** The embedding API: engines, modules, stores, instances. */
module dev.jabiru.runtime {
  requires static org.jspecify;
  requires transitive dev.jabiru.environ;

  exports dev.jabiru.runtime;
}
