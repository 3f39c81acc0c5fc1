// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.environ.jvm;

import org.jspecify.annotations.Nullable;

/**
 * A table: references in an array that is exactly as long as the table, replaced when it grows.
 *
 * <p>Generated code reads {@link #elements} afresh for each access and checks the index itself.
 */
public final class VMTable {
  /** The elements: {@code FuncRef} or null in tables of functions, else any object. */
  public @Nullable Object[] elements;

  /** The most elements the table may grow to. */
  public final long maximum;

  /**
   * Creates a table.
   *
   * @param size its size in elements
   * @param maximum the most elements it may grow to
   * @param initial the value of every element
   */
  public VMTable(int size, long maximum, @Nullable Object initial) {
    this.elements = new @Nullable Object[size];
    this.maximum = maximum;
    if (initial != null) {
      java.util.Arrays.fill(elements, initial);
    }
  }
}
