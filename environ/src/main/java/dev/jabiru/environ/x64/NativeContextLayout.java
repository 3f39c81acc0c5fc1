// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.Module;

/**
 * What a module's contexts hold behind their {@linkplain NativeLayout#CONTEXT_BYTES fixed part}:
 *
 * <pre>
 *   memories           address of the first byte, address of the definition
 *   tables             address of the first element, address of the definition
 *   globals            address of the cell
 *   cells              of the module's own globals, 16 bytes each
 *   imported functions address of the code, address of the context, address of the code for tail calls
 *   types              canonical number, i32
 * </pre>
 *
 * <p>Where a memory or table begins never changes, so it is here and in the definition.
 *
 * @param memories the number of memories
 * @param tables the number of tables
 * @param globals the number of globals
 * @param importedGlobals how many of these are imported
 * @param importedFunctions the number of imported functions
 * @param types the number of types
 */
public record NativeContextLayout(
    int memories, int tables, int globals, int importedGlobals, int importedFunctions, int types) {

  /**
   * {@return the layout of a module's contexts}
   *
   * @param module the module
   */
  public static NativeContextLayout of(Module module) {
    return new NativeContextLayout(
        module.memories().size(),
        module.tables().size(),
        module.globals().size(),
        module.importCount(ExternKind.GLOBAL),
        module.importCount(ExternKind.FUNC),
        module.types().size());
  }

  /**
   * {@return where the address of a memory's first byte is}
   *
   * @param memory its index
   */
  public int memoryBase(int memory) {
    return NativeLayout.CONTEXT_BYTES + 16 * memory;
  }

  /**
   * {@return where the address of a memory's definition is}
   *
   * @param memory its index
   */
  public int memoryDefinition(int memory) {
    return memoryBase(memory) + 8;
  }

  /**
   * {@return where the address of a table's first element is}
   *
   * @param table its index
   */
  public int tableBase(int table) {
    return memoryBase(memories) + 16 * table;
  }

  /**
   * {@return where the address of a table's definition is}
   *
   * @param table its index
   */
  public int tableDefinition(int table) {
    return tableBase(table) + 8;
  }

  /**
   * {@return where the address of a global's cell is}
   *
   * @param global its index
   */
  public int globalPointer(int global) {
    return tableBase(tables) + 8 * global;
  }

  /**
   * {@return whether a global's cell is in the context}
   *
   * @param global its index
   */
  public boolean isOwnGlobal(int global) {
    return global >= importedGlobals;
  }

  /**
   * {@return where the cell of one of the module's own globals is}
   *
   * @param global its index
   */
  public int globalCell(int global) {
    int cells = globalPointer(globals) + 15 & -16;
    return cells + NativeLayout.GLOBAL_BYTES * (global - importedGlobals);
  }

  /**
   * {@return where the address of an imported function's code is}
   *
   * @param function its index
   */
  public int importedCode(int function) {
    return globalCell(globals) + 24 * function;
  }

  /**
   * {@return where the address of an imported function's context is}
   *
   * @param function its index
   */
  public int importedContext(int function) {
    return importedCode(function) + 8;
  }

  /**
   * {@return where the address of the code is that is called in the place of its caller}
   *
   * @param function its index
   */
  public int importedTailCode(int function) {
    return importedCode(function) + 16;
  }

  /**
   * {@return where the canonical number of a type is}
   *
   * @param type its index
   */
  public int typeId(int type) {
    return importedCode(importedFunctions) + 4 * type;
  }

  /** {@return the size of a context, a multiple of 16} */
  public int bytes() {
    return typeId(types) + 15 & -16;
  }
}
