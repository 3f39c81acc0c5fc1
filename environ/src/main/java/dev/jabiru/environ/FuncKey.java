// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.TypeIndex;

/**
 * Names one compiled function in a set of modules.
 *
 * <p>{@code module} is the module's position in the set that is compiled together.
 */
public sealed interface FuncKey {
  /**
   * A function with a body in a module.
   *
   * @param module the module's position in the set
   * @param function the function, counted without imports
   */
  record WasmFunction(int module, DefinedFuncIndex function) implements FuncKey {}

  /**
   * The way from the host into functions of one type.
   *
   * @param module the module's position in the set
   * @param type the function type
   */
  record EntryTrampoline(int module, TypeIndex type) implements FuncKey {}

  /**
   * The way from guest code out to host functions of one type.
   *
   * @param module the module's position in the set
   * @param type the function type
   */
  record HostCallTrampoline(int module, TypeIndex type) implements FuncKey {}

  /**
   * An operation of the runtime.
   *
   * @param builtin which one
   */
  record BuiltinFunction(Builtin builtin) implements FuncKey {}
}
