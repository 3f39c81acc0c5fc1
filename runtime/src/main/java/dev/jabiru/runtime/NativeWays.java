// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.x64.NativeStubs;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The ways between Java and machine code, loaded once for the whole program and never unloaded.
 * They are the same for all engines.
 */
final class NativeWays {
  private static @Nullable NativeStubs stubs;

  private NativeWays() {}

  /** Loads the ways unless they are there already. */
  static synchronized void load(NativeStubs source) {
    if (stubs == null) {
      stubs = source;
    }
  }

  private static synchronized NativeStubs stubs() {
    NativeStubs loaded = stubs;
    if (loaded == null) {
      throw new AssertionError("the ways into machine code are not loaded");
    }
    return loaded;
  }

  /** Constants, so that a call of them costs a call. */
  private static final class Loaded {
    static final NativeStubs STUBS = stubs();
    static final long ADDRESS = CodeRegion.shared().load(STUBS.code(), address -> {});
    static final MethodHandle ENTER = handle(STUBS.enterOffset());
    static final MethodHandle RESUME = handle(STUBS.resumeOffset());

    private static MethodHandle handle(int offset) {
      return Linker.nativeLinker()
          .downcallHandle(
              MemorySegment.ofAddress(ADDRESS + offset),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
    }
  }

  /** {@return the address of a way out} */
  static long stub(int number) {
    return Loaded.ADDRESS + Loaded.STUBS.stubOffset(number);
  }

  /** {@return whether an address is in the ways} */
  static boolean contains(long address) {
    return address >= Loaded.ADDRESS && address < Loaded.ADDRESS + Loaded.STUBS.code().length();
  }

  /** Calls the target of a store; returns why it came back. */
  static int enter(long store) {
    try {
      return (int) Loaded.ENTER.invokeExact(store);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Goes on where a store's code was left; returns why it came back. */
  static int resume(long store) {
    try {
      return (int) Loaded.RESUME.invokeExact(store);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
