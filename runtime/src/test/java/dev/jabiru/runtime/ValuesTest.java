// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.wasm.AddressType;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.Limits;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.TableType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Values of every type on their way between Java and guests; memories, tables and globals. */
@ParameterizedClass
@EnumSource(value = Config.TargetChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
class ValuesTest {
  private final Config config;
  private final Engine engine;
  private final Store store;

  ValuesTest(Config.TargetChoice target) {
    this.config = Targets.config(target);
    this.engine = Engine.of(config);
    this.store = Store.of(engine);
  }

  private Instance instantiate(Linker linker, String text) {
    return linker.instantiate(store, Module.of(engine, text));
  }

  /** Several results. */
  record Pair(int first, long second) {}

  /** Results of all types. */
  public record All(int i, long l, float f, double d, Object r) {}

  /** What a guest exports. */
  interface Exports {
    Pair swap(long a, int b);

    @WasmFunction("all-types")
    All all(int i, long l, float f, double d, Object r);

    default int twice(int a) {
      return 2 * a;
    }
  }

  private static final String SWAP =
      "(module (func (export \"swap\") (param i64 i32) (result i32 i64) local.get 1 local.get 0)"
          + "(func (export \"all-types\") (param i32 i64 f32 f64 externref)"
          + "  (result i32 i64 f32 f64 externref)"
          + "  local.get 0 local.get 1 local.get 2 local.get 3 local.get 4))";

  @Test
  void severalResultsComeAsAnArrayOrARecord() {
    Instance instance = instantiate(Linker.of(engine), SWAP);
    Object[] swapped = (Object[]) instance.func("swap").call(5L, 6);
    assertThat(swapped).containsExactly(6, 5L);
    Exports exports = instance.as(MethodHandles.lookup(), Exports.class);
    assertThat(exports.swap(7, 8)).isEqualTo(new Pair(8, 7));
    assertThat(exports.all(1, 2, 3, 4, "five")).isEqualTo(new All(1, 2, 3, 4, "five"));
    assertThat(exports.twice(4)).isEqualTo(8);
    assertThat(instance.as(Exports.class).swap(1, 2)).isEqualTo(new Pair(2, 1));
  }

  /** Has a method whose types are wrong. */
  interface WrongExports {
    int swap(long a, int b);
  }

  /** Has a method that the guest does not export. */
  interface MissingExports {
    int nothing();
  }

  @Test
  void anInterfaceThatDoesNotFitIsRefused() {
    Instance instance = instantiate(Linker.of(engine), SWAP);
    assertThatThrownBy(() -> instance.as(WrongExports.class))
        .isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> instance.as(MissingExports.class))
        .isInstanceOf(NoSuchExportException.class);
    assertThatThrownBy(() -> instance.as(String.class)).isInstanceOf(WrongTypeException.class);
  }

  /** Functions for guests. */
  public static final class Host {
    int calls;

    /** Several results as a record. */
    @WasmFunction("all-types")
    public All all(int i, long l, float f, double d, Object r) {
      calls++;
      return new All(i, l, f, d, r);
    }

    /** Reads the guest's memory. */
    @WasmFunction
    public int first(Instance instance, int address) {
      return instance.memory("m").readInt(address);
    }

    /** Not for guests. */
    public void other() {}
  }

  private static final String CALLS_HOST =
      "(module (import \"h\" \"all-types\" (func $all (param i32 i64 f32 f64 externref)"
          + "  (result i32 i64 f32 f64 externref)))"
          + "(import \"h\" \"first\" (func $first (param i32) (result i32)))"
          + "(memory (export \"m\") 1) (data (i32.const 16) \"\\01\\02\\03\\04\")"
          + "(func (export \"all\") (param i32 i64 f32 f64 externref)"
          + "  (result i32 i64 f32 f64 externref)"
          + "  (call $all (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)))"
          + "(func (export \"first\") (result i32) (call $first (i32.const 16))))";

  @Test
  void anAnnotatedObjectServesImports() {
    Host host = new Host();
    Instance instance = instantiate(Linker.of(engine).bind("h", host), CALLS_HOST);
    Object[] results = (Object[]) instance.func("all").call(-1, -2L, 0.5f, -0.0, host);
    assertThat(results).containsExactly(-1, -2L, 0.5f, -0.0, host);
    assertThat(host.calls).isEqualTo(1);
    assertThat(instance.func("first").call()).isEqualTo(0x04030201);
    assertThatThrownBy(() -> Linker.of(engine).bind("x", "no functions here"))
        .isInstanceOf(WrongTypeException.class);
  }

  @Test
  void methodHandlesAndCallbacksServeImports() throws Exception {
    MethodHandle first =
        MethodHandles.lookup()
            .findVirtual(
                Host.class, "first", MethodType.methodType(int.class, Instance.class, int.class))
            .bindTo(new Host());
    FuncType all =
        new FuncType(
            List.of(NumType.I32, NumType.I64, NumType.F32, NumType.F64, RefType.EXTERNREF),
            List.of(NumType.I32, NumType.I64, NumType.F32, NumType.F64, RefType.EXTERNREF));
    Linker linker =
        Linker.of(engine).func("h", "first", first).func("h", "all-types", all, args -> args);
    Instance instance = instantiate(linker, CALLS_HOST);
    assertThat(instance.func("first").call()).isEqualTo(0x04030201);
    assertThat((Object[]) instance.func("all").call(1, 2L, 3f, 4d, null))
        .containsExactly(1, 2L, 3f, 4d, null);
    linker.allowShadowing(true).func("h", "all-types", all, args -> new Object[] {1});
    Instance wrong = instantiate(linker, CALLS_HOST);
    assertThatThrownBy(() -> wrong.func("all").call(1, 2L, 3f, 4d, null))
        .isInstanceOf(WrongTypeException.class)
        .hasMessageContaining("1 results, not 5");
  }

  @Test
  void hostFunctionsOfImpossibleTypesAreRefused() {
    MethodHandle bytes = MethodHandles.constant(byte.class, (byte) 1);
    assertThatThrownBy(() -> Linker.of(engine).func("m", "f", bytes))
        .isInstanceOf(WrongTypeException.class)
        .hasMessageContaining("m.f")
        .hasMessageContaining("byte");
    FuncType type = new FuncType(List.of(NumType.I32), List.of());
    assertThatThrownBy(() -> Linker.of(engine).func("m", "f", type, MethodHandles.zero(int.class)))
        .isInstanceOf(WrongTypeException.class);
  }

  @Test
  void functionsAreValues() {
    Instance instance =
        instantiate(
            Linker.of(engine),
            "(module (table (export \"t\") 2 funcref) (type $op (func (param i32 i32) (result i32)))"
                + "(func (export \"set\") (param i32 funcref)"
                + "  (table.set (local.get 0) (local.get 1)))"
                + "(func (export \"get\") (param i32) (result funcref)"
                + "  (table.get (local.get 0)))"
                + "(func (export \"apply\") (param i32 i32 i32) (result i32)"
                + "  (call_indirect (type $op) (local.get 1) (local.get 2) (local.get 0))))");
    Func add = Func.of(store, IntBinaryOperator.class, Integer::sum);
    instance.func("set").call(0, add);
    assertThat(instance.func("get").call(0)).isEqualTo(add);
    assertThat(instance.func("get").call(1)).isNull();
    assertThat(instance.func("apply").call(0, 20, 22)).isEqualTo(42);
    assertThat(instance.table("t").get(0)).isEqualTo(add);
    assertThatThrownBy(() -> instance.func("apply").call(1, 1, 1))
        .isInstanceOf(Trap.class)
        .hasMessageStartingWith("uninitialized element");
    assertThatThrownBy(() -> instance.func("apply").call(2, 1, 1))
        .isInstanceOf(Trap.class)
        .hasMessageStartingWith("undefined element");
    instance.table("t").set(1, instance.func("get"));
    assertThatThrownBy(() -> instance.func("apply").call(1, 1, 1))
        .isInstanceOf(Trap.class)
        .hasMessageStartingWith("indirect call type mismatch");
    Func foreign = Func.of(Store.of(engine), IntBinaryOperator.class, Integer::sum);
    assertThatThrownBy(() -> instance.func("set").call(0, foreign))
        .isInstanceOf(ForeignStoreException.class);
    assertThatThrownBy(() -> instance.table("t").set(0, foreign))
        .isInstanceOf(ForeignStoreException.class);
    assertThatThrownBy(() -> instance.table("t").set(0, "text"))
        .isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> instance.table("t").get(2))
        .isInstanceOf(Trap.class)
        .hasMessageStartingWith("out of bounds table access");
  }

  @Test
  void memoryAccessorsSeeTheMemoryAfterItHasGrown() {
    Memory memory = Memory.of(store, 1, 3);
    var segment = memory.segment();
    memory.writeInt(0, 0x01020304);
    assertThat(memory.readByte(0)).isEqualTo((byte) 4);
    assertThat(memory.readShort(1)).isEqualTo((short) 0x0203);
    memory.writeLong(65528, -2);
    assertThat(memory.readLong(65528)).isEqualTo(-2);
    memory.writeDouble(8, Math.PI);
    assertThat(memory.readDouble(8)).isEqualTo(Math.PI);
    memory.writeFloat(16, 1.5f);
    assertThat(memory.readFloat(16)).isEqualTo(1.5f);
    assertThat(memory.writeString(32, "jabiru é")).isEqualTo(9);
    assertThat(memory.readString(32, 9)).isEqualTo("jabiru é");
    assertThat(memory.readCString(32)).isEqualTo("jabiru é");
    assertThat(memory.grow(2)).isEqualTo(1);
    assertThat(memory.grow(1)).isEqualTo(-1);
    memory.writeInt(3 * 65536 - 4, 5);
    assertThat(memory.readInt(3 * 65536 - 4)).isEqualTo(5);
    assertThat(memory.readInt(0)).isEqualTo(0x01020304);
    assertThat(segment.byteSize()).isEqualTo(65536);
    assertThat(memory.segment().byteSize()).isEqualTo(3 * 65536);
    for (long address : new long[] {-1, 3 * 65536 - 3, 1L << 32, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> memory.writeInt(address, 0)).isInstanceOf(Trap.class);
      assertThat(memory.contains(address, 4)).isFalse();
    }
    memory.fill(0, 3 * 65536, (byte) 'a');
    assertThatThrownBy(() -> memory.readCString(0)).isInstanceOf(Trap.class);
  }

  @Test
  void globalsKeepTheirTypes() {
    Global global = Global.of(store, new GlobalType(NumType.F32, true), 1f);
    global.set(Float.intBitsToFloat(0x7fa00001));
    assertThat(Float.floatToRawIntBits((float) global.get())).isEqualTo(0x7fa00001);
    assertThatThrownBy(() -> global.set(1.0)).isInstanceOf(WrongTypeException.class);
    Global constant = Global.of(store, new GlobalType(NumType.I64, false), -1L);
    assertThat(constant.get()).isEqualTo(-1L);
    assertThatThrownBy(() -> constant.set(1L))
        .isInstanceOf(WrongTypeException.class)
        .hasMessageContaining("immutable");
    TableType externs = new TableType(AddressType.I32, Limits.of(1), RefType.EXTERNREF);
    assertThat(Table.of(store, externs, "x").get(0)).isEqualTo("x");
  }
}
