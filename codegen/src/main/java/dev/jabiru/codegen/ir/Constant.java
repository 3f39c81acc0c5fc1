// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A 16-byte constant in the function's pool; see {@link ConstantData}. */
@Prefix("const")
public final class Constant extends Entity {
  /**
   * The entity numbered {@code index}.
   *
   * @param index the number, not negative
   */
  public Constant(int index) {
    super(index);
  }
}
