// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A global variable this function accesses; see {@link GlobalData}. */
@Prefix("global")
public final class Global extends Entity {
  /**
   * The entity numbered {@code index}.
   *
   * @param index the number, not negative
   */
  public Global(int index) {
    super(index);
  }
}
