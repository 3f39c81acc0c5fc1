// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A mutable variable of the front end, which {@link FunctionBuilder} turns into SSA values. */
@Prefix("var")
public final class Variable extends Entity {
  /**
   * The entity numbered {@code index}.
   *
   * @param index the number, not negative
   */
  public Variable(int index) {
    super(index);
  }
}
