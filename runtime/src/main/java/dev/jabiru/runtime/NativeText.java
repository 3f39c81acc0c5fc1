// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.artifact.ArtifactException;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.wasm.DefinedFuncIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * The code of a set of modules where it can run; its pages are given back when nobody holds it.
 *
 * <p>Complete, and then immutable, before any of its modules is handed out.
 */
final class NativeText {
  private final NativeCode code;
  private final long address;
  private final List<Module> modules = new ArrayList<>();

  /**
   * Loads code.
   *
   * @throws ArtifactException if it is not what its checksum is of
   */
  NativeText(NativeCode code) {
    this.code = code;
    int bytes = code.text().length();
    this.address = load(code);
    NativeWays.offer(code.stubs());
    int stubs = code.stubsOffset();
    PerfMap.add(address + stubs, bytes - stubs, "ways out of WebAssembly");
    long start = address;
    NativeCleaner.CLEANER.register(this, () -> CodeRegion.shared().free(start, bytes));
  }

  private static long load(NativeCode code) {
    try {
      CodeRegion region = CodeRegion.shared();
      return NativeCleaner.withRoom(() -> region.load(code.text(), at -> check(code, at)));
    } catch (OutOfMemoryError e) {
      throw new ResourceLimitException("machine code: " + e.getMessage());
    }
  }

  private static void check(NativeCode code, long address) {
    if (Posix.checksum(address, code.text().length()) != code.textChecksum()) {
      throw new ArtifactException("damaged artifact: the checksum of .text does not match");
    }
  }

  /** Takes the next module of the set; returns the number of its first function. */
  int add(Module module) {
    int first = 0;
    for (Module each : modules) {
      first += each.wasm().definedFuncCount();
    }
    modules.add(module);
    return first;
  }

  NativeCode code() {
    return code;
  }

  long address() {
    return address;
  }

  /** {@return the address of a function, given its number among those of all modules} */
  long functionAddress(int function) {
    return address + code.functionOffset(function);
  }

  /** {@return whether an address is in the code, or right behind it} */
  boolean contains(long pc) {
    return pc >= address && pc <= address + code.text().length();
  }

  /** {@return the function that some code is of, and where in it} */
  WasmFrame frame(int offset, int wasmOffset) {
    int defined = code.functionAt(offset);
    int number = 0;
    while (defined >= modules.get(number).wasm().definedFuncCount()) {
      defined -= modules.get(number++).wasm().definedFuncCount();
    }
    Module module = modules.get(number);
    int function = module.wasm().funcIndex(new DefinedFuncIndex(defined)).index();
    return new WasmFrame(module.name(), function, module.functionName(function), wasmOffset);
  }
}
