// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/** On what condition control takes an {@link Edge}. */
public enum EdgeKind {
  /** As the meaning of a {@code jump}, {@code brif} or {@code br_table} says. */
  BRANCH,
  /** The callee of a try call returned; the block takes the results. */
  RETURN,
  /** An exception with the edge's tag; the block takes the payload. */
  CATCH,
  /** An exception with the edge's tag; the block takes the payload and the exception. */
  CATCH_REF,
  /** Any exception; the block takes nothing. */
  CATCH_ALL,
  /** Any exception; the block takes the exception. */
  CATCH_ALL_REF;

  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  /** {@return whether the edge is taken on an exception} */
  public boolean isHandler() {
    return this != BRANCH && this != RETURN;
  }

  /** {@return whether the edge names a tag} */
  public boolean hasTag() {
    return this == CATCH || this == CATCH_REF;
  }

  /** {@return the name in the text format} */
  @Override
  public String toString() {
    return text;
  }
}
