// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * What the validation of a body looks up: the index spaces of a module of which all but the bodies
 * is valid, as arrays of {@link TypeCode}s.
 *
 * <p>Immutable once {@link Validator} has filled it, shared between the threads that validate
 * bodies.
 */
final class ModuleContext {
  final ModuleTypes types;
  final int[] funcTypes;
  final int[] globals;
  final boolean[] isGlobalMutable;
  final int[] tables;
  final int[] tableAddresses;
  final int[] memoryAddresses;
  final int[] tags;
  final int[] elements;

  /** Functions that {@code ref.func} may name in bodies. */
  final boolean[] isDeclared;

  ModuleContext(Module module, ModuleTypes types) {
    this.types = types;
    funcTypes = new int[module.funcCount()];
    for (int i = 0; i < funcTypes.length; i++) {
      funcTypes[i] = module.funcTypeIndex(new FuncIndex(i)).index();
    }
    globals = new int[module.globals().size()];
    isGlobalMutable = new boolean[globals.length];
    for (int i = 0; i < globals.length; i++) {
      GlobalType global = module.globals().get(new GlobalIndex(i));
      globals[i] = types.code(global.type());
      isGlobalMutable[i] = global.mutable();
    }
    tables = new int[module.tables().size()];
    tableAddresses = new int[tables.length];
    for (int i = 0; i < tables.length; i++) {
      TableType table = module.tables().get(new TableIndex(i));
      tables[i] = types.code(table.element());
      tableAddresses[i] = TypeCode.of(table.addressType().valType());
    }
    memoryAddresses = new int[module.memories().size()];
    for (int i = 0; i < memoryAddresses.length; i++) {
      memoryAddresses[i] =
          TypeCode.of(module.memories().get(new MemoryIndex(i)).addressType().valType());
    }
    tags = new int[module.tags().size()];
    for (int i = 0; i < tags.length; i++) {
      tags[i] = module.tags().get(new TagIndex(i)).type().index();
    }
    elements = new int[module.elements().size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = types.code(module.elements().get(new ElemIndex(i)).type());
    }
    isDeclared = new boolean[funcTypes.length];
  }
}
