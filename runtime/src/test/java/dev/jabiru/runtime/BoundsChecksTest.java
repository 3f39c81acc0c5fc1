// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.runtime.Config.TargetChoice;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random accesses near each other, near the end of a memory: wherever checks of bounds are dropped,
 * what is executed before a trap, and where that is, stays as it is without optimisation. Among
 * them are elements of a table at the same indices, loads of which only some bits are asked for,
 * and addresses from registers whose upper halves are not zero.
 */
class BoundsChecksTest {
  private static final int FUNCTIONS = 60;
  private static final int CALLS = 40;
  private static final String[] LOADS = {
    "i32.load", "i32.load8_u", "i32.load8_s", "i32.load16_u", "i64.load", "i64.load32_u"
  };
  private static final String[] MASKS = {"1", "15", "0x80", "0x7fffffff", "-256", "0xff00000000"};
  private static final String[] STORES = {
    "i32.store", "i32.store8", "i32.store16", "i64.store", "i64.store8"
  };

  private final Features features = Features.defaults().with(Feature.CUSTOM_PAGE_SIZES);
  private Random random = new Random(0);
  private String last = "(local.get $p)";

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          JVM, true,  1 4
          JVM, true,  1 1
          X64, false, 1 4
          X64, false, 1 1
          X64, false, 1 4 (pagesize 65536)
          X64, true,  1 4
          X64, true,  1 1
          X64, false, 70 90 (pagesize 1)
          X64, true,  70 90 (pagesize 1)
          JVM, true,  70 90 (pagesize 1)
          """)
  void whatIsExecutedBeforeATrapStaysTheSame(
      TargetChoice target, boolean guardPages, String memory) {
    Config plain = Targets.config(TargetChoice.JVM).withFeatures(features).withOptimize(false);
    Config config = Targets.config(target).withFeatures(features).withGuardPages(guardPages);
    long first = Long.getLong("jabiru.seed", 1);
    int traps = 0;
    for (long seed = first; seed < first + Integer.getInteger("jabiru.modules", 2); seed++) {
      String text = module(seed, memory);
      List<String> wanted = run(plain, text, seed);
      List<String> found = run(config, text, seed);
      for (int i = 0; i < wanted.size(); i++) {
        assertThat(found.get(i))
            .as("seed %d%n%s", seed, function(text, i / (CALLS + 1)))
            .isEqualTo(wanted.get(i));
        traps += wanted.get(i).startsWith("OUT_OF_BOUNDS") ? 1 : 0;
      }
      assertThat(traps).isGreaterThan(wanted.size() / 10);
    }
  }

  private static String function(String text, int number) {
    int start = text.indexOf("(func (export \"" + number + "\")");
    return text.substring(start, text.indexOf("(func", start + 1));
  }

  /** The outcomes of the calls of each function, and what they leave in memory. */
  private List<String> run(Config config, String text, long seed) {
    random = new Random(seed);
    List<String> outcomes = new ArrayList<>();
    try (Engine engine = Engine.of(config);
        Store store = Store.of(engine)) {
      Instance instance = Instance.of(store, Module.of(engine, text));
      Memory memory = instance.memory("m");
      for (int f = 0; f < FUNCTIONS; f++) {
        Func func = instance.func(Integer.toString(f));
        for (int call = 0; call < CALLS; call++) {
          int p = address((int) memory.size());
          int q = address((int) memory.size());
          String outcome;
          try {
            outcome = func.call(p, q).toString();
          } catch (Trap trap) {
            outcome = trap.code() + " at " + trap.backtrace().get(0).offset();
          }
          outcomes.add(outcome + " of " + p + ", " + q);
        }
        byte[] bytes = memory.read(0, (int) memory.size());
        outcomes.add("memory " + Arrays.hashCode(bytes));
      }
    }
    return outcomes;
  }

  private int address(int size) {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt();
      case 1 -> -random.nextInt(40);
      case 2 -> random.nextInt(64);
      case 3 -> Integer.MAX_VALUE - random.nextInt(40);
      default -> size - random.nextInt(48);
    };
  }

  private String module(long seed, String memory) {
    random = new Random(seed);
    StringBuilder text = new StringBuilder("(module (memory (export \"m\") " + memory + ")\n");
    text.append("(table $t 65536 funcref) (elem (i32.const 16) $none $none) (func $none)\n");
    for (int f = 0; f < FUNCTIONS; f++) {
      text.append("(func (export \"" + f + "\") (param $p i32) (param $q i32) (result i64)");
      text.append(" (local $r i32) (local $n i32) (local $sum i64)\n");
      statements(text, 3 + random.nextInt(8), 3);
      text.append("(local.get $sum))\n");
    }
    return text.append("(func))").toString();
  }

  private void statements(StringBuilder text, int count, int depth) {
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(depth > 0 ? 17 : 13);
      switch (kind) {
        case 0, 1, 2, 3 -> {
          String op = LOADS[random.nextInt(LOADS.length)];
          String value = "(" + op + place() + ")";
          value = op.startsWith("i32") ? "(i64.extend_i32_s " + value + ")" : value;
          text.append("(local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31)) ");
          text.append(value).append("))\n");
        }
        case 4, 5, 6, 7 -> {
          String op = STORES[random.nextInt(STORES.length)];
          boolean isWide = op.startsWith("i64");
          text.append("(" + op + place());
          text.append(isWide ? "(local.get $sum)" : "(i32.wrap_i64 (local.get $sum))");
          text.append(")\n");
        }
        case 8 -> {
          String from = "(local.get " + variable() + ")";
          String by = "(i32.const " + (random.nextInt(40) - 20) + ")";
          text.append("(local.set $r (i32.add " + from + by + "))\n");
        }
        case 9 -> {
          String mask = "(i32.const " + (random.nextBoolean() ? 0x3f : 0xffff) + ")";
          text.append("(local.set $r (i32.and (local.get " + variable() + ")" + mask + "))\n");
        }
        case 10 -> {
          String mask = "(i64.const " + MASKS[random.nextInt(MASKS.length)] + ")";
          String bits = "(i64.eqz (i64.and (i64.load" + place() + ") " + mask + "))";
          text.append("(local.set $sum (i64.add (local.get $sum)");
          text.append("(select (i64.const 5) (i64.const 9) " + bits + ")))\n");
        }
        case 11 -> {
          String index = "(local.get " + variable() + ")";
          text.append(random.nextBoolean() ? "" : "(i32.store8 " + index + "(i32.const 3))\n");
          String isNull = "(ref.is_null (table.get $t " + index + "))";
          text.append("(local.set $sum (i64.add (local.get $sum) ");
          text.append("(i64.extend_i32_u " + isNull + ")))\n");
        }
        case 12 -> {
          String compare = random.nextBoolean() ? "f64.eq" : "f32.ne";
          String convert = "(" + compare.substring(0, 3) + ".convert_i32_s (local.get ";
          text.append("(local.set $r (select " + reduced() + reduced());
          text.append("(" + compare + convert + "$p))" + convert + "$q)))))\n");
        }
        case 13 -> {
          text.append("(if (i32.and (i32.wrap_i64 (local.get $sum)) (i32.const 1)) (then\n");
          statements(text, 1 + random.nextInt(4), depth - 1);
          text.append(") (else\n");
          statements(text, random.nextInt(4), depth - 1);
          text.append("))\n");
        }
        case 14 -> {
          text.append("(local.set $n (i32.const 0)) (loop $again\n");
          statements(text, 1 + random.nextInt(5), 0);
          text.append("(local.set $p (i32.add (local.get $p) (i32.const 4)))");
          text.append("(br_if $again (i32.lt_u (local.tee $n ");
          text.append("(i32.add (local.get $n) (i32.const 1))) (i32.const 5))))\n");
        }
        case 15 -> {
          text.append("(block (br_if 0 (i32.wrap_i64 (i64.and (local.get $sum) (i64.const 2))))\n");
          statements(text, 1 + random.nextInt(4), depth - 1);
          text.append(")\n");
        }
        default -> {
          if (random.nextInt(20) == 0) {
            text.append("(drop (memory.grow (i32.const 1)))\n");
          }
        }
      }
    }
  }

  /** An address in a register whose upper half is not zero. */
  private String reduced() {
    String wide = "(i64.extend_i32_u (local.get " + variable() + "))";
    return "(i32.wrap_i64 (i64.or " + wide + "(i64.const 0x7f00000000)))";
  }

  private String variable() {
    return random.nextInt(3) == 0 ? "$r" : random.nextInt(3) == 0 ? "$q" : "$p";
  }

  private String place() {
    if (random.nextInt(6) > 0) {
      last = newPlace();
    }
    return last;
  }

  private String newPlace() {
    int offset =
        switch (random.nextInt(6)) {
          case 0 -> 65450 + random.nextInt(100);
          case 1 -> 0;
          default -> random.nextInt(24);
        };
    return " offset=" + offset + " (local.get " + variable() + ")";
  }
}
