// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * The type of a value on the stack, in a local or in a global.
 *
 * <p>Prints as in the text format.
 */
public sealed interface ValType extends StorageType permits NumType, VecType, RefType {
  /** {@return whether a local of this type has a value before it is first set} */
  default boolean isDefaultable() {
    return !(this instanceof RefType ref) || ref.nullable();
  }

  @Override
  default ValType unpacked() {
    return this;
  }
}
