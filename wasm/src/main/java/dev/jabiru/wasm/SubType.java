// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.List;

/**
 * A type definition with its place among the other definitions.
 *
 * @param isFinal whether no other type may name it as its supertype
 * @param supertypes the types it declares itself a subtype of; a valid module names one at most
 * @param composite its shape
 */
public record SubType(boolean isFinal, List<TypeIndex> supertypes, CompositeType composite) {
  /** Copies the list. */
  public SubType {
    supertypes = List.copyOf(supertypes);
  }

  /**
   * {@return a final type without supertypes}
   *
   * @param composite its shape
   */
  public static SubType of(CompositeType composite) {
    return new SubType(true, List.of(), composite);
  }
}
