// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** A vector. */
public enum VecType implements ValType {
  /** 128 bits. */
  V128;

  @Override
  public String toString() {
    return "v128";
  }
}
