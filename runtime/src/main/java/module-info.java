/** The embedding API: engines, modules, stores, instances. */
module dev.jabiru.runtime {
  requires static org.jspecify;
  requires transitive dev.jabiru.environ;

  uses dev.jabiru.environ.ModuleCompiler;

  exports dev.jabiru.runtime;
}
