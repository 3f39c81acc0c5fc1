// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A loop that {@link LoopAnalysis} has found. */
@Prefix("loop")
public final class Loop extends Entity {
  /**
   * The loop numbered {@code index}.
   *
   * @param index the number, not negative
   */
  public Loop(int index) {
    super(index);
  }
}
