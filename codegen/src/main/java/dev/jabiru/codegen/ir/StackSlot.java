// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A slot of the function's own frame, addressed by {@code stack_load} and {@code stack_store}. */
@Prefix("ss")
public final class StackSlot extends Entity {
  /**
   * The entity numbered {@code index}.
   *
   * @param index the number, not negative
   */
  public StackSlot(int index) {
    super(index);
  }
}
