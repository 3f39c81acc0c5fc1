/** The IR, its passes, and the code generators. */
module dev.jabiru.codegen {
  requires static org.jspecify;
  requires transitive dev.jabiru.entity;

  exports dev.jabiru.codegen;
  exports dev.jabiru.codegen.ir;
  exports dev.jabiru.codegen.opt;
  exports dev.jabiru.codegen.jvm;
  exports dev.jabiru.codegen.x64;
}
