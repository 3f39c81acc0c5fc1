// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** An SSA value: the result of an instruction or a parameter of a block. */
@Prefix("v")
public final class Value extends Entity {
  /**
   * The entity numbered {@code index}.
   *
   * @param index the number, not negative
   */
  public Value(int index) {
    super(index);
  }
}
