/** Translates WebAssembly into the IR and compiles it, function by function. */
module dev.jabiru.compiler {
  requires static jdk.jfr;
  requires static org.jspecify;
  requires dev.jabiru.codegen;
  requires transitive dev.jabiru.environ;

  provides dev.jabiru.environ.ModuleCompiler with
      dev.jabiru.compiler.CodegenModuleCompiler;
}
