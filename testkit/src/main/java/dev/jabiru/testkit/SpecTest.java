// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import dev.jabiru.runtime.Global;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Memory;
import dev.jabiru.runtime.Store;
import dev.jabiru.runtime.Table;
import dev.jabiru.wasm.AbstractHeapType;
import dev.jabiru.wasm.AddressType;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.Limits;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.TableType;
import dev.jabiru.wasm.ValType;
import java.util.List;

/** The host module {@code spectest} that the official scripts import from. */
final class SpecTest {
  private static final String NAME = "spectest";

  private SpecTest() {}

  /** Defines the module; what it prints goes nowhere. */
  static void define(Store store, Linker linker) {
    print(linker, "print");
    print(linker, "print_i32", NumType.I32);
    print(linker, "print_i64", NumType.I64);
    print(linker, "print_f32", NumType.F32);
    print(linker, "print_f64", NumType.F64);
    print(linker, "print_i32_f32", NumType.I32, NumType.F32);
    print(linker, "print_f64_f64", NumType.F64, NumType.F64);
    global(store, linker, "global_i32", NumType.I32, 666);
    global(store, linker, "global_i64", NumType.I64, 666L);
    global(store, linker, "global_f32", NumType.F32, 666.6f);
    global(store, linker, "global_f64", NumType.F64, 666.6);
    table(store, linker, "table", AddressType.I32);
    table(store, linker, "table64", AddressType.I64);
    linker.define(NAME, "memory", Memory.of(store, 1, 2));
  }

  private static void print(Linker linker, String name, ValType... params) {
    linker.func(NAME, name, new FuncType(List.of(params), List.of()), args -> null);
  }

  private static void global(Store store, Linker linker, String name, ValType type, Object value) {
    linker.define(NAME, name, Global.of(store, new GlobalType(type, false), value));
  }

  private static void table(Store store, Linker linker, String name, AddressType addressType) {
    RefType funcRef = new RefType(true, AbstractHeapType.FUNC);
    TableType type = new TableType(addressType, Limits.of(10, 20), funcRef);
    linker.define(NAME, name, Table.of(store, type, null));
  }
}
