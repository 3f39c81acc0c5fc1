// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.AddressMap;
import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.x64.CpuFeature;
import dev.jabiru.codegen.x64.Stub;
import dev.jabiru.codegen.x64.Stubs;
import dev.jabiru.codegen.x64.X64Code;
import dev.jabiru.codegen.x64.X64Target;
import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.FuncKey;
import dev.jabiru.environ.x64.NativeModule;
import dev.jabiru.environ.x64.NativeModule.Places;
import dev.jabiru.environ.x64.NativeStubs;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.ExternKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compiles all functions of one unit to machine code, in parallel, and links them. */
final class X64Compilation {
  private final CompilationUnit unit;
  private final EnvironX64Abi abi;
  private final CompilerThreads threads;
  private final ProgressCounter counter;

  X64Compilation(
      CompilationUnit unit, EnvironX64Abi abi, CompilerThreads threads, ProgressCounter counter) {
    this.unit = unit;
    this.abi = abi;
    this.threads = threads;
    this.counter = counter;
  }

  /** {@return the code between host and guest} */
  static NativeStubs stubs() {
    Stubs stubs = Stubs.of(EnvironX64Abi.withoutModule());
    int[] offsets = new int[NativeStubs.COUNT];
    for (Stub stub : Stub.values()) {
      offsets[stub.ordinal()] = stubs.offset(stub);
    }
    for (int ints = 0; ints <= NativeStubs.MANY; ints++) {
      for (int floats = 0; floats <= NativeStubs.MANY; floats++) {
        offsets[NativeStubs.hostCall(ints, floats)] = stubs.hostCallOffset(ints, floats);
      }
    }
    return new NativeStubs(Bytes.of(stubs.toBytes()), offsets);
  }

  NativeModule run() {
    long start = System.nanoTime();
    CompiledFunction[] compiled = new CompiledFunction[unit.module().definedFuncCount()];
    threads.forEach(
        compiled.length,
        () -> new FunctionCompiler(unit, this::compile),
        (compiler, i) -> {
          DefinedFuncIndex index = new DefinedFuncIndex(i);
          compiled[i] = compiler.compileFunction(new FuncKey.WasmFunction(unit.number(), index));
          counter.compiledOne();
        });
    long done = System.nanoTime();
    counter.phase("functions", done - start);
    NativeModule linked = new Linker(compiled).link();
    counter.phase("linking", System.nanoTime() - done);
    return linked;
  }

  private CompiledFunction compile(Function function) {
    return X64Target.compile(function, abi);
  }

  /** Lays functions one behind the other and lets those calls lead there that are between them. */
  private final class Linker {
    private final CompiledFunction[] functions;
    private final int[] offsets;
    private final byte[] text;
    private final PlaceList relocations = new PlaceList();
    private final PlaceList traps = new PlaceList();
    private final PlaceList trapSources = new PlaceList();
    private final PlaceList sources = new PlaceList();

    Linker(CompiledFunction[] functions) {
      this.functions = functions;
      this.offsets = new int[functions.length + 1];
      int end = 0;
      for (int i = 0; i < functions.length; i++) {
        offsets[i] = end;
        int next = end + functions[i].code().codeBytes();
        end = Math.addExact(next, X64Code.ALIGNMENT - 1) & -X64Code.ALIGNMENT;
      }
      offsets[functions.length] = end;
      text = new byte[end];
    }

    NativeModule link() {
      for (int i = 0; i < functions.length; i++) {
        add(functions[i], offsets[i]);
      }
      List<String> features = new ArrayList<>();
      for (CpuFeature feature : CpuFeature.values()) {
        if (abi.cpuFeatures().contains(feature)) {
          features.add(feature.flag());
        }
      }
      return new NativeModule(
          Bytes.of(text),
          offsets,
          relocations.toPlaces(),
          traps.toPlaces(),
          trapSources.toPlaces(),
          sources.toPlaces(),
          features);
    }

    private void add(CompiledFunction function, int start) {
      ((X64Code) function.code()).copyTo(text, start);
      for (Relocation relocation : function.relocations()) {
        relocate(start + relocation.codeOffset(), relocation.target());
      }
      for (TrapSite site : function.trapSites()) {
        int at = start + site.codeOffset();
        traps.add(at, TrapCodes.of(site.code()).ordinal());
        trapSources.add(at, site.sourceLoc());
      }
      AddressMap map = function.addressMap();
      for (int i = 0; i < map.size(); i++) {
        sources.add(start + map.codeOffset(i), map.sourceLoc(i));
      }
    }

    private void relocate(int at, UserExternalName target) {
      if (target.namespace() == Stub.NAMESPACE) {
        relocations.add(at, target.index());
        return;
      }
      if (target.namespace() != unit.number()) {
        throw new AssertionError("a call of " + target);
      }
      int imports = unit.module().importCount(ExternKind.FUNC);
      int distance = offsets[target.index() - imports] - (at + 4);
      for (int i = 0; i < 4; i++) {
        text[at + i] = (byte) (distance >> 8 * i);
      }
    }
  }

  private static final class PlaceList {
    private int[] offsets = new int[64];
    private int[] values = new int[64];
    private int size;

    void add(int offset, int value) {
      if (size == offsets.length) {
        offsets = Arrays.copyOf(offsets, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      offsets[size] = offset;
      values[size++] = value;
    }

    Places toPlaces() {
      return new Places(Arrays.copyOf(offsets, size), Arrays.copyOf(values, size));
    }
  }
}
