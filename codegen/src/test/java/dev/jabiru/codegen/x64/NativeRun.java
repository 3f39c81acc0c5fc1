// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.Interpreter;
import dev.jabiru.codegen.ir.Function;
import java.lang.foreign.Arena;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Runs single functions as machine code, and prints them. */
public final class NativeRun {
  private NativeRun() {}

  /** Whether this machine can run it. */
  public static boolean isSupported() {
    return NativeWorld.isSupported();
  }

  /** Calls a function. */
  public static Interpreter.Outcome call(Function function, long[] args) {
    try (Arena arena = Arena.ofConfined()) {
      NativeWorld world = new NativeWorld(arena, EnumSet.allOf(CpuFeature.class));
      CompiledFunction compiled = X64Target.compile(function, world.abi);
      world.load(List.of(compiled));
      NativeWorld.Outcome outcome = world.call(compiled, args);
      return new Interpreter.Outcome(outcome.results(), outcome.trap(), false, Map.of());
    }
  }

  /** Prints a function in machine instructions with virtual registers, for a new processor. */
  public static String print(Function function) {
    TestAbi abi = new TestAbi(EnumSet.allOf(CpuFeature.class), false);
    return X64Target.print(function, abi, false);
  }
}
