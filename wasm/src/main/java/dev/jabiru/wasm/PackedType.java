// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** An integer narrower than any value on the stack. */
public enum PackedType implements StorageType {
  /** Eight bits. */
  I8,
  /** Sixteen bits. */
  I16;

  @Override
  public ValType unpacked() {
    return NumType.I32;
  }

  @Override
  public String toString() {
    return this == I8 ? "i8" : "i16";
  }
}
