// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/** The condition of an {@code fcmp}; of unordered operands (a NaN among them) only NE holds. */
public enum FloatCondition {
  /** Equal and ordered. */
  EQ,
  /** Not equal, or unordered. */
  NE,
  /** Less than and ordered. */
  LT,
  /** Greater than and ordered. */
  GT,
  /** Less than or equal, and ordered. */
  LE,
  /** Greater than or equal, and ordered. */
  GE;

  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  /** {@return the condition that holds of {@code (b, a)} exactly where this one holds of (a, b)} */
  public FloatCondition swapped() {
    return switch (this) {
      case EQ -> EQ;
      case NE -> NE;
      case LT -> GT;
      case GT -> LT;
      case LE -> GE;
      case GE -> LE;
    };
  }

  /** {@return the name in the text format} */
  @Override
  public String toString() {
    return text;
  }
}
