// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A local of a function, parameters first. */
@Prefix("local")
public final class LocalIndex extends Entity {
  /**
   * Names the entity with a number.
   *
   * @param index the number, at least 0
   */
  public LocalIndex(int index) {
    super(index);
  }
}
