// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.List;

/**
 * The type of a structure.
 *
 * @param fields its fields
 */
public record StructType(List<FieldType> fields) implements CompositeType {
  /** Copies the list. */
  public StructType {
    fields = List.copyOf(fields);
  }
}
