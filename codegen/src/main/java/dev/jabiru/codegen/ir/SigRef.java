// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** A {@link Signature} that a call or a function of this function names. */
@Prefix("sig")
public final class SigRef extends Entity {
  /**
   * The entity numbered {@code index}.
   *
   * @param index the number, not negative
   */
  public SigRef(int index) {
    super(index);
  }
}
