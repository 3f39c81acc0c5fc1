// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** The type of the addresses of a memory or table. */
public enum AddressType {
  /** 32-bit addresses. */
  I32,
  /** 64-bit addresses. */
  I64;

  /** {@return the type of an address on the stack} */
  public NumType valType() {
    return this == I32 ? NumType.I32 : NumType.I64;
  }

  @Override
  public String toString() {
    return valType().toString();
  }
}
