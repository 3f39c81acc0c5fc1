// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** An element segment of a module. */
@Prefix("elem")
public final class ElemIndex extends Entity {
  /**
   * Names the entity with a number.
   *
   * @param index the number, at least 0
   */
  public ElemIndex(int index) {
    super(index);
  }
}
