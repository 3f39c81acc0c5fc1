// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a program with machine code does once and needs neither an engine nor native access for, so
 * that it can be done while another thread prepares those: reads what the processor can do, starts
 * the thread that gives memory back, and makes what first calls and copies make, which is two
 * classes that many programs need, one of {@code _start} and one of most functions of WASI, and the
 * JDK's own code for handles and switches.
 */
final class NativeWarmUp {
  private static final int WASI_PARAMS = 4;

  private static final AtomicBoolean DONE = new AtomicBoolean();

  private NativeWarmUp() {}

  static void runOnce() {
    if (DONE.getAndSet(true)) {
      return;
    }
    CpuFeatures.ofThisMachine();
    NativeCleaner.CLEANER.register(DONE, () -> {});
    MemorySegment.copy(new byte[1], 0, MemorySegment.ofArray(new byte[1]), JAVA_BYTE, 0, 1);
    FuncType start = new FuncType(List.of(), List.of());
    NativeTrampolines.entry(new NativeShape(start)).bindTo(null).bindTo(null);
    Trampolines.entry(Values.javaType(start)).bindTo(null);
    FuncType wasi =
        new FuncType(Collections.nCopies(WASI_PARAMS, NumType.I32), List.of(NumType.I32));
    try {
      HostFunc.of(
              "warm-up",
              MethodHandles.lookup(),
              NativeWarmUp.class.getDeclaredMethod(
                  "call", Instance.class, int.class, int.class, int.class, int.class),
              new NativeWarmUp())
          .nativeCode(new NativeShape(wasi));
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  /** Of the type of a function of WASI; nobody calls it. */
  int call(@Nullable Instance instance, int a, int b, int c, int d) {
    return a + b + c + d;
  }
}
