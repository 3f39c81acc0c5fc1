// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/** The type of a value, or of a field or access in memory. */
public enum Type {
  /** One byte; only in memory and in fields, never a value's type. */
  I8(1),
  /** Two bytes; only in memory and in fields, never a value's type. */
  I16(2),
  /** A 32-bit integer. */
  I32(4),
  /** A 64-bit integer. */
  I64(8),
  /** A 32-bit floating-point number. */
  F32(4),
  /** A 64-bit floating-point number. */
  F64(8),
  /** 128 bits, whose shape each instruction chooses. */
  V128(16),
  /** A reference, known to the garbage collector: each value of this type is in the stack maps. */
  REF(8);

  private final int bytes;
  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  Type(int bytes) {
    this.bytes = bytes;
  }

  /** {@return the size in bytes; of a reference, that of a slot for it} */
  public int bytes() {
    return bytes;
  }

  /** {@return the size in bits} */
  public int bits() {
    return bytes * 8;
  }

  /** {@return whether this is an integer type, narrow ones included} */
  public boolean isInt() {
    return ordinal() <= I64.ordinal();
  }

  /** {@return whether this is {@link #F32} or {@link #F64}} */
  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  /** {@return whether a value can have this type} */
  public boolean isValueType() {
    return this != I8 && this != I16;
  }

  /** {@return the name in the text format: {@code i32}} */
  @Override
  public String toString() {
    return text;
  }
}
