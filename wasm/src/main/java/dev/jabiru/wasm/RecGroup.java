// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.List;

/**
 * Type definitions that may refer to each other.
 *
 * @param first the index of the first of them
 * @param types the definitions; their indices are consecutive
 */
public record RecGroup(TypeIndex first, List<SubType> types) {
  /** Copies the list. */
  public RecGroup {
    types = List.copyOf(types);
  }
}
