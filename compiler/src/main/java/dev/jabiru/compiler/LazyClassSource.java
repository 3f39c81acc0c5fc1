// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.jvm.JvmClassEmitter;
import dev.jabiru.codegen.jvm.JvmClassEmitter.ClassFile;
import dev.jabiru.environ.FuncKey;
import dev.jabiru.environ.jvm.ModuleClassSource;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.FuncIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the functions of a class when the class is first asked for, on a compiler thread.
 *
 * <p>Keeps no class file once it has been handed out; one that is asked for again is generated
 * again, and is the same. Thread-safe.
 */
final class LazyClassSource extends ModuleClassSource {
  private final CompilationUnit unit;
  private final CompilerThreads threads;

  /** Classes that took what did not fit into theirs, until they are asked for. */
  private final ConcurrentMap<String, byte[]> extras = new ConcurrentHashMap<>();

  LazyClassSource(CompilationUnit unit, CompilerThreads threads) {
    super(unit.module());
    this.unit = unit;
    this.threads = threads;
  }

  @Override
  public String contextClass() {
    return binary(unit.plan().contextClass());
  }

  @Override
  public String classOf(int function) {
    DefinedFuncIndex defined = module().definedFuncIndex(new FuncIndex(function));
    return binary(unit.plan().className(unit.plan().classOf(defined)));
  }

  @Override
  public String methodOf(int function) {
    return unit.plan().methodOf(new FuncIndex(function));
  }

  @Override
  public byte @Nullable [] classBytes(String className) {
    if (className.equals(contextClass())) {
      return threads.call(() -> unit.contextClass().bytes());
    }
    int number = unit.plan().numberOf(className);
    if (number < 0) {
      return null;
    }
    byte[] extra = extras.remove(className);
    return extra != null ? extra : pick(className, threads.call(() -> generate(number)));
  }

  private byte @Nullable [] pick(String className, List<ClassFile> files) {
    byte[] picked = null;
    for (int i = 0; i < files.size(); i++) {
      String name = binary(files.get(i).name());
      if (name.equals(className)) {
        picked = files.get(i).bytes();
      } else if (i > 0) {
        extras.put(name, files.get(i).bytes());
      }
    }
    return picked;
  }

  private List<ClassFile> generate(int number) {
    FunctionCompiler compiler = new FunctionCompiler(unit.forClasses(), ProgressCounter.NONE);
    List<CompiledFunction> functions = new ArrayList<>();
    for (int i = unit.plan().firstOf(number); i < unit.plan().endOf(number); i++) {
      DefinedFuncIndex index = new DefinedFuncIndex(i);
      CompiledFunction function =
          compiler.compileFunction(new FuncKey.WasmFunction(unit.number(), index));
      functions.add(function);
      FuncIndex global = module().funcIndex(index);
      addFrames(global.index(), LineMaps.of(function, unit.plan().methodOf(global)));
    }
    return JvmClassEmitter.emit(unit.plan().className(number), functions, unit.abi());
  }

  private static String binary(String internalName) {
    return internalName.replace('/', '.');
  }
}
