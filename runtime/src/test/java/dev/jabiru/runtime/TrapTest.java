// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.TrapCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every trap has its code and the right backtrace, also once HotSpot has compiled the code well.
 */
@ParameterizedClass
@EnumSource(value = Config.TargetChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
class TrapTest {
  private final Config config;
  private static final String MODULE =
      """
      (module $m
        (memory 1) (memory $fixed 1 1) (table $t 2 funcref) (table $x 2 externref)
        (type $v (func))
        (func $leaf (param $i i32) (result i32) %s)
        (func $middle (param $i i32) (result i32) (i32.add (call $leaf (local.get $i)) (i32.const 1)))
        (func $outer (export "go") (param $i i32) (result i32)
          (i32.add (call $middle (local.get $i)) (i32.const 1))))
      """;

  TrapTest(Config.TargetChoice target) {
    this.config = Targets.config(target);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (i32.load8_u (i32.mul (local.get 0) (i32.const 65536)))     | OUT_OF_BOUNDS_MEMORY
          (i32.load16_s (i32.mul (local.get 0) (i32.const 65536)))    | OUT_OF_BOUNDS_MEMORY
          (i32.load (i32.mul (local.get 0) (i32.const 65536)))        | OUT_OF_BOUNDS_MEMORY
          (i32.store8 (i32.mul (local.get 0) (i32.const 65536)) (i32.const 1)) (i32.const 1) | OUT_OF_BOUNDS_MEMORY
          (i64.store (i32.mul (local.get 0) (i32.const 65536)) (i64.const 1)) (i32.const 1) | OUT_OF_BOUNDS_MEMORY
          (i32.load8_s $fixed (i32.mul (local.get 0) (i32.const 65536))) | OUT_OF_BOUNDS_MEMORY
          (i32.store8 $fixed (i32.mul (local.get 0) (i32.const 65536)) (i32.const 1)) (i32.const 1) | OUT_OF_BOUNDS_MEMORY
          (i32.div_s (i32.const 1) (i32.sub (local.get 0) (i32.const 1))) | INTEGER_DIVIDE_BY_ZERO
          (i32.rem_u (i32.const 1) (i32.sub (local.get 0) (i32.const 1))) | INTEGER_DIVIDE_BY_ZERO
          (i32.div_s (i32.sub (i32.const -2147483647) (local.get 0)) (i32.const -1)) | INTEGER_OVERFLOW
          (i64.div_s (i64.const 1) (i64.sub (i64.extend_i32_u (local.get 0)) (i64.const 1))) i32.wrap_i64 | INTEGER_DIVIDE_BY_ZERO
          (i32.trunc_f32_s (f32.mul (f32.const 3e9) (f32.convert_i32_s (local.get 0)))) | INTEGER_OVERFLOW
          (i32.trunc_f64_s (f64.div (f64.const 0) (f64.sub (f64.const 1) (f64.convert_i32_s (local.get 0))))) | INVALID_CONVERSION_TO_INTEGER
          (table.get $x (i32.mul (local.get 0) (i32.const 2))) ref.is_null | OUT_OF_BOUNDS_TABLE
          (table.set $x (i32.mul (local.get 0) (i32.const 2)) (ref.null extern)) (i32.const 1) | OUT_OF_BOUNDS_TABLE
          (call_indirect $t (type $v) (i32.add (local.get 0) (i32.const 5))) (i32.const 1) | UNDEFINED_ELEMENT
          (call_indirect $t (type $v) (local.get 0)) (i32.const 1)    | UNINITIALIZED_ELEMENT
          (memory.fill (local.get 0) (i32.const 0) (i32.const 65536)) (i32.const 1) | OUT_OF_BOUNDS_MEMORY
          (if (local.get 0) (then unreachable)) (i32.const 1)         | UNREACHABLE
          """)
  void aTrapIsExactHoweverHotItIs(String body, TrapCode code) {
    Engine engine = Engine.of(config);
    Module module = Module.of(engine, MODULE.formatted(body));
    Func go = Instance.of(Store.of(engine), module).func("go");
    for (int i = 0; i < 100; i++) {
      try {
        go.call(0);
      } catch (Trap expected) {
        // Some bodies trap for 0 as well.
      }
    }
    List<WasmFrame> first = null;
    for (int i = 0; i < 30_000; i++) {
      Trap trap = trap(go);
      if (first == null) {
        first = new ArrayList<>(trap.backtrace());
        assertThat(first)
            .extracting(WasmFrame::name)
            .startsWith("leaf", "middle", "outer")
            .hasSize(3);
        assertThat(first).allSatisfy(frame -> assertThat(frame.offset()).isPositive());
        assertThat(first.get(0).offset()).isGreaterThan(40);
      }
      if (i % 100 == 0 || i > 29_990) {
        assertThat(trap.code()).isEqualTo(code);
        assertThat(trap.backtrace()).as("after %s traps", i).isEqualTo(first);
      }
    }
  }

  /** Accesses of bytes go through code that all modules share. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "1 1"})
  void hotTrapsOfOneModuleTakeNoTraceFromAnother(String limits) {
    String loads =
        "(module (memory "
            + limits
            + ") (func $leaf (param i32) (result i32) (i32.load8_u (local.get 0)))"
            + "(func (export \"go\") (param i32) (result i32) (call $leaf (local.get 0))))";
    Engine engine = Engine.of(config);
    Func hot = Instance.of(Store.of(engine), Module.of(engine, loads)).func("go");
    for (int i = 0; i < 50_000; i++) {
      assertThat(trap(hot, 65536 + i).backtrace()).hasSize(2);
    }
    Func cold = Instance.of(Store.of(engine), Module.of(engine, loads)).func("go");
    assertThat(trap(cold, 65536).backtrace())
        .extracting(WasmFrame::name)
        .containsExactly("leaf", "go");
  }

  private static Trap trap(Func go) {
    return trap(go, 1);
  }

  private static Trap trap(Func go, int argument) {
    try {
      go.call(argument);
      throw new AssertionError("no trap");
    } catch (Trap trap) {
      return trap;
    }
  }
}
