// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tail calls, direct and indirect, take no stack: they go on for longer than any stack is deep. */
@ParameterizedClass
@EnumSource(value = Config.TargetChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
class TailCallsTest {
  private static final String GUEST =
      """
      (module
        (type $step (func (param i64 i64) (result i64)))
        (type $wide (func (param i64 f64 i32 i64 f32 i64 i64 i64) (result i64 f64)))
        (table funcref (elem $even $odd $indirect $direct))
        (func $count (export "count") (param $n i64) (param $sum i64) (result i64)
          (if (result i64) (i64.eqz (local.get $n))
            (then (local.get $sum))
            (else (return_call $count
              (i64.sub (local.get $n) (i64.const 1)) (i64.add (local.get $sum) (local.get $n))))))
        (func $even (export "even") (param i64 i64) (result i64)
          (if (result i64) (i64.eqz (local.get 0))
            (then (i64.const 44))
            (else (return_call_indirect (type $step)
              (i64.sub (local.get 0) (i64.const 1)) (local.get 1) (i32.const 1)))))
        (func $odd (export "odd") (param i64 i64) (result i64)
          (if (result i64) (i64.eqz (local.get 0))
            (then (i64.const 99))
            (else (return_call_indirect (type $step)
              (i64.sub (local.get 0) (i64.const 1)) (local.get 1) (i32.const 0)))))
        (func $direct (export "turns") (param $n i64) (param $sum i64) (result i64)
          (if (result i64) (i64.eqz (local.get $n))
            (then (local.get $sum))
            (else (return_call $indirect
              (i64.sub (local.get $n) (i64.const 1)) (i64.add (local.get $sum) (i64.const 2))))))
        (func $indirect (param $n i64) (param $sum i64) (result i64)
          (if (result i64) (i64.eqz (local.get $n))
            (then (local.get $sum))
            (else (return_call_indirect (type $step)
              (i64.sub (local.get $n) (i64.const 1)) (i64.add (local.get $sum) (i64.const 3))
              (i32.const 3)))))
        (func $narrow (param $n i64) (param f64) (result i64 f64)
          (if (result i64 f64) (i64.eqz (local.get $n))
            (then (i64.const 7) (local.get 1))
            (else (return_call $broad (i64.sub (local.get $n) (i64.const 1)) (local.get 1)
              (i32.const 1) (i64.const 2) (f32.const 3) (i64.const 4) (i64.const 5) (i64.const 6)))))
        (func $broad (type $wide)
          (return_call $narrow (local.get 0) (f64.add (local.get 1) (f64.const 0.5))))
        (func (export "widths") (param i64 i64) (result i64)
          (call $narrow (local.get 0) (f64.const 0))
          i64.trunc_f64_s
          i64.add))
      """;

  private final Instance instance;

  TailCallsTest(Config.TargetChoice target) {
    Engine engine = Engine.of(Targets.config(target));
    this.instance = Instance.of(Store.of(engine), Module.of(engine, GUEST));
  }

  @ParameterizedTest
  @CsvSource({
    "count,        0, 0",
    "count,  1000000, 500000500000",
    "even,         0, 44",
    "even,   1000000, 44",
    "even,   1000001, 99",
    "odd,    1000000, 99",
    "turns,  1000000, 2500000",
    "turns, 10000001, 25000002",
    "widths, 1000000, 500007",
  })
  void theyGoOnInTheSameStack(String name, long n, long result) {
    assertThat(instance.func(name).call(n, 0L)).isEqualTo(result);
  }
}
