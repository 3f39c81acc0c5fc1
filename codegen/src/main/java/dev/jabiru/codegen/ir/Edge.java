// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;

/** One way out of a terminator: the block it leads to and the arguments it passes. */
@Prefix("edge")
public final class Edge extends Entity {
  /**
   * The entity numbered {@code index}.
   *
   * @param index the number, not negative
   */
  public Edge(int index) {
    super(index);
  }
}
