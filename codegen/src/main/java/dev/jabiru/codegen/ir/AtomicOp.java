// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/** How an atomic read-modify-write combines what memory holds with its operand. */
public enum AtomicOp {
  /** Addition, wrapping. */
  ADD,
  /** Subtraction, wrapping. */
  SUB,
  /** Bitwise and. */
  AND,
  /** Bitwise or. */
  OR,
  /** Bitwise exclusive or. */
  XOR,
  /** The operand replaces the old value. */
  XCHG;

  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  /** {@return the name in the text format} */
  @Override
  public String toString() {
    return text;
  }
}
