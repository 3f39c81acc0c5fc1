// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.Interpreter;
import dev.jabiru.codegen.RandomFunction;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Type;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random functions do the same in the IR's interpreter and as machine code. */
class NativeRandomFunctionsTest {
  private static final int FUNCTIONS = Integer.getInteger("jabiru.functions", 400);

  @Test
  void codeForTheNewestProcessorsMeansWhatTheInterpreterSays() {
    checkAll(EnumSet.allOf(CpuFeature.class));
  }

  @Test
  void codeForTheOldestProcessorsMeansWhatTheInterpreterSays() {
    checkAll(Set.of());
  }

  private static void checkAll(Set<CpuFeature> features) {
    assumeTrue(NativeWorld.isSupported());
    long first = Long.getLong("jabiru.seed", 1);
    int calls = 0;
    try (Arena arena = Arena.ofConfined()) {
      NativeWorld world = new NativeWorld(arena, features);
      for (long seed = first; seed < first + FUNCTIONS; seed++) {
        calls += check(world, seed);
      }
    }
    assertThat(calls).isGreaterThan(FUNCTIONS);
  }

  private static int check(NativeWorld world, long seed) {
    Function function = RandomFunction.make(seed);
    String where = "seed " + seed + "\n" + function;
    Random random = new Random(seed);
    int calls = 0;
    try {
      CompiledFunction compiled = X64Target.compile(RandomFunction.make(seed), world.abi);
      world.load(List.of(compiled));
      for (int i = 0; i < 4; i++) {
        long[] args = RandomFunction.args(function, random);
        Interpreter.Outcome wanted = new Interpreter(function).withSteps(4000).call(args);
        if (!wanted.isEndless()) {
          world.renew();
          compare(world, compiled, args, wanted);
          calls++;
        }
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(where, e);
    }
    return calls;
  }

  private static void compare(
      NativeWorld world, CompiledFunction function, long[] args, Interpreter.Outcome wanted) {
    NativeWorld.Outcome found = world.call(function, args);
    assertThat(found.trap()).isEqualTo(wanted.trap());
    List<Type> returns = function.signature().returns();
    for (int i = 0; i < returns.size() && found.trap() == null; i++) {
      assertSame(found.results().get(i), wanted.results().get(i), returns.get(i), "result " + i);
    }
    for (Map.Entry<Integer, Long> entry : wanted.state().entrySet()) {
      int key = entry.getKey();
      if (key >= 0) {
        Type type = List.of(Type.I32, Type.I64, Type.F32, Type.F64).get(key);
        assertSame(world.globalBits(key), entry.getValue(), type, "global " + key);
      } else {
        byte inMemory = world.memory.get(ValueLayout.JAVA_BYTE, ~key);
        if (!mayBeSignOfNan(entry.getValue(), inMemory)) {
          assertThat(inMemory).as("byte " + ~key).isEqualTo((byte) (long) entry.getValue());
        }
      }
    }
  }

  /**
   * Whether a byte may be the upper end of a NaN made by the processor, which are negative; the
   * others of its bytes may have been overwritten.
   */
  private static boolean mayBeSignOfNan(long wanted, byte found) {
    return wanted == 0x7f && found == -1;
  }

  private static void assertSame(long found, long wanted, Type type, String where) {
    boolean isSame =
        switch (type) {
          case I32 -> (int) found == (int) wanted;
          case F32 ->
              (int) found == (int) wanted
                  || Float.isNaN(Float.intBitsToFloat((int) found))
                      && Float.isNaN(Float.intBitsToFloat((int) wanted));
          case F64 ->
              found == wanted
                  || Double.isNaN(Double.longBitsToDouble(found))
                      && Double.isNaN(Double.longBitsToDouble(wanted));
          default -> found == wanted;
        };
    assertThat(isSame).as(where + ": wanted " + wanted + ", found " + found).isTrue();
  }
}
