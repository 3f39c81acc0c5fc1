// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.jvm.JvmClassEmitter;
import dev.jabiru.codegen.jvm.JvmClassEmitter.ClassFile;
import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.MethodArtifact;
import dev.jabiru.environ.FuncKey;
import dev.jabiru.environ.artifact.ClassGroup;
import dev.jabiru.environ.jvm.ClassStore;
import dev.jabiru.environ.jvm.ModuleClassSource;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.FuncIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the functions of a class when the class is first asked for, on a compiler thread, unless
 * a store has the class from an earlier time.
 *
 * <p>Keeps no class file once it has been handed out; one that is asked for again is generated
 * again, and is the same. Thread-safe.
 */
final class LazyClassSource extends ModuleClassSource {
  private final CompilationUnit unit;
  private final CompilerThreads threads;
  private final @Nullable ClassStore store;

  /** Classes that took what did not fit into theirs, until they are asked for. */
  private final ConcurrentMap<String, byte[]> extras = new ConcurrentHashMap<>();

  /** Groups from the store whose stack frames nobody has asked for yet, by number. */
  private final Map<Integer, ClassGroup> unreadFrames = new HashMap<>();

  LazyClassSource(CompilationUnit unit, CompilerThreads threads, @Nullable ClassStore store) {
    super(unit.module());
    this.unit = unit;
    this.threads = threads;
    this.store = store;
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
    int number =
        className.equals(contextClass()) ? contextGroup() : unit.plan().numberOf(className);
    if (number < 0) {
      return null;
    }
    byte[] extra = extras.remove(className);
    return extra != null ? extra : pick(className, group(number).classes());
  }

  private byte @Nullable [] pick(String className, List<ClassArtifact> files) {
    byte[] picked = null;
    for (int i = 0; i < files.size(); i++) {
      String name = files.get(i).name();
      if (name.equals(className)) {
        picked = files.get(i).bytes().toArray();
      } else if (i > 0) {
        extras.put(name, files.get(i).bytes().toArray());
      }
    }
    return picked;
  }

  /** The number of the context class, which is a group of its own, behind those of the plan. */
  private int contextGroup() {
    return unit.plan().classCount();
  }

  private ClassGroup group(int number) {
    Bytes kept = store == null ? null : store.find(number);
    if (kept == null) {
      return threads.call(() -> generate(number));
    }
    ClassGroup group = ClassGroup.read(kept);
    synchronized (unreadFrames) {
      unreadFrames.put(number, group);
    }
    return group;
  }

  private ClassGroup generate(int number) {
    ClassGroup group = number == contextGroup() ? generateContext() : generateFunctions(number);
    if (store != null) {
      store.keep(number, group.bytes());
    }
    return group;
  }

  private ClassGroup generateContext() {
    return ClassGroup.of(artifacts(List.of(unit.contextClass())), List.of());
  }

  private ClassGroup generateFunctions(int number) {
    FunctionCompiler compiler = new FunctionCompiler(unit.forClasses(), ProgressCounter.NONE);
    List<CompiledFunction> functions = new ArrayList<>();
    List<List<MethodArtifact>> methods = new ArrayList<>();
    for (int i = unit.plan().firstOf(number); i < unit.plan().endOf(number); i++) {
      DefinedFuncIndex index = new DefinedFuncIndex(i);
      CompiledFunction function =
          compiler.compileFunction(new FuncKey.WasmFunction(unit.number(), index));
      functions.add(function);
      methods.add(LineMaps.of(function, unit.plan().methodOf(module().funcIndex(index))));
    }
    addFramesOf(number, methods);
    return ClassGroup.of(
        artifacts(JvmClassEmitter.emit(unit.plan().className(number), functions, unit.abi())),
        methods);
  }

  private void addFramesOf(int number, List<List<MethodArtifact>> functions) {
    for (int i = 0; i < functions.size(); i++) {
      DefinedFuncIndex index = new DefinedFuncIndex(unit.plan().firstOf(number) + i);
      addFrames(module().funcIndex(index).index(), functions.get(i));
    }
  }

  @Override
  public @Nullable Frame frame(String className, String method, int line) {
    synchronized (unreadFrames) {
      unreadFrames.forEach((number, group) -> addFramesOf(number, group.functions()));
      unreadFrames.clear();
    }
    return super.frame(className, method, line);
  }

  private static List<ClassArtifact> artifacts(List<ClassFile> files) {
    return files.stream()
        .map(file -> new ClassArtifact(binary(file.name()), Bytes.of(file.bytes())))
        .toList();
  }

  private static String binary(String internalName) {
    return internalName.replace('/', '.');
  }
}
