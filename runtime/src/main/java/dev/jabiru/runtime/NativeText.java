// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.x64.NativeModule;
import java.lang.ref.Cleaner;

/** The code of a module where it can run; its pages are given back when nobody holds it. */
final class NativeText {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Module module;
  private final NativeModule code;
  private final long address;

  NativeText(Module module, NativeModule code) {
    this.module = module;
    this.code = code;
    this.address = load(code);
    long start = address;
    int bytes = code.text().length();
    CLEANER.register(this, () -> CodeRegion.shared().free(start, bytes));
  }

  private static long load(NativeModule code) {
    try {
      return CodeRegion.shared().load(code.text(), at -> link(code, at));
    } catch (OutOfMemoryError e) {
      throw new ResourceLimitException("machine code: " + e.getMessage());
    }
  }

  private static void link(NativeModule code, long address) {
    for (int i = 0; i < code.relocationCount(); i++) {
      long at = address + code.relocationOffset(i);
      Posix.putInt(at, (int) (NativeWays.stub(code.relocationStub(i)) - (at + 4)));
    }
  }

  Module module() {
    return module;
  }

  NativeModule code() {
    return code;
  }

  long address() {
    return address;
  }

  /** {@return the address of a function with a body} */
  long functionAddress(int defined) {
    return address + code.functionOffset(defined);
  }

  /** {@return whether an address is in the code, or right behind it} */
  boolean contains(long pc) {
    return pc >= address && pc <= address + code.text().length();
  }

  /** {@return the function that some code is of, and where in it} */
  WasmFrame frame(int offset, int wasmOffset) {
    int function =
        module
            .wasm()
            .funcIndex(new dev.jabiru.wasm.DefinedFuncIndex(code.functionAt(offset)))
            .index();
    return new WasmFrame(module.name(), function, module.functionName(function), wasmOffset);
  }
}
