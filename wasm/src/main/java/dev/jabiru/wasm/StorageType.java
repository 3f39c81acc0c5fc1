// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** What a field of a structure or array holds: a value type or a packed integer. */
public sealed interface StorageType permits ValType, PackedType {
  /** {@return the type of the value that a read of such a field leaves on the stack} */
  ValType unpacked();
}
