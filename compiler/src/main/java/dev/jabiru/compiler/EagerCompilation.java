// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.jvm.JvmClassEmitter;
import dev.jabiru.codegen.jvm.JvmClassEmitter.ClassFile;
import dev.jabiru.entity.PrimaryMap;
import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.FunctionArtifact;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.FuncKey;
import dev.jabiru.environ.ModuleCompiler.Input;
import dev.jabiru.environ.Skeleton;
import dev.jabiru.environ.Target;
import dev.jabiru.wasm.DefinedFuncIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles all functions of one unit in parallel and lays them into classes. */
final class EagerCompilation {
  private final CompilationUnit unit;
  private final CompilerThreads threads;
  private final ProgressCounter counter;

  EagerCompilation(CompilationUnit unit, CompilerThreads threads, ProgressCounter counter) {
    this.unit = unit;
    this.threads = threads;
    this.counter = counter;
  }

  /** {@return what running the module needs} */
  ModuleArtifact run(Input input) {
    long start = System.nanoTime();
    @Nullable Object event = CompilationEvents.beginModule();
    PrimaryMap<DefinedFuncIndex, CompiledFunction> functions = compileFunctions();
    long compiled = System.nanoTime();
    counter.phase("functions", compiled - start);
    ModuleArtifact artifact = layOut(input, functions);
    CompilationEvents.endModule(event, unit, Target.JVM, 0);
    counter.phase("classes", System.nanoTime() - compiled);
    return artifact;
  }

  private ModuleArtifact layOut(
      Input input, PrimaryMap<DefinedFuncIndex, CompiledFunction> functions) {
    ModulePlan plan = unit.plan();
    List<List<ClassFile>> files =
        threads.map(
            plan.classCount(), () -> plan, (shared, number) -> emit(shared, number, functions));

    List<ClassArtifact> classes = new ArrayList<>();
    classes.add(artifact(unit.contextClass()));
    List<FunctionArtifact> described = new ArrayList<>();
    for (int number = 0; number < plan.classCount(); number++) {
      for (int i = plan.firstOf(number); i < plan.endOf(number); i++) {
        described.add(describe(functions.get(new DefinedFuncIndex(i)), classes.size()));
      }
      for (ClassFile file : files.get(number)) {
        classes.add(artifact(file));
      }
    }
    return moduleArtifact(unit, input, classes, described);
  }

  /** {@return what running the module needs beside its code, if that is not in classes} */
  static ModuleArtifact withoutClasses(CompilationUnit unit, Input input) {
    return moduleArtifact(unit, input, List.of(), List.of());
  }

  private static ModuleArtifact moduleArtifact(
      CompilationUnit unit,
      Input input,
      List<ClassArtifact> classes,
      List<FunctionArtifact> functions) {
    Bytes hash = Bytes.of(Lineage.sha256().digest(unit.module().bytes()));
    Skeleton skeleton = new Skeleton(Bytes.of(SkeletonWriter.skeletonOf(unit.module())));
    return new ModuleArtifact(input.name(), hash, input.isLinked(), skeleton, classes, functions);
  }

  private PrimaryMap<DefinedFuncIndex, CompiledFunction> compileFunctions() {
    return PrimaryMap.copyOf(
        threads.map(
            unit.module().definedFuncCount(),
            () -> new FunctionCompiler(unit.forClasses(), counter),
            (compiler, i) -> {
              FuncKey key = new FuncKey.WasmFunction(unit.number(), new DefinedFuncIndex(i));
              CompiledFunction compiled = compiler.compileFunction(key);
              counter.compiledOne();
              return compiled;
            }));
  }

  private List<ClassFile> emit(
      ModulePlan plan, int number, PrimaryMap<DefinedFuncIndex, CompiledFunction> functions) {
    List<CompiledFunction> group = new ArrayList<>();
    for (int i = plan.firstOf(number); i < plan.endOf(number); i++) {
      group.add(functions.get(new DefinedFuncIndex(i)));
    }
    return JvmClassEmitter.emit(plan.className(number), group, unit.abi());
  }

  private FunctionArtifact describe(CompiledFunction function, int classIndex) {
    String name = unit.plan().methodOf(new dev.jabiru.wasm.FuncIndex(function.name().index()));
    return new FunctionArtifact(classIndex, LineMaps.of(function, name));
  }

  private static ClassArtifact artifact(ClassFile file) {
    return new ClassArtifact(file.name().replace('/', '.'), Bytes.of(file.bytes()));
  }
}
