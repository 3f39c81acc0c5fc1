// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import java.util.List;

/**
 * What code needs to know of a type that references have. Immutable.
 *
 * @param index its number, which means something to whoever embeds the code generator; 0 for the
 *     kinds that are not {@linkplain HeapKind#isDefined defined}
 * @param kind its kind
 * @param fields the storage types of the fields of a structure; the one of the elements of an
 *     array; else nothing. {@link Type#I8} and {@link Type#I16} are packed
 */
public record TypeData(int index, HeapKind kind, List<Type> fields) {
  /**
   * Copies the list.
   *
   * @param index its number
   * @param kind its kind
   * @param fields the storage types
   */
  public TypeData {
    fields = List.copyOf(fields);
  }
}
