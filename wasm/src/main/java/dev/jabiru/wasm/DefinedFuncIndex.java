// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A function that a module defines, counted without its imports. */
@Prefix("defined_func")
public final class DefinedFuncIndex extends Entity {
  /**
   * Names the entity with a number.
   *
   * @param index the number, at least 0
   */
  public DefinedFuncIndex(int index) {
    super(index);
  }
}
