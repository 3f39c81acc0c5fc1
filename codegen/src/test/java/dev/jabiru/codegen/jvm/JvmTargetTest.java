// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.codegen.ir.TrapCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small functions in text form, compiled, loaded and called. */
class JvmTargetTest {
  @Test
  void arithmeticIsEvaluatedOnTheStack() throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10(i32, i32) -> i32 {
            block0(v0: i32, v1: i32):
                v2 = iadd v0, v1
                v3 = iconst.i32 100000
                v4 = imul v2, v3
                v5 = isub v4, v0
                return v5
            }
            """);
    assertThat(world.call(10, 3, 4)).isEqualTo(700000 - 3);
  }

  @Test
  void loopsPassTheirParameters() throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10(i32) -> i64 {
            block0(v0: i32):
                v1 = iconst.i32 0
                v2 = iconst.i64 1
                v9 = iconst.i64 0
                jump block1(v1, v9, v2)
            block1(v3: i32, v4: i64, v5: i64):
                v6 = icmp uge v3, v0
                brif v6, block3, block2
            block2:
                v7 = iadd v4, v5
                v8 = iconst.i32 1
                v10 = iadd v3, v8
                jump block1(v10, v5, v7)
            block3:
                return v4
            }
            """);
    assertThat(world.call(10, 50)).isEqualTo(12586269025L);
    assertThat(world.call(10, 0)).isEqualTo(0L);
  }

  @Test
  void functionsCallEachOtherAndImports() throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10(i32) -> i32 {
                sig0 = (i32) -> i32
                fn0 = u0:10 sig0
                fn1 = u0:2 sig0
            block0(v0: i32):
                v1 = iconst.i32 2
                v2 = icmp slt v0, v1
                brif v2, block1, block2
            block1:
                v3 = call fn1 v0
                return v3
            block2:
                v4 = iconst.i32 1
                v5 = isub v0, v4
                v6 = isub v0, v1
                v7 = call fn0 v5
                v8 = call fn0 v6
                v9 = iadd v7, v8
                return v9
            }
            """);
    world.context.functions[2] = new TestWorld.Ref(0, MethodHandles.identity(int.class));
    world.context.bind();
    assertThat(world.call(10, 20)).isEqualTo(6765);
  }

  @Test
  void severalResultsTravelInTheStore() throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10(i32, f64) -> f64, i32, ref {
            block0(v0: i32, v1: f64):
                v2 = ref_null
                return v1, v0, v2
            }
            function u0:11(i32, f64) -> f64 {
                sig0 = (i32, f64) -> f64, i32, ref
                fn0 = u0:10 sig0
            block0(v0: i32, v1: f64):
                v2, v3, v4 = call fn0 v0, v1
                v5 = ref_is_null v4
                v6 = iadd v3, v5
                v7 = fcvt_from_sint.f64 v6
                v8 = fadd v2, v7
                return v8
            }
            """);
    assertThat(world.call(11, 5, 0.5)).isEqualTo(6.5);
  }

  @Test
  void memoryIsReadAndWrittenInBounds() throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10(i32, i64) -> i64 {
                mem0 = memory 0 i32 array page 16 min 1
            block0(v0: i32, v1: i64):
                store mem0 v0+8, v1
                v2 = uload8.i32 mem0 v0+9
                v3 = sload16.i64 mem0 v0+8
                v4 = uextend v2
                v5 = iadd v3, v4
                v6 = load.i64 mem0 v0+8
                v7 = iadd v5, v6
                return v7
            }
            """);
    assertThat(world.call(10, 100, 0x8281L)).isEqualTo(0x8281L + 0x82 + (short) 0x8281);
    assertThat(world.call(10, 65536 - 16, 1L)).isEqualTo(2L);
    for (int bad : new int[] {65536 - 15, -1, -8, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> world.call(10, bad, 1L))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"array", "segment"})
  void theMemoryIsReadAfreshOnceItHasGrown(String form) throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10(i32) -> i32 {
                mem0 = memory 0 i32 %s page 16 min 1
                sig0 = (i64) -> i64
                fn0 = builtin:0 sig0
            block0(v0: i32):
                v1 = iconst.i32 7
                store mem0 v1, v1
                v2 = load.i32 mem0 v1
                v3 = iconst.i64 1
                v4 = call fn0 v3
                v5 = iconst.i32 70000
                store mem0 v5, v2
                v6 = load.i32 mem0 v5
                v7 = memory_size mem0
                v8 = iadd v6, v7
                return v8
            }
            """
                .formatted(form));
    assertThat(world.call(10, 0)).isEqualTo(9);
  }

  @Test
  void conditionsComeOutAsNumbersAndBranches() throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10(i64, i64, f32, f32) -> i32 {
            block0(v0: i64, v1: i64, v2: f32, v3: f32):
                v4 = icmp ult v0, v1
                v5 = fcmp lt v2, v3
                v6 = fcmp ne v2, v3
                v7 = iconst.i32 10
                v8 = imul v4, v7
                v9 = iadd v8, v5
                v10 = imul v9, v7
                v11 = iadd v10, v6
                v12 = select v5, v11, v7
                return v12
            }
            """);
    assertThat(world.call(10, 1L, -1L, 1f, 2f)).isEqualTo(111);
    assertThat(world.call(10, -1L, 1L, 1f, 2f)).isEqualTo(11);
    assertThat(world.call(10, -1L, 1L, Float.NaN, 2f)).isEqualTo(10);
  }

  @Test
  void branchTablesPassArguments() throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10(i32, i32) -> i32 {
            block0(v0: i32, v1: i32):
                v2 = iconst.i32 1000
                br_table v0, block1(v1), block1(v2), block2, block1(v1)
            block1(v3: i32):
                return v3
            block2:
                trap unreachable
            }
            """);
    assertThat(world.call(10, 0, 5)).isEqualTo(5);
    assertThat(world.call(10, 1, 5)).isEqualTo(1000);
    assertThat(world.call(10, 3, 5)).isEqualTo(5);
    assertThat(world.call(10, -3, 5)).isEqualTo(5);
    assertThatThrownBy(() -> world.call(10, 2, 5))
        .isInstanceOfSatisfying(
            TestWorld.Trap.class, t -> assertThat(t.code).isEqualTo(TrapCode.UNREACHABLE));
  }

  @Test
  void globalsTablesAndIndirectCalls() throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10(i32, i32) -> i32 {
                table0 = table 0 i32 any_func
                global0 = global 0 i32 mutable
                global1 = global 4 ref mutable
                sig0 = type 2 (i32) -> i32
            block0(v0: i32, v1: i32):
                v2 = table_get table0 v0
                global_set global1 v2
                v3 = global_get global0
                v4 = iadd v3, v1
                global_set global0 v4
                v5 = call_indirect sig0 table0 v0, v4
                return v5
            }
            """);
    world.context.tables[0].elements[3] =
        new TestWorld.Ref(
            2,
            MethodHandles.lookup()
                .findStatic(Math.class, "abs", MethodType.methodType(int.class, int.class)));
    assertThat(world.call(10, 3, -7)).isEqualTo(7);
    assertThat(world.call(10, 3, -7)).isEqualTo(14);
    assertThat(world.context.globalBits(0)).isEqualTo(-14);
    assertThat(world.context.globals[4].ref).isSameAs(world.context.tables[0].elements[3]);
  }

  @Test
  void interruptionStopsALoop() throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10() {
            block0:
                jump block1
            block1:
                interrupt_check
                fuel 1
                jump block1
            }
            """);
    world.context.store.fuel = 10;
    assertThatThrownBy(() -> world.call(10))
        .isInstanceOfSatisfying(
            TestWorld.Trap.class, t -> assertThat(t.code).isEqualTo(TrapCode.OUT_OF_FUEL));
    world.loader.interrupt.setTarget(
        MethodHandles.lookup()
            .findStatic(TestWorld.Builtins.class, "interrupted", world.loader.interrupt.type()));
    world.context.store.fuel = 10;
    assertThatThrownBy(() -> world.call(10))
        .isInstanceOfSatisfying(
            TestWorld.Trap.class, t -> assertThat(t.code).isEqualTo(TrapCode.INTERRUPTED));
  }

  @Test
  void selfTailCallsAreJumps() throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10(i32, i64) -> i64 {
                sig0 = (i32, i64) -> i64
                fn0 = u0:10 sig0
            block0(v0: i32, v1: i64):
                brif v0, block1, block2
            block1:
                v2 = iconst.i32 1
                v3 = isub v0, v2
                v4 = uextend v0
                v5 = iadd v1, v4
                return_call fn0 v3, v5
            block2:
                return v1
            }
            """);
    assertThat(world.call(10, 1_000_000, 0L)).isEqualTo(500000500000L);
  }

  @Test
  void tailCallsTakeNoStack() throws Throwable {
    String text =
        """
        function u0:10(i32, f64) -> f64 {
            sig0 = type 0 (i32, f64) -> f64
            fn0 = u0:11 sig0
        block0(v0: i32, v1: f64):
            brif v0, block1, block2
        block1:
            v2 = iconst.i32 1
            v3 = isub v0, v2
            v4 = fcvt_from_sint.f64 v2
            v5 = fadd v1, v4
            return_call fn0 v3, v5
        block2:
            return v1
        }
        function u0:11(i32, f64) -> f64 {
            table0 = table 0 i32 any_func
            sig0 = type 0 (i32, f64) -> f64
        block0(v0: i32, v1: f64):
            v2 = iconst.i32 1
            v3 = icmp ne v0, v2
            return_call_indirect sig0 table0 v3, v0, v1
        }
        function u0:12(i32, f64) -> f64 {
        block0(v0: i32, v1: f64):
            v2 = fneg v1
            return v2
        }
        """;
    for (int regionBytes : new int[] {0, 1}) {
      TestWorld world = new TestWorld(true);
      world.regionBytes = regionBytes;
      world.load(dev.jabiru.codegen.ir.FunctionParser.parseAll(text));
      world.refer(10, 0);
      world.refer(11, 0);
      world.refer(12, 0);
      world.context.tables[0].elements[1] = world.context.tables[0].elements[0];
      world.context.tables[0].elements[0] = world.context.tables[0].elements[2];
      assertThat(world.call(10, 1_000_000, 0.0)).isEqualTo(-999_999.0);
      assertThat(world.call(10, 1_000_001, 0.0)).isEqualTo(-1_000_000.0);
      assertThat(world.call(11, 1, 5.0)).isEqualTo(-5.0);
    }
  }

  @Test
  void trapsHaveLinesThatLeadToTheSource() throws Throwable {
    TestWorld world =
        TestWorld.of(
            """
            function u0:10(i32, i32) -> i32 {
            block0(v0: i32, v1: i32):
                v2 = srem v0, v1
                v3 = urem v2, v1
                return v3
            }
            """);
    assertThatThrownBy(() -> world.call(10, 1, 0)).isInstanceOf(ArithmeticException.class);
    assertThat(world.compiled.getFirst().trapSites()).hasSize(1);
    assertThat(world.compiled.getFirst().trapSites().getFirst().code())
        .isEqualTo(TrapCode.INTEGER_DIVIDE_BY_ZERO);
    assertThat(world.call(10, Integer.MIN_VALUE, -1)).isEqualTo(0);
  }

  @Test
  void oneLongBlockIsSplitIntoRegions() throws Throwable {
    StringBuilder text = new StringBuilder("function u0:10(i32) -> i32 {\nblock0(v0: i32):\n");
    int adds = 20_000;
    for (int i = 1; i <= adds; i++) {
      text.append("    v").append(i).append(" = iadd v").append(i - 1);
      text.append(", v").append(i / 2).append('\n');
    }
    text.append("    return v").append(adds).append("\n}\n");
    int[] expected = new int[adds + 1];
    expected[0] = 7;
    for (int i = 1; i <= adds; i++) {
      expected[i] = expected[i - 1] + expected[i / 2];
    }
    assertThat(TestWorld.of(text.toString()).call(10, 7)).isEqualTo(expected[adds]);
  }

  @Test
  void minMaxAndRoundingMakeSignallingNansQuiet() throws Throwable {
    float signalling = Float.intBitsToFloat(0x7FA00000);
    for (String operation : new String[] {"fmin v0, v0", "fmax v0, v0", "ceil v0", "floor v0"}) {
      TestWorld world =
          TestWorld.of(
              "function u0:10(f32) -> i32 {\nblock0(v0: f32):\n    v1 = "
                  + operation
                  + "\n    v2 = bitcast.i32 v1\n    return v2\n}\n");
      assertThat(world.call(10, signalling)).as(operation).isEqualTo(0x7FE00000);
    }
  }

  @Test
  void likelyTargetsAreCalledDirectly() throws Throwable {
    String text =
        """
        function u0:10(i32, i64) -> i64 {
        block0(v0: i32, v1: i64):
            return v1
        }
        function u0:11(i32, i64) -> i64 {
        block0(v0: i32, v1: i64):
            v2 = imul v1, v1
            return v2
        }
        function u0:12(i32, i64) -> i64 {
            table0 = table 0 i32 any_func
            sig0 = type 0 (i32, i64) -> i64
        block0(v0: i32, v1: i64):
            v2 = call_indirect sig0 table0 v0, v0, v1
            v3 = call_indirect sig0 table0 v0, v0, v2
            return v3
        }
        """;
    for (int regionBytes : new int[] {0, 1}) {
      TestWorld world = new TestWorld(true);
      world.regionBytes = regionBytes;
      world.likely = new int[] {11};
      world.load(dev.jabiru.codegen.ir.FunctionParser.parseAll(text));
      world.refer(10, 0);
      world.refer(11, 0);
      assertThat(world.call(12, 0, 3L)).isEqualTo(3L);
      assertThat(world.call(12, 1, 3L)).isEqualTo(81L);
    }
  }
}
