/** What compiler and runtime agree on. */
module dev.jabiru.environ {
  requires static org.jspecify;
  requires transitive dev.jabiru.entity;
  requires transitive dev.jabiru.wasm;

  uses dev.jabiru.environ.ModuleCompiler;

  exports dev.jabiru.environ;
  exports dev.jabiru.environ.artifact;
  exports dev.jabiru.environ.jvm;
  exports dev.jabiru.environ.x64;
}
