// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything a module under assembly defines: its index spaces and its types. */
final class ModuleScope {
  final IndexSpace types = new IndexSpace("type");
  final IndexSpace funcs = new IndexSpace("func");
  final IndexSpace tables = new IndexSpace("table");
  final IndexSpace memories = new IndexSpace("memory");
  final IndexSpace globals = new IndexSpace("global");
  final IndexSpace tags = new IndexSpace("tag");
  final IndexSpace elems = new IndexSpace("elem segment");
  final IndexSpace datas = new IndexSpace("data segment");

  /** The fields of each structure type, by type index. */
  final Map<Integer, IndexSpace> fields = new TreeMap<>();

  /** The locals of each function that has any, by function index. */
  final Map<Integer, IndexSpace> locals = new TreeMap<>();

  /** The entries of the type section. */
  final ByteBuilder typeSection = new ByteBuilder();

  /** How many entries (groups count once) the type section has. */
  int typeGroups;

  private final List<@Nullable FuncSignature> signatures = new ArrayList<>();
  private final Map<FuncSignature, Integer> plainFuncTypes = new HashMap<>();

  /** How many types are defined so far, those that typed uses implied included. */
  int definedTypes() {
    return signatures.size();
  }

  /** Says what the next type is: a function type, or (null) something else. */
  void defineType(@Nullable FuncSignature signature) {
    signatures.add(signature);
  }

  /**
   * Says that the type with this index is final, has no supertype and stands alone, so that a
   * function may refer to it by writing its parameters and results.
   */
  void definePlain(FuncSignature signature, int index) {
    plainFuncTypes.putIfAbsent(signature, index);
  }

  /** The signature of a type defined so far; null if there is none or it is no function type. */
  @Nullable FuncSignature signature(int type) {
    return type >= 0 && type < signatures.size() ? signatures.get(type) : null;
  }

  /** The first plain function type with this signature; appended to the module if there is none. */
  int plainFuncType(FuncSignature signature) {
    Integer known = plainFuncTypes.get(signature);
    if (known != null) {
      return known;
    }
    int index = signatures.size();
    typeSection.u8(0x60);
    typeSection.raw(signature.bytes());
    typeGroups++;
    types.addUnnamed(1);
    signatures.add(signature);
    plainFuncTypes.put(signature, index);
    return index;
  }

  IndexSpace fieldsOf(int type) {
    return fields.computeIfAbsent(type, t -> new IndexSpace("field"));
  }
}
