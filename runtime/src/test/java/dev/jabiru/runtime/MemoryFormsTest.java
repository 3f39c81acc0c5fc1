// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.text.WatParser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memories in arrays and in segments, and code for the one that meets the other. */
class MemoryFormsTest {
  /** Limits after which a memory is in an array, and in a segment. */
  private static final String ARRAY = "1";

  private static final String SEGMENT = "1 65536";

  private static final String ACCESSES =
      """
        (func (export "size") (result i32) (memory.size))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "load8") (param i32) (result i32) (i32.load8_u (local.get 0)))
        (func (export "load8s") (param i32) (result i32) (i32.load8_s (local.get 0)))
        (func (export "load16") (param i32) (result i32) (i32.load16_u (local.get 0)))
        (func (export "load16s") (param i32) (result i32) (i32.load16_s (local.get 0)))
        (func (export "load32") (param i32) (result i32) (i32.load (local.get 0)))
        (func (export "load64") (param i32) (result i64) (i64.load (local.get 0)))
        (func (export "load64+") (param i32) (result i64) (i64.load offset=65000 (local.get 0)))
        (func (export "loadfar") (param i32) (result i32) (i32.load offset=0xffffffff (local.get 0)))
        (func (export "loadf") (param i32) (result f64) (f64.load (local.get 0)))
        (func (export "store8") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
        (func (export "store16") (param i32 i32) (i32.store16 (local.get 0) (local.get 1)))
        (func (export "store32") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
        (func (export "store64") (param i32 i64) (i64.store (local.get 0) (local.get 1)))
        (func (export "storef") (param i32 f64) (f64.store (local.get 0) (local.get 1)))
        (func (export "fill") (param i32 i32 i32)
          (memory.fill (local.get 0) (local.get 1) (local.get 2)))
        (func (export "copy") (param i32 i32 i32)
          (memory.copy (local.get 0) (local.get 1) (local.get 2)))
        (func (export "init") (param i32) (memory.init $d (local.get 0) (i32.const 1) (i32.const 3)))
        (data $d "abcdef")
      """;

  private final Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
  private final Store store = Store.of(engine);

  private static void trapsOutOfBounds(Func func, Object... args) {
    assertThatThrownBy(() -> func.call(args))
        .isInstanceOfSatisfying(
            Trap.class, t -> assertThat(t.code()).isEqualTo(TrapCode.OUT_OF_BOUNDS_MEMORY));
  }

  /** The form of the memory, and the form that the code is generated for. */
  @ParameterizedTest
  @CsvSource({
    ARRAY + "," + ARRAY,
    SEGMENT + "," + SEGMENT,
    SEGMENT + "," + ARRAY,
    "1 40000," + ARRAY,
    "1 90," + SEGMENT,
  })
  void accessesAreExactAtEveryBoundary(String memory, String wanted) {
    Module owner =
        Module.of(
            engine,
            "(module (memory (export \"m\") " + memory + ") (data (i32.const 5) \"\\01\\fe\"))");
    Memory m = Instance.of(store, owner).memory("m");
    Module module =
        Module.of(engine, "(module (import \"a\" \"m\" (memory " + wanted + "))" + ACCESSES + ")");
    check(Instance.of(store, module, m), m);
  }

  @ParameterizedTest
  @CsvSource({ARRAY + ",false", SEGMENT + ",false", ARRAY + ",true"})
  void accessesOfOnesOwnMemoryAreExactToo(String limits, boolean large) {
    try (Engine own =
            Engine.of(
                Config.defaults().withTarget(Config.TargetChoice.JVM).withLargeMemories(large));
        Store its = Store.of(own)) {
      Module module =
          Module.of(
              own,
              "(module (memory (export \"m\") "
                  + limits
                  + ") (data (i32.const 5) \"\\01\\fe\")"
                  + ACCESSES
                  + ")");
      Instance instance = Instance.of(its, module);
      check(instance, instance.memory("m"));
      assertThat(instance.memory("m").segment().isNative())
          .isEqualTo(large || limits.equals(SEGMENT));
    }
  }

  private static void check(Instance code, Memory memory) {
    assertThat(code.func("load8").call(6)).isEqualTo(0xfe);
    assertThat(code.func("load8s").call(6)).isEqualTo(-2);
    assertThat(code.func("load16").call(5)).isEqualTo(0xfe01);
    assertThat(code.func("load16s").call(5)).isEqualTo((int) (short) 0xfe01);
    for (int pages = 1; pages <= 8; pages++) {
      int end = pages << 16;
      assertThat(code.func("size").call()).isEqualTo(pages);
      assertThat(memory.size()).isEqualTo(end);
      assertThat(memory.segment().byteSize()).isEqualTo(end);
      code.func("store32").call(end - 4, 0x12345678);
      assertThat(code.func("load32").call(end - 4)).isEqualTo(0x12345678);
      assertThat(memory.readInt(end - 4)).isEqualTo(0x12345678);
      assertThat(code.func("load64").call(end - 8)).isEqualTo(0x12345678_00000000L);
      code.func("storef").call(end - 8, 1.5);
      assertThat(code.func("loadf").call(end - 8)).isEqualTo(1.5);
      code.func("store8").call(end - 1, 0x1ff);
      assertThat(memory.readByte(end - 1)).isEqualTo((byte) 0xff);
      code.func("store16").call(end - 2, 0x1ffff);
      assertThat(memory.readShort(end - 2)).isEqualTo((short) 0xffff);
      code.func("store64").call(end - 8, 77L);
      assertThat(code.func("load64+").call(end - 8 - 65000)).isEqualTo(77L);
      for (int beyond : new int[] {0, 1, Integer.MAX_VALUE - end, -1 - end, -1 - end - 65536}) {
        trapsOutOfBounds(code.func("load8"), end + beyond);
        trapsOutOfBounds(code.func("load16"), end + beyond - 1);
        trapsOutOfBounds(code.func("load32"), end + beyond - 3);
        trapsOutOfBounds(code.func("load64"), end + beyond - 7);
        trapsOutOfBounds(code.func("load64+"), end + beyond - 7 - 65000);
        trapsOutOfBounds(code.func("loadfar"), end + beyond);
        trapsOutOfBounds(code.func("store8"), end + beyond, 1);
        trapsOutOfBounds(code.func("store16"), end + beyond - 1, 1);
        trapsOutOfBounds(code.func("store32"), end + beyond - 3, 1);
        trapsOutOfBounds(code.func("store64"), end + beyond - 7, 1L);
      }
      assertThat(code.func("load64").call(end - 8)).isEqualTo(77L);
      code.func("fill").call(end - 3, 9, 3);
      trapsOutOfBounds(code.func("fill"), end - 3, 8, 4);
      assertThat(code.func("load32").call(end - 4)).isEqualTo(0x09090900);
      code.func("copy").call(end - 6, end - 3, 3);
      trapsOutOfBounds(code.func("copy"), end - 6, end - 2, 3);
      trapsOutOfBounds(code.func("copy"), end - 2, end - 6, 3);
      assertThat(code.func("load64").call(end - 8)).isEqualTo(0x090909090909004dL);
      code.func("init").call(end - 3);
      trapsOutOfBounds(code.func("init"), end - 2);
      assertThat(memory.readString(end - 3, 3)).isEqualTo("bcd");
      assertThat(code.func("grow").call(1)).isEqualTo(pages);
      assertThat(code.func("load32").call(end)).isEqualTo(0);
      assertThat(memory.readString(end - 3, 3)).isEqualTo("bcd");
    }
  }

  @Test
  void copiesGoBetweenForms() {
    Module module =
        Module.of(
            engine,
            """
            (module
              (memory $a (export "a") 1) (memory $s (export "s") 1 65536)
              (func (export "as") (param i32 i32 i32)
                (memory.copy $s $a (local.get 0) (local.get 1) (local.get 2)))
              (func (export "sa") (param i32 i32 i32)
                (memory.copy $a $s (local.get 0) (local.get 1) (local.get 2)))
              (func (export "sum") (result i32)
                (i32.add (i32.load $a (i32.const 8)) (i32.load $s (i32.const 16)))))
            """);
    Instance instance = Instance.of(store, module);
    Memory array = instance.memory("a");
    Memory segment = instance.memory("s");
    array.writeString(100, "from the array");
    instance.func("as").call(65536 - 14, 100, 14);
    assertThat(segment.readString(65536 - 14, 14)).isEqualTo("from the array");
    segment.writeString(0, "back");
    instance.func("sa").call(0, 0, 4);
    assertThat(array.readString(0, 4)).isEqualTo("back");
    trapsOutOfBounds(instance.func("as"), 65536 - 13, 0, 14);
    trapsOutOfBounds(instance.func("sa"), 0, 65536 - 13, 14);
    array.writeInt(8, 40);
    segment.writeInt(16, 2);
    assertThat(instance.func("sum").call()).isEqualTo(42);
  }

  @Test
  void aLargeMemoryReachesBeyondTwoGibibytes() {
    Module module =
        Module.of(engine, "(module (memory (export \"m\") 32769 65536)" + ACCESSES + ")");
    Instance instance = Instance.of(store, module);
    Memory memory = instance.memory("m");
    int beyond = Integer.MIN_VALUE + 65532; // the last 4 bytes
    assertThat(instance.func("size").call()).isEqualTo(32769);
    instance.func("store32").call(beyond, 0x01020304);
    assertThat(instance.func("load32").call(beyond)).isEqualTo(0x01020304);
    assertThat(memory.readInt(Integer.toUnsignedLong(beyond))).isEqualTo(0x01020304);
    instance.func("fill").call(Integer.MAX_VALUE - 1, 7, 4);
    assertThat(instance.func("load32").call(Integer.MAX_VALUE - 1)).isEqualTo(0x07070707);
    assertThat(memory.readString(Integer.toUnsignedLong(beyond), 1)).isEqualTo("\u0004");
    trapsOutOfBounds(instance.func("load32"), beyond + 1);
    trapsOutOfBounds(instance.func("load8"), beyond + 4);
    trapsOutOfBounds(instance.func("load8"), -1);
  }

  @Test
  void growthBeyondWhatTheFormHoldsIsRefused() {
    Store limited = Store.of(engine, StoreLimits.defaults().withMemoryBytes(64 << 16));
    Memory array = Memory.of(limited, 1, 32768);
    assertThat(array.grow(32767)).isEqualTo(-1);
    assertThat(array.grow(-1)).isEqualTo(-1);
    assertThat(array.grow(64)).isEqualTo(-1);
    assertThat(array.pages()).isEqualTo(1);
    Memory segment = Memory.of(limited, 1, 65536);
    assertThat(segment.grow(65536)).isEqualTo(-1);
    assertThat(segment.grow(63)).isEqualTo(-1);
    assertThat(segment.grow(62)).isEqualTo(1);
  }

  @Test
  void anArtifactForArraysRefusesASegmentUnlessMadeForBoth() {
    String text = "(module (import \"a\" \"m\" (memory 1))" + ACCESSES + ")";
    Memory segment = Memory.of(store, 1, 65536);
    assertThatThrownBy(() -> Instance.of(store, artifact(text, false), segment))
        .isInstanceOf(LinkException.class)
        .hasMessageStartingWith(
            "incompatible import type: the memory may become larger than 2 GiB");
    Instance both = Instance.of(store, artifact(text, true), segment);
    both.func("store32").call(8, 5);
    assertThat(segment.readInt(8)).isEqualTo(5);
    Instance array = Instance.of(store, artifact(text, true), Memory.of(store, 1, 100));
    assertThat(array.func("load32").call(8)).isEqualTo(0);
  }

  private Module artifact(String text, boolean large) {
    dev.jabiru.wasm.Module wasm =
        dev.jabiru.wasm.Module.decode(
            WatParser.parse(text, Features.defaults()).binary(), Features.defaults());
    byte[] file =
        ArtifactFile.write(
            ModuleCompiler.find()
                .orElseThrow()
                .compile(
                    List.of(new ModuleCompiler.Input("m", wasm)),
                    Set.of(Target.JVM),
                    Tunables.defaults().withLargeMemories(large),
                    ModuleCompiler.Progress.NONE));
    Map<String, Module> modules = engine.load(file).modules();
    return modules.get("m");
  }

  /**
   * A loop that is compiled while the memory is exact, grows it until it has room, and goes on: the
   * first access beyond the present size traps, wherever the room ends.
   */
  @ParameterizedTest
  @CsvSource({"i32.load8_u,1", "i32.load16_u,2", "i32.load,4", "i64.load,8"})
  void aRunningLoopTrapsExactlyAtTheLimitOnceTheMemoryHasRoom(String load, int bytes) {
    Module module =
        Module.of(
            engine,
            """
            (module (memory (export "m") 1024)
              (func (export "run") (param $grow i32) (param $last i32) (local $i i32)
                (loop $warm
                  (drop (LOAD (i32.and (local.get $i) (i32.const 0xfff0))))
                  (br_if $warm (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                    (i32.const 300000))))
                (loop $more
                  (if (local.get $grow) (then
                    (drop (memory.grow (i32.const 1)))
                    (local.set $grow (i32.sub (local.get $grow) (i32.const 1)))
                    (br $more))))
                (local.set $i (i32.const 0))
                (loop $all
                  (drop (LOAD (local.get $i)))
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br_if $all (i32.le_u (local.get $i) (local.get $last))))))
            """
                .replace("LOAD", load));
    for (int round = 0; round < 2; round++) {
      Instance one = Instance.of(store, module);
      Instance exact = Instance.of(Store.of(engine), module);
      int last = (1044 << 16) - bytes;
      one.func("run").call(20, last);
      trapsOutOfBounds(one.func("run"), 0, last + 1);
      assertThat(one.memory("m").pages()).isEqualTo(1044);
      exact.func("run").call(0, (1024 << 16) - bytes);
      trapsOutOfBounds(exact.func("run"), 0, (1024 << 16) - bytes + 1);
    }
  }

  @Test
  void importersOfAMemoryWithRoomSeeItsLimitWheneverTheyCame() {
    Memory memory = Memory.of(store, 1000, 2000);
    String text = "(module (import \"a\" \"m\" (memory 1))" + ACCESSES + ")";
    Instance before = Instance.of(store, Module.of(engine, text), memory);
    assertThat(before.func("load32").call(65532)).isEqualTo(0);
    for (int i = 0; i < 20; i++) {
      memory.grow(1);
    }
    byte[] bytes = memory.linear().bytes;
    assertThat(bytes.length).as("it has room").isGreaterThan(1100 << 16);
    int end = 1020 << 16;
    Instance after = Instance.of(store, Module.of(engine, text), memory);
    for (Instance each : List.of(before, after)) {
      each.func("store64").call(end - 8, 5L);
      assertThat(each.func("load64").call(end - 8)).isEqualTo(5L);
      trapsOutOfBounds(each.func("load64"), end - 7);
      trapsOutOfBounds(each.func("store8"), end, 1);
      trapsOutOfBounds(each.func("fill"), end - 1, 1, 2);
      trapsOutOfBounds(each.func("copy"), end - 1, 0, 2);
    }
    assertThat(memory.segment().byteSize()).isEqualTo(end);
    for (int i = 1020; i < 1400; i++) {
      assertThat(memory.grow(1)).isEqualTo(i);
      assertThat(before.func("load32").call((i << 16) + 65532)).isEqualTo(0);
      trapsOutOfBounds(before.func("load32"), (i << 16) + 65533);
      before.func("store32").call((i << 16) + 65532, i);
    }
    for (int i = 1020; i < 1400; i++) {
      assertThat(after.func("load32").call((i << 16) + 65532)).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @CsvSource({ARRAY, SEGMENT})
  void growingInStepsOfAPageIsAmortised(String limits) {
    Module module =
        Module.of(
            engine,
            "(module (memory "
                + limits
                + ") (func (export \"go\") (param $n i32) (result i32) (loop $l"
                + " (drop (memory.grow (i32.const 1)))"
                + " (i32.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4))"
                + "   (i32.const 1))"
                + " (br_if $l (i32.lt_u (memory.size) (local.get $n)))) (memory.size)))");
    long start = System.nanoTime();
    assertThat(Instance.of(store, module).func("go").call(2048)).isEqualTo(2048);
    long nanos = System.nanoTime() - start;
    System.out.printf("memory %s to 128 MiB in steps of a page: %.2f s%n", limits, nanos / 1e9);
    assertThat(nanos).isLessThan(3_000_000_000L); // copying each time: 10 s
  }
}
