// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/** What kind of thing a reference refers to. */
public enum HeapKind {
  /** A structure with fields of its own. */
  STRUCT,
  /** An array with an element type of its own. */
  ARRAY,
  /** A function of a signature of its own. */
  FUNC,
  /** Any internal value. */
  ANY,
  /** Anything that can be compared. */
  EQ,
  /** A 31-bit integer. */
  I31,
  /** Any structure. */
  ANY_STRUCT,
  /** Any array. */
  ANY_ARRAY,
  /** No internal value. */
  NONE,
  /** Any function. */
  ANY_FUNC,
  /** No function. */
  NO_FUNC,
  /** Any external value. */
  EXTERN,
  /** No external value. */
  NO_EXTERN,
  /** Any exception. */
  EXN,
  /** No exception. */
  NO_EXN;

  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  /**
   * {@return whether types of this kind have a definition, that is fields, elements or a signature}
   */
  public boolean isDefined() {
    return this == STRUCT || this == ARRAY || this == FUNC;
  }

  /** {@return the name in the text format} */
  @Override
  public String toString() {
    return text;
  }
}
