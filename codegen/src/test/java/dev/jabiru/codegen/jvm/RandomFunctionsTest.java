// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.Interpreter;
import dev.jabiru.codegen.RandomFunction;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random functions do the same in the IR's interpreter and as bytecode, whole or cut into regions.
 */
class RandomFunctionsTest {
  private static final int FUNCTIONS = Integer.getInteger("jabiru.functions", 400);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 60, 300})
  void bytecodeMeansWhatTheInterpreterSays(int regionBytes) throws Throwable {
    long first = Long.getLong("jabiru.seed", 1);
    int calls = 0;
    for (long seed = first; seed < first + FUNCTIONS; seed++) {
      calls += check(seed, regionBytes);
    }
    assertThat(calls).isGreaterThan(FUNCTIONS);
  }

  private static int check(long seed, int regionBytes) throws Throwable {
    Function function = RandomFunction.make(seed);
    String text = function.toString();
    TestWorld world = new TestWorld(true);
    world.regionBytes = regionBytes;
    world.imports = 0;
    String where = "seed " + seed + ", regions " + regionBytes + "\n" + text;
    try {
      world.load(List.of(RandomFunction.make(seed)));
      world.loader.loadClass("G");
    } catch (Throwable e) {
      throw new AssertionError(where, e);
    }
    Random random = new Random(seed);
    int calls = 0;
    for (int i = 0; i < 4; i++) {
      long[] args = RandomFunction.args(function, random);
      Interpreter.Outcome wanted = new Interpreter(function).withSteps(4000).call(args);
      if (!wanted.isEndless()) {
        world.renew();
        compare(world, function, args, wanted, where);
        calls++;
      }
    }
    return calls;
  }

  private static void compare(
      TestWorld world, Function function, long[] args, Interpreter.Outcome wanted, String where)
      throws Throwable {
    Object[] boxed = new Object[args.length];
    for (int i = 0; i < args.length; i++) {
      boxed[i] = box(args[i], function.signature().params().get(i));
    }
    TrapCode trap = null;
    Object first = null;
    try {
      first = world.call(0, boxed);
    } catch (TestWorld.Trap e) {
      trap = e.code;
    } catch (IndexOutOfBoundsException e) {
      trap = TrapCode.MEMORY_OUT_OF_BOUNDS;
    } catch (ArithmeticException e) {
      trap = TrapCode.INTEGER_DIVIDE_BY_ZERO;
    } catch (Throwable e) {
      throw new AssertionError(where, e);
    }
    assertThat(trap).as(where).isEqualTo(wanted.trap());
    List<Type> returns = function.signature().returns();
    for (int i = 0; i < returns.size() && trap == null; i++) {
      long found = i == 0 ? unbox(first) : world.context.store.results[i];
      assertSame(found, wanted.results().get(i), returns.get(i), where + "result " + i);
    }
    for (Map.Entry<Integer, Long> entry : wanted.state().entrySet()) {
      int key = entry.getKey();
      if (key >= 0) {
        Type type = List.of(Type.I32, Type.I64, Type.F32, Type.F64).get(key);
        assertSame(world.context.globalBits(key), entry.getValue(), type, where + "global " + key);
      } else {
        byte inMemory = world.context.memories[0].bytes[~key];
        boolean mayBeSignOfNan = entry.getValue() == 0x7f && inMemory == -1;
        if (!mayBeSignOfNan) {
          assertThat(inMemory).as(where + "byte " + ~key).isEqualTo((byte) (long) entry.getValue());
        }
      }
    }
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

  private static Object box(long bits, Type type) {
    return switch (type) {
      case I32 -> (int) bits;
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
      default -> bits;
    };
  }

  private static long unbox(Object value) {
    return switch (value) {
      case Integer i -> i;
      case Float f -> Float.floatToRawIntBits(f);
      case Double d -> Double.doubleToRawLongBits(d);
      default -> (Long) value;
    };
  }
}
