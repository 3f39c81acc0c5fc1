// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/** The condition of an {@code icmp}. */
public enum IntCondition {
  /** Equal. */
  EQ,
  /** Not equal. */
  NE,
  /** Less than, signed. */
  SLT,
  /** Greater than or equal, signed. */
  SGE,
  /** Greater than, signed. */
  SGT,
  /** Less than or equal, signed. */
  SLE,
  /** Less than, unsigned. */
  ULT,
  /** Greater than or equal, unsigned. */
  UGE,
  /** Greater than, unsigned. */
  UGT,
  /** Less than or equal, unsigned. */
  ULE;

  private static final IntCondition[] ALL = values();
  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  /** {@return the condition that holds exactly where this one does not} */
  public IntCondition negated() {
    return ALL[ordinal() ^ 1];
  }

  /** {@return the condition that holds of {@code (b, a)} exactly where this one holds of (a, b)} */
  public IntCondition swapped() {
    return switch (this) {
      case EQ -> EQ;
      case NE -> NE;
      case SLT -> SGT;
      case SGE -> SLE;
      case SGT -> SLT;
      case SLE -> SGE;
      case ULT -> UGT;
      case UGE -> ULE;
      case UGT -> ULT;
      case ULE -> UGE;
    };
  }

  /** {@return the name in the text format} */
  @Override
  public String toString() {
    return text;
  }
}
