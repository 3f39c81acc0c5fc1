// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machine code that does not check bounds: every access beyond the end is a trap all the same. */
class GuardPagesTest {
  private static final long PAGE = 65536;

  /** Each kind of access, with its width. */
  private static final String[] LOADS = {
    "i32.load8_u 1", "i32.load8_s 1", "i32.load16_u 2", "i32.load16_s 2", "i32.load 4",
    "i64.load8_u 1", "i64.load8_s 1", "i64.load16_u 2", "i64.load16_s 2", "i64.load32_u 4",
    "i64.load32_s 4", "i64.load 8", "f32.load 4", "f64.load 8"
  };

  private static final String[] STORES = {
    "i32.store8 1",
    "i32.store16 2",
    "i32.store 4",
    "i64.store8 1",
    "i64.store16 2",
    "i64.store32 4",
    "i64.store 8",
    "f32.store 4",
    "f64.store 8"
  };

  private static final long[] OFFSETS = {
    0, 1, 7, 65535, 65536, (1L << 31) - 8, (1L << 31) - 1, 1L << 31, (1L << 32) - 8, (1L << 32) - 1
  };

  private Engine engine = Engine.create();

  @BeforeEach
  void chooseTheTarget() {
    String reason = NativePlatform.reasonAgainst();
    Assumptions.assumeTrue(reason == null, () -> "NOT RUN: the target x64: " + reason);
    engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.X64));
    Assumptions.assumeTrue(
        engine.hasGuardPages(), () -> "NOT RUN: guard pages: " + engine.targetReason());
  }

  /** A function for each access and offset; the value stored is all ones. */
  private static String accesses(String memory) {
    StringBuilder text = new StringBuilder("(module (memory (export \"m\") " + memory + ")");
    text.append("(func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0)))");
    for (long offset : OFFSETS) {
      for (String load : LOADS) {
        String op = load.substring(0, load.indexOf(' '));
        text.append("(func (export \"%s %d\") (param i32)".formatted(op, offset))
            .append("(drop (%s offset=%d (local.get 0))))\n".formatted(op, offset))
            .append(
                "(func (export \"+%s %d\") (param i32) (result %s)"
                    .formatted(op, offset, op.substring(0, 3)))
            .append("(%s offset=%d (local.get 0)))\n".formatted(op, offset));
      }
      for (String store : STORES) {
        String op = store.substring(0, store.indexOf(' '));
        String type = op.substring(0, 3);
        String ones =
            type.startsWith("i")
                ? "(" + type + ".const -1)"
                : "(%s.reinterpret_i%s (i%s.const -1))"
                    .formatted(type, type.substring(1), type.substring(1));
        text.append("(func (export \"%s %d\") (param i32)".formatted(op, offset))
            .append("(%s offset=%d (local.get 0) %s))\n".formatted(op, offset, ones));
      }
    }
    return text.append(")").toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "1 3", "3 65536", "2 2", "32769 32769"})
  void accessesTrapAtEveryEdge(String limits) {
    Instance instance = Instance.of(Store.of(engine), Module.of(engine, accesses(limits)));
    checkEdges(instance);
    if (limits.equals("1 3") || limits.equals("3 65536")) {
      assertThat(instance.func("grow").call(1)).isNotEqualTo(-1);
      checkEdges(instance);
      assertThat(instance.func("grow").call(1)).isNotEqualTo(-1);
      checkEdges(instance);
    }
  }

  @Test
  void aMemoryGrowsInPlaceToItsMaximum() {
    Instance instance = Instance.of(Store.of(engine), Module.of(engine, accesses("1 65536")));
    long base = ((NativeMemory) instance.memory("m").linear()).base();
    for (int pages : new int[] {1, 30, 1000, 32768, 65536 - 2 - 1 - 30 - 1000 - 32768, 1}) {
      assertThat(instance.func("grow").call(pages)).isNotEqualTo(-1);
      checkEdges(instance);
    }
    assertThat(instance.memory("m").pages()).isEqualTo(65536);
    assertThat(((NativeMemory) instance.memory("m").linear()).base()).isEqualTo(base);
    assertThat(instance.func("grow").call(1)).isEqualTo(-1);
  }

  /** Made by the host or by an instance, given on to others, and beside one with small pages. */
  @Test
  void importedMemoriesTrapWherePagesAreGuardedAndWhereNot() {
    Engine engine =
        Engine.of(
            this.engine.config().withFeatures(Features.defaults().with(Feature.CUSTOM_PAGE_SIZES)));
    String text =
        """
        (module
          (import "" "own" (memory $own 1 4))
          (import "" "other" (memory $other 1))
          (memory $small 5 9 (pagesize 1))
          (export "own" (memory $own))
          (func (export "0") (param i32) (result i32) (i32.load $own (local.get 0)))
          (func (export "1") (param i32) (result i32) (i32.load $other (local.get 0)))
          (func (export "2") (param i32) (result i32) (i32.load $small (local.get 0))))
        """;
    Module module = Module.of(engine, text);
    Store store = Store.of(engine);
    Memory own = Memory.of(store, 1, 4);
    Memory other =
        Instance.of(store, Module.of(engine, "(module (memory (export \"m\") 1))")).memory("m");
    Instance first = Instance.of(store, module, own, other);
    Instance second = Instance.of(store, module, first.memory("own"), own);
    own.grow(1);
    long[][] sizes = {{2 * PAGE, PAGE, 5}, {2 * PAGE, 2 * PAGE, 5}};
    for (int i = 0; i < 2; i++) {
      Instance instance = i == 0 ? first : second;
      for (int memory = 0; memory < 3; memory++) {
        Func load = instance.func(Integer.toString(memory));
        assertThat(load.call((int) sizes[i][memory] - 4)).isEqualTo(0);
        for (long address : new long[] {sizes[i][memory] - 3, 4 * PAGE, (1L << 32) - 1}) {
          assertThatThrownBy(() -> load.call((int) address))
              .isInstanceOf(Trap.class)
              .hasMessageStartingWith("out of bounds memory access");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1 3", "2 2", "32769 32769", "32769 65536", "65536 65536"})
  void checksOfBoundsTrapAlike(String limits) {
    engine = Engine.of(engine.config().withGuardPages(false));
    assertThat(engine.targetReason())
        .endsWith("it checks bounds itself: the configuration says so");
    accessesTrapAtEveryEdge(limits);
  }

  private static void checkEdges(Instance instance) {
    Memory memory = instance.memory("m");
    long size = memory.size();
    List<String> all = new ArrayList<>(List.of(LOADS));
    all.addAll(List.of(STORES));
    for (String access : LOADS) {
      all.add("+" + access);
    }
    for (String access : all) {
      String op = access.substring(0, access.indexOf(' '));
      int width = Integer.parseInt(access.substring(access.indexOf(' ') + 1));
      for (long offset : OFFSETS) {
        Func func = instance.func(op + " " + offset);
        long[] ends = {
          0,
          1,
          size - width - offset,
          size - width - offset + 1,
          size - offset - 1,
          size - offset,
          size - offset + 4096 - width,
          PAGE,
          1L << 31,
          (1L << 32) - width,
          (1L << 32) - 1
        };
        for (long address : ends) {
          if (address >= 0 && address < 1L << 32) {
            check(func, access, memory, address, offset, width);
          }
        }
      }
    }
  }

  private static void check(
      Func func, String op, Memory memory, long address, long offset, int width) {
    String what = op + " at " + address + "+" + offset + " of " + memory.size();
    long start = address + offset;
    boolean inside = start + width <= memory.size();
    boolean isStore = op.contains("store");
    if (isStore && start < memory.size()) {
      memory.fill(start, (int) Math.min(width, memory.size() - start), (byte) 0x11);
    }
    try {
      func.call((int) address);
      assertThat(inside).as(what).isTrue();
    } catch (Trap trap) {
      assertThat(inside).as(what).isFalse();
      assertThat(trap.code()).as(what).isEqualTo(TrapCode.OUT_OF_BOUNDS_MEMORY);
      assertThat(trap.backtrace()).as(what).hasSize(1);
    }
    if (isStore) {
      for (long at = start; at < Math.min(start + width, memory.size()); at++) {
        assertThat(memory.readByte(at)).as(what).isEqualTo((byte) (inside ? -1 : 0x11));
        memory.writeByte(at, (byte) 0);
      }
    }
  }
}
