// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * A heap type that a module defines.
 *
 * @param type the index of the definition in the module
 */
public record ConcreteHeapType(TypeIndex type) implements HeapType {
  @Override
  public String toString() {
    return Integer.toString(type.index());
  }
}
