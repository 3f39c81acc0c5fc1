// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.wasm.AddressType;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.Limits;
import dev.jabiru.wasm.MemoryType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.TableType;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Instantiation: imports, segments in order, start functions, identity of exports. */
@ParameterizedClass
@EnumSource(value = Config.TargetChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
class LinkingTest {
  private final Config config;
  private final Engine engine;
  private final Store store;
  private final Linker linker;

  LinkingTest(Config.TargetChoice target) {
    this.config = Targets.config(target);
    this.engine = Engine.of(config);
    this.store = Store.of(engine);
    this.linker = Linker.of(engine);
  }

  private Instance instantiate(String text) {
    return linker.instantiate(store, Module.of(engine, text));
  }

  @Test
  void aMissingImportIsUnknown() {
    assertThatThrownBy(() -> instantiate("(module (import \"a\" \"b\" (func (param i32))))"))
        .isInstanceOf(LinkException.class)
        .hasMessageStartingWith("unknown import: \"a\" \"b\", function [i32] -> []");
    Module module = Module.of(engine, "(module (import \"a\" \"b\" (func)))");
    assertThatThrownBy(() -> Instance.of(store, module)).isInstanceOf(LinkException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "func (param i32 i32) (result i32)                 | true",
        "func (param i32 i32) (result i64)                 | false",
        "func (param i32)                                  | false",
        "memory 1                                          | false",
      })
  void aFunctionMatchesByType(String wanted, boolean matches) {
    linker.func("m", "x", IntBinaryOperator.class, Integer::sum);
    check(wanted, matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory 2 | true",
        "memory 3 | true",
        "memory 4 | false",
        "memory 2 5 | true",
        "memory 2 6 | true",
        "memory 2 4 | false",
        "global i32 | false",
      })
  void aMemoryMatchesByItsPresentSizeAndDeclaredMaximum(String wanted, boolean matches) {
    Memory memory = Memory.of(store, 2, 5);
    assertThat(memory.grow(1)).isEqualTo(2);
    linker.define("m", "x", memory);
    check(wanted, matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "table 2 funcref   | true",
        "table 3 funcref   | true",
        "table 4 funcref   | false",
        "table 2 5 funcref | false",
        "table 2 externref | false",
      })
  void aTableMatchesByItsPresentSizeAndElements(String wanted, boolean matches) {
    Table table =
        Table.of(store, new TableType(AddressType.I32, Limits.of(2), RefType.FUNCREF), null);
    assertThat(table.grow(1, null)).isEqualTo(2);
    linker.define("m", "x", table);
    check(wanted, matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "global (mut i32) | true",
        "global i32       | false",
        "global (mut i64) | false",
      })
  void aGlobalMatchesByTypeAndMutability(String wanted, boolean matches) {
    linker.define("m", "x", Global.of(store, new GlobalType(NumType.I32, true), 1));
    check(wanted, matches);
  }

  private void check(String wanted, boolean matches) {
    String text = "(module (import \"m\" \"x\" (" + wanted.strip() + ")))";
    if (matches) {
      instantiate(text);
    } else {
      assertThatThrownBy(() -> instantiate(text))
          .isInstanceOf(LinkException.class)
          .hasMessageStartingWith("incompatible import type: \"m\" \"x\" wants ");
    }
  }

  @Test
  void whatEarlierSegmentsWroteStaysWhenALaterOneTraps() {
    Memory memory = Memory.of(store, 1, 1);
    linker.define("m", "mem", memory);
    assertThatThrownBy(() ->
            instantiate(
                "(module (import \"m\" \"mem\" (memory 1))"
                    + "(data (i32.const 0) \"abc\") (data (i32.const 0xFFFF) \"no\"))"))
        .isInstanceOf(Trap.class)
        .hasMessage("out of bounds memory access");
    assertThat(memory.readString(0, 3)).isEqualTo("abc");
    Table table =
        Table.of(store, new TableType(AddressType.I32, Limits.of(2), RefType.FUNCREF), null);
    linker.define("m", "tab", table);
    assertThatThrownBy(() ->
            instantiate(
                "(module (import \"m\" \"tab\" (table 2 funcref)) (func $f (result i32)"
                    + " i32.const 5) (elem (i32.const 0) $f) (elem (i32.const 2) $f))"))
        .isInstanceOf(Trap.class)
        .hasMessage("out of bounds table access");
    assertThat(((Func) table.get(0)).call()).isEqualTo(5);
  }

  @Test
  void offsetsAndGlobalsAreConstantExpressions() {
    linker.define("m", "base", Global.of(store, new GlobalType(NumType.I32, false), 100));
    Instance instance =
        instantiate(
            "(module (import \"m\" \"base\" (global $base i32)) (memory (export \"mem\") 1)"
                + "(global $next (export \"next\") i32"
                + "  (i32.mul (i32.add (global.get $base) (i32.const 5)) (i32.const 2)))"
                + "(global (export \"f\") f32 (f32.const nan:0x200001))"
                + "(global (export \"l\") i64 (i64.sub (i64.const 1) (i64.const 2)))"
                + "(global (export \"r\") funcref (ref.func $id))"
                + "(func $id (param i32) (result i32) local.get 0)"
                + "(data (i32.sub (global.get $next) (i32.const 10)) \"x\"))");
    assertThat(instance.global("next").get()).isEqualTo(210);
    assertThat(Float.floatToRawIntBits((float) instance.global("f").get())).isEqualTo(0x7fa00001);
    assertThat(instance.global("l").get()).isEqualTo(-1L);
    assertThat(((Func) instance.global("r").get()).call(9)).isEqualTo(9);
    assertThat(instance.memory("mem").readByte(200)).isEqualTo((byte) 'x');
  }

  @Test
  void theStartFunctionRunsLastAndItsTrapIsTheOutcome() {
    AtomicInteger seen = new AtomicInteger();
    linker.func("m", "look", SeesInstance.class, i -> seen.set(i.memory("mem").readByte(1)));
    String text =
        "(module (import \"m\" \"look\" (func $look)) (memory (export \"mem\") 1)"
            + "(data (i32.const 1) \"\\07\") (start $s) (func $s call $look %s))";
    instantiate(text.formatted(""));
    assertThat(seen.get()).isEqualTo(7);
    assertThatThrownBy(() -> instantiate(text.formatted("unreachable")))
        .isInstanceOf(Trap.class)
        .hasMessageStartingWith("unreachable");
  }

  /** A host function that takes the importing instance. */
  interface SeesInstance {
    void look(Instance instance);
  }

  @Test
  void theSameThingReachedTwiceIsEqual() {
    Instance one =
        instantiate(
            "(module (func $f (export \"f\") (export \"g\")) (memory (export \"m\") 1)"
                + "(table (export \"t\") 1 funcref) (global (export \"x\") i32 (i32.const 1))"
                + "(elem (i32.const 0) $f))");
    linker.define("one", one);
    Instance two =
        instantiate(
            "(module (import \"one\" \"f\" (func $f)) (import \"one\" \"m\" (memory 1))"
                + "(import \"one\" \"t\" (table 1 funcref)) (import \"one\" \"x\" (global i32))"
                + "(export \"f\" (func $f)) (export \"m\" (memory 0)) (export \"t\" (table 0))"
                + "(export \"x\" (global 0)))");
    assertThat(one.func("f")).isEqualTo(one.func("g")).hasSameHashCodeAs(one.func("g"));
    assertThat(two.exports())
        .containsExactly(
            java.util.Map.entry("f", one.func("f")),
            java.util.Map.entry("m", one.memory("m")),
            java.util.Map.entry("t", one.table("t")),
            java.util.Map.entry("x", one.global("x")));
    assertThat(one.table("t").get(0)).isEqualTo(one.func("f"));
    assertThat(one.func("f")).isNotEqualTo(instantiate("(module (func (export \"f\")))").func("f"));
  }

  @Test
  void descriptorsSayWhatAModuleWantsAndGives() {
    Module module =
        Module.of(
            engine,
            "(module $name (import \"a\" \"f\" (func (param i64) (result f32)))"
                + "(memory (export \"m\") 1 2))");
    assertThat(module.name()).isEqualTo("name");
    assertThat(module.imports().get(0).funcType().orElseThrow().toString())
        .isEqualTo("[i64] -> [f32]");
    assertThat(module.exports().get(0).name()).isEqualTo("m");
    assertThat(module.exports().get(0).type())
        .isEqualTo(new MemoryType(AddressType.I32, Limits.of(1, 2), false, 16));
  }

  @Test
  void linkersRefuseASecondDefinitionUnlessItMayShadow() {
    linker.func("m", "f", IntSupplier.class, () -> 1);
    assertThatThrownBy(() -> linker.func("m", "f", IntSupplier.class, () -> 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"m\" \"f\" is defined already");
    linker.allowShadowing(true).func("m", "f", IntSupplier.class, () -> 3);
    linker.alias("m", "f", "other", "name");
    Func alias = (Func) linker.get(store, "other", "name").orElseThrow();
    assertThat(alias.call()).isEqualTo(3);
    assertThat(linker.get(store, "no", "such")).isEmpty();
  }

  @Test
  void oneModuleRunsInManyStores() {
    Module module =
        Module.of(
            engine,
            "(module (global $n (mut i32) (i32.const 0)) (func (export \"next\") (result i32)"
                + "(global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))");
    Func a = linker.instantiate(store, module).func("next");
    Func b = linker.instantiate(Store.of(engine), module).func("next");
    assertThat(a.call()).isEqualTo(1);
    assertThat(a.call()).isEqualTo(2);
    assertThat(b.call()).isEqualTo(1);
  }

  @Test
  void limitsOfTheStoreAreKept() {
    StoreLimits limits =
        StoreLimits.defaults().withMemoryBytes(2 * 65536).withTableElements(10).withInstances(2);
    Store small = Store.of(engine, limits);
    Instance instance =
        linker.instantiate(
            small,
            Module.of(
                engine,
                "(module (memory (export \"m\") 1) (table (export \"t\") 6 funcref)"
                    + "(func (export \"grow\") (param i32) (result i32)"
                    + "  (memory.grow (local.get 0))))"));
    assertThat(instance.func("grow").call(2)).isEqualTo(-1);
    assertThat(instance.func("grow").call(1)).isEqualTo(1);
    assertThat(instance.memory("m").grow(1)).isEqualTo(-1);
    assertThat(instance.table("t").grow(5, null)).isEqualTo(-1);
    assertThat(instance.table("t").grow(4, null)).isEqualTo(6);
    assertThatThrownBy(() -> Memory.of(small, 1, 1)).isInstanceOf(ResourceLimitException.class);
    Module empty = Module.of(engine, "(module)");
    Instance second = linker.instantiate(small, empty);
    assertThatThrownBy(() -> linker.instantiate(small, empty))
        .isInstanceOf(ResourceLimitException.class);
    Reference.reachabilityFence(second);
    assertThatThrownBy(() -> Memory.of(store, 65_537, 65_537))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("65536");
  }

  @Test
  void missingExportsAndTrapsOfTheHostAreClear() {
    Instance instance = instantiate("(module (memory (export \"m\") 1))");
    assertThatThrownBy(() -> instance.func("m"))
        .isInstanceOf(NoSuchExportException.class)
        .hasMessage("no function is exported as \"m\"; there are [m]");
    assertThatThrownBy(() -> instance.memory("m").readInt(65533))
        .isInstanceOfSatisfying(
            Trap.class, t -> assertThat(t.code()).isEqualTo(TrapCode.OUT_OF_BOUNDS_MEMORY))
        .hasMessage("out of bounds memory access: 4 bytes at 0xfffd in a memory of 0x10000");
  }
}
