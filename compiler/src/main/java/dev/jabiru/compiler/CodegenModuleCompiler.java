// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.x64.FaultHandler;
import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.jvm.ClassSource;
import dev.jabiru.environ.x64.NativeModule;
import dev.jabiru.environ.x64.NativeStubs;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Module;
import java.util.ArrayList;
import java.util.List;

/**
 * The compiler of modules: validates them, and compiles their functions when they are first linked
 * or all at once.
 *
 * <p>Thread-safe. Its threads are daemons and end when idle.
 */
public final class CodegenModuleCompiler implements ModuleCompiler {
  private static final TargetFeatures FEATURES = TargetFeatures.of(Target.JVM);

  private final CompilerThreads threads;

  /** Creates a compiler with as many threads as there are processors. */
  public CodegenModuleCompiler() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /**
   * Creates a compiler.
   *
   * @param threads the most threads it uses at once; what it produces does not depend on it
   */
  public CodegenModuleCompiler(int threads) {
    this.threads = new CompilerThreads(threads);
  }

  @Override
  public ClassSource prepare(Module module, Tunables tunables) {
    ModuleValidation.run(module, FEATURES, threads);
    return new LazyClassSource(CompilationUnit.of(module, null, 0, tunables), threads);
  }

  @Override
  public CompilationArtifacts compile(List<Input> modules, Tunables tunables, Progress progress) {
    long start = System.nanoTime();
    int total = 0;
    for (Input input : modules) {
      ModuleValidation.run(input.module(), FEATURES, threads);
      total += input.module().definedFuncCount();
    }
    progress.phase("validation", System.nanoTime() - start);
    ProgressCounter counter = new ProgressCounter(progress, total);
    List<ModuleArtifact> artifacts = new ArrayList<>();
    for (int i = 0; i < modules.size(); i++) {
      Input input = modules.get(i);
      CompilationUnit unit = CompilationUnit.of(input.module(), input.name(), i, tunables);
      artifacts.add(new EagerCompilation(unit, threads, counter).run(input.name()));
    }
    return new CompilationArtifacts(compilerName(), Target.JVM, tunables, artifacts);
  }

  @Override
  public NativeModule compileNative(Module module, Tunables tunables, Progress progress) {
    long start = System.nanoTime();
    ModuleValidation.run(module, TargetFeatures.of(Target.X64), threads);
    progress.phase("validation", System.nanoTime() - start);
    ProgressCounter counter = new ProgressCounter(progress, module.definedFuncCount());
    CompilationUnit unit = CompilationUnit.of(module, null, 0, tunables);
    EnvironX64Abi abi = new EnvironX64Abi(module, tunables, ProcessorFeatures.ofThisMachine());
    return new X64Compilation(unit, abi, threads, counter).run();
  }

  @Override
  public NativeStubs nativeStubs() {
    return X64Compilation.stubs();
  }

  @Override
  public Bytes nativeFaultHandler() {
    return Bytes.of(FaultHandler.of(EnvironX64Abi.withoutModule()));
  }

  @Override
  public List<String> printFunctions(
      Module module, List<DefinedFuncIndex> functions, Tunables tunables, String after) {
    ModuleValidation.run(module, FEATURES, threads);
    CompilationUnit unit = CompilationUnit.of(module, null, 0, tunables);
    return threads.call(() -> {
      FunctionCompiler compiler = new FunctionCompiler(unit);
      List<String> texts = new ArrayList<>();
      for (DefinedFuncIndex function : functions) {
        texts.add(compiler.print(function, after));
      }
      return texts;
    });
  }

  @Override
  public List<String> printNative(
      Module module, List<DefinedFuncIndex> functions, Tunables tunables) {
    ModuleValidation.run(module, TargetFeatures.of(Target.X64), threads);
    CompilationUnit unit = CompilationUnit.of(module, null, 0, tunables);
    EnvironX64Abi abi = new EnvironX64Abi(module, tunables, ProcessorFeatures.ofThisMachine());
    return threads.call(() -> {
      FunctionCompiler compiler = new FunctionCompiler(unit);
      List<String> texts = new ArrayList<>();
      for (DefinedFuncIndex function : functions) {
        texts.add(compiler.printNative(function, abi));
      }
      return texts;
    });
  }

  private static String compilerName() {
    String version = CodegenModuleCompiler.class.getPackage().getImplementationVersion();
    return "jabiru " + (version == null ? "(unpackaged)" : version);
  }
}
