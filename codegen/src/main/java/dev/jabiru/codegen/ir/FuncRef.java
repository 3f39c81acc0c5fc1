// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A function that this function calls or takes a reference to; see {@link ExtFuncData}. */
@Prefix("fn")
public final class FuncRef extends Entity {
  /**
   * The entity numbered {@code index}.
   *
   * @param index the number, not negative
   */
  public FuncRef(int index) {
    super(index);
  }
}
