// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.AddressMap;
import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.x64.FaultHandler;
import dev.jabiru.codegen.x64.Stub;
import dev.jabiru.codegen.x64.Stubs;
import dev.jabiru.codegen.x64.X64Code;
import dev.jabiru.codegen.x64.X64Target;
import dev.jabiru.compiler.dwarf.DebugInfoWriter;
import dev.jabiru.compiler.dwarf.SourceLines;
import dev.jabiru.entity.PrimaryMap;
import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.FuncKey;
import dev.jabiru.environ.FunctionNames;
import dev.jabiru.environ.LinkedSet;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeCodeBuilder;
import dev.jabiru.environ.x64.NativeStubs;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.ExternKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles all functions of a set of units to machine code, in parallel, and links them. */
final class X64Compilation {
  /** An instruction of one byte that nobody should come to. */
  private static final byte TRAP_BYTE = (byte) 0xcc;

  private final List<CompilationUnit> units;
  private final LinkedSet links;
  private final CompilerThreads threads;
  private final ProgressCounter counter;

  /** What the only unit has in common with earlier versions of it, if anybody wants to know. */
  private final @Nullable FunctionReuse reuse;

  X64Compilation(
      List<CompilationUnit> units,
      LinkedSet links,
      CompilerThreads threads,
      ProgressCounter counter,
      @Nullable FunctionReuse reuse) {
    this.units = units;
    this.links = links;
    this.threads = threads;
    this.counter = counter;
    this.reuse = reuse;
  }

  /** The code between host and guest; made when first wanted. */
  private static final class Made {
    static final NativeStubs STUBS = makeStubs();
  }

  /** {@return the code between host and guest} */
  static NativeStubs stubs() {
    return Made.STUBS;
  }

  private static NativeStubs makeStubs() {
    Stubs stubs = Stubs.of(EnvironX64Abi.withoutModule());
    int[] offsets = new int[NativeStubs.COUNT];
    for (Stub stub : Stub.values()) {
      if (!stub.name().equalsIgnoreCase(NativeStubs.name(stub.ordinal()))) {
        throw new AssertionError("the number of the stub " + stub);
      }
      offsets[stub.ordinal()] = stubs.offset(stub);
    }
    for (int ints = 0; ints <= NativeStubs.MANY; ints++) {
      for (int floats = 0; floats <= NativeStubs.MANY; floats++) {
        offsets[NativeStubs.hostCall(ints, floats)] = stubs.hostCallOffset(ints, floats);
      }
    }
    byte[] code = stubs.toBytes();
    byte[] handler = FaultHandler.of(EnvironX64Abi.withoutModule());
    int handlerOffset = code.length + X64Code.ALIGNMENT - 1 & -X64Code.ALIGNMENT;
    offsets[NativeStubs.FAULT_HANDLER] = handlerOffset;
    byte[] all = Arrays.copyOf(code, handlerOffset + handler.length);
    System.arraycopy(handler, 0, all, handlerOffset, handler.length);
    return new NativeStubs(Bytes.of(all), offsets);
  }

  /**
   * What was made.
   *
   * @param code the linked code
   * @param functions what the next version can take from it, if that was to be noted
   */
  record Result(NativeCode code, @Nullable Bytes functions) {}

  Result run() {
    long start = System.nanoTime();
    List<PrimaryMap<DefinedFuncIndex, CompiledFunction>> compiled = new ArrayList<>();
    for (CompilationUnit unit : units) {
      @Nullable Object event = CompilationEvents.beginModule();
      compiled.add(compile(unit));
      CompilationEvents.endModule(event, unit, Target.X64, reuse == null ? 0 : reuse.taken());
    }
    if (reuse != null) {
      counter.taken(reuse.taken());
    }
    long done = System.nanoTime();
    counter.phase("functions", done - start);
    NativeCode linked = new Linker(compiled).link();
    Bytes functions = reuse == null ? null : reuse.table(compiled.getFirst());
    counter.phase("linking", System.nanoTime() - done);
    return new Result(linked, functions);
  }

  private PrimaryMap<DefinedFuncIndex, CompiledFunction> compile(CompilationUnit unit) {
    EnvironX64Abi abi = new EnvironX64Abi(unit.module(), unit.tunables(), linkedFunctions(unit));
    return PrimaryMap.copyOf(
        threads.map(
            unit.module().definedFuncCount(),
            () -> new Worker(unit, abi),
            (worker, i) -> {
              CompiledFunction compiled = worker.compile(new DefinedFuncIndex(i));
              counter.compiledOne();
              return compiled;
            }));
  }

  /** What one thread compiles with, or does not need to. */
  private final class Worker {
    private final CompilationUnit unit;
    private final FunctionCompiler compiler;
    private final FunctionReuse.@Nullable Worker taker;

    Worker(CompilationUnit unit, EnvironX64Abi abi) {
      this.unit = unit;
      this.compiler =
          new FunctionCompiler(
              unit, counter, (function, stages) -> X64Target.compile(function, abi, stages::done));
      this.taker = reuse == null ? null : reuse.new Worker();
    }

    CompiledFunction compile(DefinedFuncIndex index) {
      CompiledFunction taken = taker == null ? null : taker.take(index);
      return taken != null
          ? taken
          : compiler.compileFunction(new FuncKey.WasmFunction(unit.number(), index));
    }
  }

  private @Nullable UserExternalName[] linkedFunctions(CompilationUnit unit) {
    int count = unit.module().importCount(ExternKind.FUNC);
    @Nullable UserExternalName[] names = new @Nullable UserExternalName[count];
    for (int i = 0; i < count; i++) {
      LinkedSet.Function function = links.function(unit.number(), i);
      if (function != null) {
        names[i] = UserExternalName.ofFunction(function.module(), function.index());
      }
    }
    return names;
  }

  /**
   * Lays functions one behind the other, and the stubs behind them, and lets all calls lead where
   * they should, so that the whole runs wherever it is.
   */
  private final class Linker {
    /** By module. */
    private final List<PrimaryMap<DefinedFuncIndex, CompiledFunction>> functions;

    /** Where functions begin, by module and their indices among those with a body. */
    private final int[][] offsets;

    private final NativeStubs stubs = stubs();
    private final int stubsOffset;
    private final byte[] text;
    private final NativeCodeBuilder code = new NativeCodeBuilder();

    /** What debuggers will be told, if they want to be. */
    private final @Nullable DebugInfoWriter debugInfo;

    Linker(List<PrimaryMap<DefinedFuncIndex, CompiledFunction>> functions) {
      this.functions = functions;
      this.debugInfo =
          !units.isEmpty() && units.getFirst().tunables().debugInfo()
              ? new DebugInfoWriter(CodegenModuleCompiler.compilerName())
              : null;
      this.offsets = new int[functions.size()][];
      int end = 0;
      for (int module = 0; module < offsets.length; module++) {
        int[] starts = new int[functions.get(module).size()];
        int i = 0;
        for (CompiledFunction function : functions.get(module).values()) {
          starts[i++] = end;
          int next = Math.addExact(end, function.code().codeBytes());
          end = Math.addExact(next, X64Code.ALIGNMENT - 1) & -X64Code.ALIGNMENT;
        }
        offsets[module] = starts;
      }
      stubsOffset = end;
      text = new byte[Math.addExact(end, stubs.code().length())];
      Arrays.fill(text, TRAP_BYTE); // between functions
    }

    NativeCode link() {
      for (int module = 0; module < offsets.length; module++) {
        linkModule(module);
      }
      stubs.code().copyTo(text, stubsOffset);
      List<Integer> stubOffsets = new ArrayList<>();
      for (int offset : stubs.offsets()) {
        stubOffsets.add(offset);
      }
      NativeCode built = code.build(text, stubsOffset, stubOffsets);
      return debugInfo == null ? built : built.withDebugInfo(debugInfo.build());
    }

    private void linkModule(int module) {
      int count = functions.get(module).size();
      DebugInfoWriter.Unit unit = count == 0 ? null : debugUnit(module, count);
      List<String> names = unit == null ? List.of() : FunctionNames.of(units.get(module).module());
      for (int i = 0; i < count; i++) {
        int start = offsets[module][i];
        DefinedFuncIndex index = new DefinedFuncIndex(i);
        if (unit != null) {
          String name = units.get(module).name() + "." + names.get(i);
          int bodyOffset = units.get(module).module().body(index).offset();
          unit.function(name, start, endOf(module, i), bodyOffset);
        }
        add(functions.get(module).get(index), start, unit);
      }
      if (unit != null) {
        unit.end();
      }
    }

    private DebugInfoWriter.@Nullable Unit debugUnit(int module, int count) {
      CompilationUnit unit = units.get(module);
      return debugInfo == null
          ? null
          : debugInfo.unit(
              SourceLines.of(unit.module(), unit.name()),
              offsets[module][0],
              endOf(module, count - 1));
    }

    /** {@return where what is behind a function begins} */
    private int endOf(int module, int function) {
      CompiledFunction last = functions.get(module).get(new DefinedFuncIndex(function));
      int next = offsets[module][function] + last.code().codeBytes();
      return next + X64Code.ALIGNMENT - 1 & -X64Code.ALIGNMENT;
    }

    private void add(CompiledFunction function, int start, DebugInfoWriter.@Nullable Unit unit) {
      ((X64Code) function.code()).copyTo(text, start);
      code.function(start);
      for (Relocation relocation : function.relocations()) {
        relocate(start + relocation.codeOffset(), relocation.target());
      }
      for (TrapSite site : function.trapSites()) {
        code.trap(start + site.codeOffset(), TrapCodes.of(site.code()), site.sourceLoc());
      }
      lines(function, start, unit);
    }

    /** As a function's first line is where it begins, no line reaches into the next function. */
    private void lines(CompiledFunction function, int start, DebugInfoWriter.@Nullable Unit unit) {
      AddressMap map = function.addressMap();
      assert map.codeOffset(0) == 0 : "the prologue's line";
      for (int i = 0; i < map.size(); i++) {
        if (map.codeOffset(i) < function.code().codeBytes()) {
          code.line(start + map.codeOffset(i), map.sourceLoc(i));
          if (unit != null) {
            unit.line(start + map.codeOffset(i), map.sourceLoc(i));
          }
        }
      }
    }

    private void relocate(int at, UserExternalName target) {
      int distance = placeOf(target) - (at + 4);
      for (int i = 0; i < 4; i++) {
        text[at + i] = (byte) (distance >> 8 * i);
      }
    }

    private int placeOf(UserExternalName target) {
      if (target.namespace() == Stub.NAMESPACE) {
        return stubsOffset + stubs.offset(target.index());
      }
      int imports = units.get(target.namespace()).module().importCount(ExternKind.FUNC);
      return offsets[target.namespace()][target.index() - imports];
    }
  }
}
