// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** A number. */
public enum NumType implements ValType {
  /** An integer of 32 bits. */
  I32("i32"),
  /** An integer of 64 bits. */
  I64("i64"),
  /** A floating-point number of 32 bits. */
  F32("f32"),
  /** A floating-point number of 64 bits. */
  F64("f64");

  private final String text;

  NumType(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
