// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a script does with an instance. */
public sealed interface WastAction {
  /** {@return the identifier of the instance's module; null for the latest} */
  @Nullable String module();

  /** {@return the name of the export} */
  String export();

  /**
   * Calls a function.
   *
   * @param module the identifier of the instance's module; null for the latest
   * @param export the name of the function
   * @param arguments what is passed
   */
  record Invoke(@Nullable String module, String export, List<WastValue> arguments)
      implements WastAction {}

  /**
   * Reads a global.
   *
   * @param module the identifier of the instance's module; null for the latest
   * @param export the name of the global
   */
  record Get(@Nullable String module, String export) implements WastAction {}
}
