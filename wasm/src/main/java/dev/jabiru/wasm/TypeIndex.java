// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A type definition of a module. */
@Prefix("type")
public final class TypeIndex extends Entity {
  /**
   * Names the entity with a number.
   *
   * @param index the number, at least 0
   */
  public TypeIndex(int index) {
    super(index);
  }
}
