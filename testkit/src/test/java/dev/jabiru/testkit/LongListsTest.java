// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.ImplementationLimitException;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Func;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import dev.jabiru.runtime.Trap;
import dev.jabiru.runtime.WrongTypeException;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.ValType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Functions with as many parameters, results, locals and edge arguments as validation lets through
 * compile, run, and can be called from Java and call Java.
 */
class LongListsTest {
  private static final String[] TYPES = {"i32", "i64", "f32", "f64", "externref"};

  private static String typeOf(int i) {
    return TYPES[i * 7 % TYPES.length];
  }

  private static String types(int n) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < n; i++) {
      out.append(' ').append(typeOf(i));
    }
    return out.toString();
  }

  /** A different value for each position, derived from the locals {@code $x} and {@code $r}. */
  private static String value(int i) {
    return switch (typeOf(i)) {
      case "i32" -> "(i32.add (local.get $x) (i32.const " + i + "))";
      case "i64" -> "(i64.mul (i64.extend_i32_s (local.get $x)) (i64.const " + (i + 1) + "))";
      case "f32" -> "(f32.convert_i32_s (i32.sub (local.get $x) (i32.const " + i + ")))";
      case "f64" -> "(f64.convert_i32_s (i32.sub (i32.const " + i + ") (local.get $x)))";
      default -> "(local.get $r)";
    };
  }

  private static Object wantedAt(int i, int x, Object ref) {
    return switch (typeOf(i)) {
      case "i32" -> x + i;
      case "i64" -> (long) x * (i + 1);
      case "f32" -> (float) (x - i);
      case "f64" -> (double) (i - x);
      default -> ref;
    };
  }

  private static Object[] wanted(int n, int x, Object ref) {
    Object[] all = new Object[n];
    for (int i = 0; i < n; i++) {
      all[i] = wantedAt(i, x, ref);
    }
    return all;
  }

  private static String times(int n, java.util.function.IntFunction<String> each) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < n; i++) {
      out.append(each.apply(i)).append('\n');
    }
    return out.toString();
  }

  private static Instance instance(String text) {
    Engine engine = Engine.create();
    return Instance.of(Store.of(engine), Module.of(engine, text));
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 126, 251, 700, 1000})
  void everyKindOfCallPassesAllAndReturnsAll(int n) {
    String all = "(param" + types(n) + ") (result" + types(n) + ")";
    String from = "(param $x i32) (param $r externref) (result" + types(n) + ")";
    String values = times(n, LongListsTest::value);
    Instance instance =
        instance(
            "(module (type $f (func "
                + all
                + ")) (table funcref (elem $same $jump $hop))"
                + "(func $same (export \"same\") "
                + all
                + times(n, i -> "local.get " + i)
                + ")"
                + "(func $jump "
                + all
                + times(n, i -> "local.get " + i)
                + "return_call $same)"
                + "(func $hop "
                + all
                + times(n, i -> "local.get " + i)
                + "i32.const 1 return_call_indirect (type $f))"
                + "(func (export \"call\") "
                + from
                + values
                + "call $same)"
                + "(func (export \"indirect\") "
                + from
                + values
                + "i32.const 0 call_indirect (type $f))"
                + "(func (export \"jump\") "
                + from
                + values
                + "return_call $hop)"
                + "(func (export \"missing\") "
                + from
                + values
                + "i32.const 9 call_indirect (type $f))"
                + "(func (export \"twice\") "
                + from
                + values
                + "call $jump call $hop))");
    for (String name : List.of("call", "indirect", "jump", "twice")) {
      for (int x : new int[] {0, -1_000_000}) {
        assertThat(instance.func(name).callForResults(x, "ref"))
            .as(name)
            .containsExactly(wanted(n, x, "ref"));
      }
    }
    assertThat(instance.func("same").callForResults(wanted(n, 5, this)))
        .containsExactly(wanted(n, 5, this));
    assertThatThrownBy(() -> instance.func("missing").call(1, null)).isInstanceOf(Trap.class);
  }

  @Test
  void callsInTheirOwnPlaceTakeConstantStack() {
    int n = 400;
    String params = "(param $n i32) (param" + " i64".repeat(n) + ") (result i64)";
    // Rotates its arguments each time, so that none is where it was.
    String rotated = times(n, i -> "local.get " + (1 + (i + 1) % n));
    Instance instance =
        instance(
            "(module (type $f (func "
                + params
                + ")) (table funcref (elem $other))"
                + "(func $self "
                + params
                + "(if (i32.eqz (local.get $n)) (then (return"
                + " (local.get 1))))\n(i32.sub (local.get $n) (i32.const 1))\n"
                + rotated
                + "return_call $self)\n"
                + "(func $other "
                + params
                + "(if (i32.eqz (local.get $n)) (then (return"
                + " (local.get 1))))\n(i32.sub (local.get $n) (i32.const 1))\n"
                + rotated
                + "i32.const 0 return_call_indirect (type $f))\n"
                + "(func (export \"self\") (param $n i32) (result i64) local.get $n\n"
                + times(n, i -> "i64.const " + i)
                + "call $self)\n"
                + "(func (export \"other\") (param $n i32) (result i64) local.get $n\n"
                + times(n, i -> "i64.const " + i)
                + "call $other))\n");
    assertThat(instance.func("self").call(100_003)).isEqualTo(100_003L % n);
    assertThat(instance.func("other").call(100_003)).isEqualTo(100_003L % n);
  }

  @Test
  void branchesPassThousandsOfValues() {
    int n = 1000;
    int labels = 40;
    StringBuilder text = new StringBuilder("(module (type $b (func (result" + types(n) + ")))\n");
    text.append("(func (export \"go\") (param $x i32) (param $r externref) (result");
    text.append(types(n)).append(")\n");
    // Each label brings another local into its block, beside the values.
    text.append("(local $y i32)").append(" (local i64)".repeat(n)).append('\n');
    text.append(times(n, i -> "(local.set " + (3 + i) + " (i64.const " + i + "))"));
    for (int i = 0; i < labels; i++) {
      text.append("(block (type $b)\n");
    }
    text.append(times(n, LongListsTest::value));
    text.append("(br_table");
    for (int i = 0; i < labels; i++) {
      text.append(' ').append(i);
    }
    text.append(" (local.get $x)))\n");
    for (int i = 1; i < labels; i++) {
      text.append("(local.set $y (i32.add (local.get $y) (i32.const 1)))\n");
      text.append(
          times(
              n,
              k ->
                  "(local.set "
                      + (3 + k)
                      + " (i64.add (local.get "
                      + (3 + k)
                      + ") (i64.const 3)))"));
      text.append("(br_if 0 (i32.gt_s (local.get $x) (i32.const 1000)))\n)\n");
    }
    // The last i32, which is at 0, counts the labels passed; the last i64 the sum of all locals.
    text.append(times(n, i -> "(local.get " + (3 + i) + ")"));
    text.append(times(n - 1, i -> "i64.add"));
    text.append("(call $drop) ");
    text.append(")\n(func $drop (param i64) (global.set $sum (local.get 0)))\n");
    text.append("(global $sum (mut i64) (i64.const 0))\n");
    text.append("(func (export \"sum\") (result i64) (global.get $sum)))");
    Instance instance = instance(text.toString());
    for (int x : new int[] {0, 1, 7, 38, 39, 2000}) {
      assertThat(instance.func("go").callForResults(x, "r")).containsExactly(wanted(n, x, "r"));
      int passed = labels - 1 - Math.min(x, labels - 1);
      long sum = (long) n * (n - 1) / 2 + 3L * n * passed;
      assertThat(instance.func("sum").call()).isEqualTo(sum);
    }
  }

  @Test
  void aLoopTakesAThousandParametersAndSwapsThem() {
    int n = 1000;
    String i64s = " i64".repeat(n);
    Instance instance =
        instance(
            "(module (func (export \"go\") (param $n i32) (result"
                + i64s
                + ")"
                + "(local"
                + i64s
                + ")\n"
                + times(n, i -> "i64.const " + i)
                + "(loop (param"
                + i64s
                + ") (result"
                + i64s
                + ")\n"
                + times(n, i -> "local.set " + (1 + i)) // reverses
                + times(n, i -> "local.get " + (1 + i))
                + "(br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))");
    for (int rounds : new int[] {1, 2, 501}) {
      Object[] results = instance.func("go").callForResults(rounds);
      for (int i = 0; i < n; i++) {
        assertThat(results[i]).isEqualTo((long) (rounds % 2 == 0 ? i : n - 1 - i));
      }
    }
  }

  @Test
  void fiftyThousandLocalsGoRoundALoop() {
    int n = 49_000;
    Instance instance =
        instance(
            "(module (func (export \"go\") (param $n i32) (result i64) (local"
                + " i64".repeat(n)
                + ")\n(loop\n"
                + times(
                    n,
                    i ->
                        "(local.set "
                            + (1 + i)
                            + " (i64.add (local.get "
                            + (1 + i)
                            + ") (i64.const "
                            + i % 50
                            + ")))")
                + "(br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))\n"
                + "(local.get 1)\n"
                + times(n - 1, i -> "(i64.add (local.get " + (2 + i) + "))")
                + "))");
    long round = (long) n / 50 * (49 * 50 / 2);
    assertThat(instance.func("go").call(3)).isEqualTo(3 * round);
  }

  /**
   * What is compiled grows with the code, not with locals times joins: the product would not fit
   * the heap.
   */
  @ParameterizedTest
  @ValueSource(strings = {"block", "loop"})
  void localsLiveAcrossThousandsOfJoins(String construct) {
    int n = 10_000;
    Instance instance =
        instance(
            "(module (func (export \"go\") (param $p i32) (result i64) (local"
                + " i64".repeat(n)
                + ")\n"
                + times(n, i -> "(local.set " + (1 + i) + " (i64.const " + i + "))")
                + ("(" + construct)
                + times(
                    n,
                    i ->
                        "(if (i32.and (local.get $p) (i32.const "
                            + (1 << i % 31)
                            + ")) (then (local.set "
                            + (1 + i)
                            + " (i64.const -1))))")
                + "(br_if 0 (i32.eqz (local.tee $p (i32.sub (local.get $p) (i32.const 1))))))\n"
                + "(local.get 1)\n"
                + times(n - 1, i -> "(i64.add (local.get " + (2 + i) + "))")
                + "))");
    for (int p : new int[] {5, 1 << 30 | 1}) {
      long sum = 0;
      for (int i = 0; i < n; i++) {
        sum += (p >> i % 31 & 1) != 0 ? -1 : i;
      }
      assertThat(instance.func("go").call(p)).isEqualTo(sum);
    }
  }

  /** Before each of so many exits a local is written: at the end each has that many values. */
  @Test
  void whatGrowsWithTheProductByItsNatureIsRefused() {
    int n = 3000;
    String module =
        "(module (func (export \"go\") (param $p i32) (result i64) (local"
            + " i64".repeat(n)
            + ")\n(block\n"
            + times(n, i -> "(br_if 0 (local.get $p)) (local.set " + (1 + i) + " (i64.const 1))")
            + ")\n(local.get 1)\n"
            + times(n - 1, i -> "(i64.add (local.get " + (2 + i) + "))")
            + "))";
    assertThatThrownBy(() -> instance(module).func("go").call(0))
        .isInstanceOf(ImplementationLimitException.class)
        .hasMessageContaining("at most 4194304")
        .hasMessageContaining("func[0]");
  }

  private static FuncType type(int params, int results) {
    return new FuncType(valTypes(params), valTypes(results));
  }

  private static List<ValType> valTypes(int n) {
    List<ValType> types = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      types.add(
          switch (typeOf(i)) {
            case "i32" -> NumType.I32;
            case "i64" -> NumType.I64;
            case "f32" -> NumType.F32;
            case "f64" -> NumType.F64;
            default -> RefType.EXTERNREF;
          });
    }
    return types;
  }

  @ParameterizedTest
  @ValueSource(ints = {170, 180, 190, 700, 1000})
  void hostFunctionsTakeAndReturnAll(int n) {
    String all = "(param" + types(n) + ") (result" + types(n) + ")";
    Engine engine = Engine.create();
    Store store = Store.of(engine);
    Module module =
        Module.of(
            engine,
            "(module (import \"host\" \"f\" (func $f "
                + all
                + ")) (export \"f\" (func $f))"
                + "(type $f (func "
                + all
                + ")) (table funcref (elem $f))"
                + "(func (export \"call\") (param $x i32) (param $r externref) (result"
                + types(n)
                + ")"
                + times(n, LongListsTest::value)
                + "call $f)"
                + "(func (export \"indirect\") (param $x i32) (param $r externref) (result"
                + types(n)
                + ")"
                + times(n, LongListsTest::value)
                + "i32.const 0 call_indirect (type $f)))");
    List<Object[]> seen = new ArrayList<>();
    Linker linker = Linker.of(engine);
    linker.func(
        "host",
        "f",
        type(n, n),
        args -> {
          seen.add(args.clone());
          return args;
        });
    Instance instance = linker.instantiate(store, module);
    int calls = 0;
    for (int round = 0; round < 3; round++) {
      for (String name : List.of("call", "indirect")) {
        assertThat(instance.func(name).callForResults(round, this))
            .as(name)
            .containsExactly(wanted(n, round, this));
        assertThat(seen.get(calls++)).containsExactly(wanted(n, round, this));
      }
    }
    assertThat(instance.func("f").callForResults(wanted(n, 8, "x")))
        .containsExactly(wanted(n, 8, "x"));
    assertThatThrownBy(() -> instance.func("f").call(1, 2)).isInstanceOf(WrongTypeException.class);
  }

  /** What a wide function looks like as an interface. */
  public interface Sum {
    /** {@return the sum of all} */
    long sum(Object[] all);
  }

  private static long sum(Object[] all) {
    return Arrays.stream(all).mapToLong(x -> (Long) x).sum();
  }

  @Test
  void wideFunctionsAreHandlesAndInterfacesOverArrays() throws Throwable {
    int n = 300;
    FuncType type =
        new FuncType(java.util.Collections.nCopies(n, NumType.I64), List.of(NumType.I64));
    Engine engine = Engine.create();
    Store store = Store.of(engine);
    MethodHandle host =
        MethodHandles.lookup()
            .findStatic(
                LongListsTest.class, "sum", MethodType.methodType(long.class, Object[].class));
    Linker linker = Linker.of(engine);
    linker.func("host", "sum", type, host);
    Instance instance =
        linker.instantiate(
            store,
            Module.of(
                engine,
                "(module (import \"host\" \"sum\" (func $h (param"
                    + " i64".repeat(n)
                    + ") (result i64))) (func (export \"sum\") (param"
                    + " i64".repeat(n)
                    + ") (result i64)"
                    + times(n, i -> "local.get " + i)
                    + "call $h))"));
    Object[] args = new Object[n];
    for (int i = 0; i < n; i++) {
      args[i] = (long) i * i;
    }
    long wanted = sum(args);
    Func func = instance.func("sum");
    assertThat(func.handle().type()).isEqualTo(MethodType.methodType(long.class, Object[].class));
    assertThat((long) func.handle().invokeExact(args)).isEqualTo(wanted);
    assertThat(func.as(Sum.class).sum(args)).isEqualTo(wanted);
    assertThat(instance.as(Sum.class).sum(args)).isEqualTo(wanted);
    assertThat(func.call(args)).isEqualTo(wanted);
    assertThatThrownBy(() -> func.as(Sum.class).sum(new Object[3]))
        .isInstanceOf(WrongTypeException.class)
        .hasMessageContaining("takes 300 arguments, not 3");
    Object[] wrong = args.clone();
    wrong[299] = 1;
    assertThatThrownBy(() -> func.as(Sum.class).sum(wrong))
        .isInstanceOf(WrongTypeException.class)
        .hasMessageContaining("argument 299");
  }

  @Test
  void asManyParametersAsFitAJavaMethodAreCalledPlainly() throws Throwable {
    for (int n = 245; n <= 252; n++) {
      String params = "(param" + " i32".repeat(n) + ") (result i32)";
      Engine engine = Engine.create();
      Store store = Store.of(engine);
      Linker linker = Linker.of(engine);
      int count = n;
      FuncType type =
          new FuncType(java.util.Collections.nCopies(n, NumType.I32), List.of(NumType.I32));
      linker.func("host", "last", type, args -> args[count - 1]);
      String got = times(n, i -> "local.get " + i);
      Instance instance =
          linker.instantiate(
              store,
              Module.of(
                  engine,
                  "(module (import \"host\" \"last\" (func $h "
                      + params
                      + "))"
                      + "(type $f (func "
                      + params
                      + ")) (table funcref (elem $last $h))"
                      + "(func $last "
                      + params
                      + " (local.get "
                      + (n - 1)
                      + "))"
                      + "(func (export \"host\") "
                      + params
                      + got
                      + "call $h)"
                      + "(func (export \"jump\") "
                      + params
                      + got
                      + "return_call $h)"
                      + "(func (export \"guest\") "
                      + params
                      + got
                      + "i32.const 0 call_indirect (type $f))"
                      + "(func (export \"table\") "
                      + params
                      + got
                      + "i32.const 1 call_indirect (type $f)))"));
      Object[] args = new Object[n];
      Arrays.setAll(args, i -> i * 3);
      for (String name : List.of("host", "jump", "guest", "table")) {
        for (int round = 0; round < 3; round++) {
          assertThat(instance.func(name).call(args)).as(name + n).isEqualTo(3 * (n - 1));
        }
      }
    }
  }
}
