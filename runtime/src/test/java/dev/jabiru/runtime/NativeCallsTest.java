// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values and control on the ways between Java and machine code, whatever the types are. */
class NativeCallsTest {
  private static final ValType[] TYPES = {
    NumType.I32, NumType.I64, NumType.F32, NumType.F64, RefType.FUNCREF, RefType.EXTERNREF
  };

  private Engine engine = Engine.create();

  @BeforeEach
  void chooseTheTarget() {
    String reason = NativePlatform.reasonAgainst();
    Assumptions.assumeTrue(reason == null, () -> "NOT RUN: the target x64: " + reason);
    engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.X64));
  }

  /** Java to guest to host and back, by a call, a tail call, and calls through a table. */
  @Test
  void anyTypesPassAllWays() {
    long seed = Long.getLong("jabiru.seed", 20261123);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < Integer.getInteger("jabiru.rounds", 120); round++) {
      List<ValType> params = types(random, random.nextInt(round % 10 == 0 ? 40 : 9));
      List<ValType> results = types(random, random.nextInt(round % 7 == 0 ? 20 : 3));
      Store store = Store.of(engine);
      List<@Nullable Object> args = values(random, store, params);
      List<@Nullable Object> answer = values(random, store, results);
      List<List<@Nullable Object>> seen = new ArrayList<>();
      Func host =
          Func.of(
              store,
              new FuncType(params, results),
              given -> {
                seen.add(new ArrayList<>(java.util.Arrays.asList(given)));
                return switch (answer.size()) {
                  case 0 -> null;
                  case 1 -> answer.getFirst();
                  default -> answer.toArray();
                };
              });
      Instance instance = Instance.of(store, Module.of(engine, guest(params, results)), host);
      for (String way : List.of("call", "tail", "table", "tableTail", "other")) {
        seen.clear();
        @Nullable Object[] got = instance.func(way).callForResults(args.toArray());
        String what = "seed " + seed + ", round " + round + ", " + way + params + results;
        assertThat(seen).as(what).containsExactly(args);
        assertThat(got).as(what).containsExactlyElementsOf(answer);
      }
    }
  }

  private static List<ValType> types(SplittableRandom random, int count) {
    List<ValType> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      types.add(TYPES[random.nextInt(TYPES.length)]);
    }
    return types;
  }

  private static List<@Nullable Object> values(
      SplittableRandom random, Store store, List<ValType> types) {
    List<@Nullable Object> values = new ArrayList<>();
    for (ValType type : types) {
      if (type instanceof NumType num) {
        values.add(
            switch (num) {
              case I32 -> random.nextInt();
              case I64 -> random.nextLong();
              case F32 -> Float.intBitsToFloat(random.nextInt() & ~(1 << 30));
              case F64 -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
            });
      } else if (random.nextInt(4) == 0) {
        values.add(null);
      } else if (type.equals(RefType.FUNCREF)) {
        values.add(Func.of(store, Runnable.class, () -> {}));
      } else {
        values.add("object " + random.nextInt());
      }
    }
    return values;
  }

  private static String guest(List<ValType> params, List<ValType> results) {
    StringBuilder type = new StringBuilder("(type $t (func");
    StringBuilder gets = new StringBuilder();
    for (int i = 0; i < params.size(); i++) {
      type.append(" (param ").append(params.get(i)).append(')');
      gets.append(" (local.get ").append(i).append(')');
    }
    for (ValType result : results) {
      type.append(" (result ").append(result).append(')');
    }
    return "(module "
        + type
        + "))"
        + "(import \"\" \"\" (func $host (type $t)))"
        + "(table funcref (elem $host))"
        + function("call", gets, "(call $host)")
        + function("tail", gets, "(return_call $host)")
        + function("table", gets, "(call_indirect (type $t) (i32.const 0))")
        + function("tableTail", gets, "(return_call_indirect (type $t) (i32.const 0))")
        + function("other", gets, "(call $tail)")
        + ")";
  }

  private static String function(String name, CharSequence gets, String end) {
    return "(func $%s (export \"%s\") (type $t)%s %s)".formatted(name, name, gets, end);
  }

  @Test
  void functionsOfOtherInstancesLeaveForTheHostToo() {
    Store store = Store.of(engine);
    Linker linker = Linker.of(engine);
    linker.func("host", "twice", IntUnaryOperator.class, x -> 2 * x);
    Instance first =
        linker.instantiate(
            store,
            Module.of(
                engine,
                """
                (module
                  (import "host" "twice" (func $twice (param i32) (result i32)))
                  (export "again" (func $twice))
                  (global $g i32 (i32.const 1000))
                  (func (export "f") (param i32) (result i32)
                    (i32.add (call $twice (local.get 0)) (global.get $g))))
                """));
    Instance second =
        Instance.of(
            store,
            Module.of(
                engine,
                """
                (module
                  (import "" "f" (func $f (param i32) (result i32)))
                  (import "" "again" (func $again (param i32) (result i32)))
                  (global $g i32 (i32.const 7))
                  (func (export "sum") (param i32) (result i32)
                    (i32.add
                      (i32.add (call $f (local.get 0)) (call $again (local.get 0)))
                      (global.get $g)))
                  (func (export "tail") (param i32) (result i32)
                    (return_call $f (call $again (local.get 0)))))
                """),
            first.func("f"),
            first.func("again"));
    assertThat(second.func("sum").call(5)).isEqualTo(10 + 1000 + 10 + 7);
    assertThat(second.func("tail").call(5)).isEqualTo(20 + 1000);
  }

  /** What an inner entry leaves in the store's record is no concern of the outer one. */
  @Test
  void hostsMayEnterAgainAndAgainWhateverComesOfIt() {
    Store store = Store.of(engine);
    List<Instance> self = new ArrayList<>();
    Linker linker = Linker.of(engine);
    linker.func(
        "host",
        "enter",
        IntUnaryOperator.class,
        n -> {
          Func f = self.getFirst().func("f");
          int sum = 0;
          for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> self.getFirst().func("trap").call()).isInstanceOf(Trap.class);
            sum += n == 0 ? 1 : (int) f.call(n - 1);
            assertThatThrownBy(() -> self.getFirst().func("fail").call()).hasMessage("no");
          }
          return sum;
        });
    linker.func(
        "host",
        "fail",
        Runnable.class,
        () -> {
          throw new IllegalStateException("no");
        });
    self.add(
        linker.instantiate(
            store,
            Module.of(
                engine,
                """
                (module
                  (import "host" "enter" (func $enter (param i32) (result i32)))
                  (import "host" "fail" (func $fail))
                  (func (export "fail") (call $fail))
                  (func (export "trap") unreachable)
                  (func (export "f") (param i32) (result i32) (local i32)
                    (local.set 1 (i32.mul (local.get 0) (i32.const 1000)))
                    (i32.add (call $enter (local.get 0)) (local.get 1))))
                """)));
    int wanted = 3;
    for (int n = 0; n < 4; n++) {
      wanted = n == 0 ? 3 : 3 * wanted + 1000 * n;
      assertThat(self.getFirst().func("f").call(n)).isEqualTo(wanted);
    }
  }
}
