// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * A field of a structure, or the elements of an array.
 *
 * @param type what it holds
 * @param mutable whether it can be written after its creation
 */
public record FieldType(StorageType type, boolean mutable) {
  @Override
  public String toString() {
    return mutable ? "(mut " + type + ")" : type.toString();
  }
}
