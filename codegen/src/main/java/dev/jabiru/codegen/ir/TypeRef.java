// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A reference type this function names; see {@link TypeData}. */
@Prefix("type")
public final class TypeRef extends Entity {
  /**
   * The entity numbered {@code index}.
   *
   * @param index the number, not negative
   */
  public TypeRef(int index) {
    super(index);
  }
}
