// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.x64.X64Target;
import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.LinkedSet;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.ReusableCode;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.Versions;
import dev.jabiru.environ.jvm.ClassSource;
import dev.jabiru.environ.jvm.ClassStore;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeStubs;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Module;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  public ClassSource prepare(Module module, Tunables tunables, @Nullable ClassStore store) {
    if (store == null || !store.isKnown()) {
      ModuleValidation.run(module, FEATURES, threads);
    }
    return new LazyClassSource(CompilationUnit.of(module, tunables), threads, store);
  }

  @Override
  public CompilationArtifacts compile(
      List<Input> modules,
      String packageName,
      Set<Target> targets,
      Tunables tunables,
      Progress progress) {
    long start = System.nanoTime();
    int total = 0;
    for (Input input : modules) {
      for (Target target : targets) {
        ModuleValidation.run(input.module(), TargetFeatures.of(target), threads);
        total += input.module().definedFuncCount();
      }
    }
    LinkedSet links =
        LinkedSet.of(
            modules.stream().map(Input::name).toList(),
            modules.stream().map(Input::module).toList(),
            modules.stream().map(Input::isLinked).toList());
    List<CompilationUnit> units = CompilationUnit.ofSet(modules, packageName, links, tunables);
    progress.phase("validation", System.nanoTime() - start);
    ProgressCounter counter = new ProgressCounter(progress, total);
    List<ModuleArtifact> artifacts = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      CompilationUnit unit = units.get(i);
      Input input = modules.get(i);
      artifacts.add(
          targets.contains(Target.JVM)
              ? new EagerCompilation(unit, threads, counter).run(input)
              : EagerCompilation.withoutClasses(unit, input));
    }
    Optional<NativeCode> code =
        targets.contains(Target.X64)
            ? Optional.of(machineCode(units, links, counter, null).code())
            : Optional.empty();
    // Classes are the same for all processors.
    Tunables kept = code.isPresent() ? tunables : tunables.withCpu(CpuFeatures.BASELINE);
    return new CompilationArtifacts(compilerName(), kept, artifacts, code);
  }

  private X64Compilation.Result machineCode(
      List<CompilationUnit> units,
      LinkedSet links,
      ProgressCounter counter,
      @Nullable FunctionReuse reuse) {
    return new X64Compilation(units, links, threads, counter, reuse).run();
  }

  @Override
  public ReusableCode compileAgain(
      Input input, Tunables tunables, Optional<ReusableCode> earlier, Progress progress) {
    Module module = input.module();
    validate(module, progress);
    LinkedSet alone = alone(module);
    // Debug information has the input's name.
    CompilationUnit unit =
        CompilationUnit.ofSet(List.of(input), PACKAGE, alone, tunables).getFirst();
    ProgressCounter counter = new ProgressCounter(progress, module.definedFuncCount());
    FunctionReuse reuse =
        new FunctionReuse(
            unit,
            lineage(module, tunables),
            earlier.isEmpty() ? null : ReusableFunctions.of(earlier.get()));
    X64Compilation.Result made = machineCode(List.of(unit), alone, counter, reuse);
    return new ReusableCode(
        new CompilationArtifacts(
            compilerName(),
            tunables,
            List.of(EagerCompilation.withoutClasses(unit, input)),
            Optional.of(made.code())),
        Objects.requireNonNull(made.functions()));
  }

  @Override
  public Bytes lineage(Module module, Tunables tunables) {
    return Lineage.of(module, tunables, identity());
  }

  @Override
  public NativeCode compileNative(Module module, Tunables tunables, Progress progress) {
    validate(module, progress);
    CompilationUnit unit = CompilationUnit.of(module, tunables);
    ProgressCounter counter = new ProgressCounter(progress, module.definedFuncCount());
    return machineCode(List.of(unit), alone(module), counter, null).code();
  }

  private void validate(Module module, Progress progress) {
    long start = System.nanoTime();
    ModuleValidation.run(module, TargetFeatures.of(Target.X64), threads);
    progress.phase("validation", System.nanoTime() - start);
  }

  private static LinkedSet alone(Module module) {
    return LinkedSet.of(List.of(""), List.of(module), List.of(false));
  }

  @Override
  public String identity() {
    return compilerName()
        + build(CodegenModuleCompiler.class)
        + build(X64Target.class)
        + build(ModuleCompiler.class)
        + build(Module.class);
  }

  /** Tells the JAR or the folder that a class is from, from others of the same version. */
  private static String build(Class<?> of) {
    CodeSource source = of.getProtectionDomain().getCodeSource();
    long bytes = 0;
    long newest = 0;
    try (Stream<Path> files =
        Files.walk(
            source != null && source.getLocation().getProtocol().equals("file")
                ? Path.of(source.getLocation().toURI())
                : Path.of(
                    System.getProperty("java.home"), "lib", "modules"))) { // an image of its own
      for (Path file : files.toList()) {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        bytes += found.isRegularFile() ? found.size() : 0;
        newest = Math.max(newest, found.lastModifiedTime().toMillis());
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot tell which compiler this is", e);
    }
    return " " + bytes + "@" + newest;
  }

  @Override
  public NativeStubs nativeStubs() {
    return X64Compilation.stubs();
  }

  @Override
  public List<String> printFunctions(
      Module module, List<DefinedFuncIndex> functions, Tunables tunables, String after) {
    ModuleValidation.run(module, FEATURES, threads);
    CompilationUnit unit = CompilationUnit.of(module, tunables);
    return threads.call(() -> {
      FunctionCompiler compiler = new FunctionCompiler(unit, ProgressCounter.NONE);
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
    CompilationUnit unit = CompilationUnit.of(module, tunables);
    EnvironX64Abi abi = new EnvironX64Abi(module, tunables);
    return threads.call(() -> {
      FunctionCompiler compiler = new FunctionCompiler(unit, ProgressCounter.NONE);
      List<String> texts = new ArrayList<>();
      for (DefinedFuncIndex function : functions) {
        texts.add(compiler.printNative(function, abi));
      }
      return texts;
    });
  }

  static String compilerName() {
    return "jabiru " + Versions.of(CodegenModuleCompiler.class);
  }
}
