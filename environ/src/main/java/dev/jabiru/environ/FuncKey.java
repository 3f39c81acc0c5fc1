// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import dev.jabiru.wasm.DefinedFuncIndex;

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
}
