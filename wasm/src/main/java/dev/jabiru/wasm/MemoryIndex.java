// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A memory of a module, imported ones first. */
@Prefix("memory")
public final class MemoryIndex extends Entity {
  /**
   * Names the entity with a number.
   *
   * @param index the number, at least 0
   */
  public MemoryIndex(int index) {
    super(index);
  }
}
