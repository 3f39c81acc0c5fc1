// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import org.jspecify.annotations.Nullable;

/**
 * References for a table, given as functions or as constant expressions.
 *
 * <p>Immutable.
 */
public final class ElementSegment {
  private final SegmentMode mode;
  private final @Nullable TableIndex table;
  private final @Nullable ConstExpr start;
  private final RefType type;
  private final boolean areFunctions;
  private final int[] items;

  /**
   * Items are function indices, or the offsets of expressions, each of which ends where the next
   * one begins, and one more for the end of the last.
   */
  ElementSegment(
      SegmentMode mode,
      @Nullable TableIndex table,
      @Nullable ConstExpr start,
      RefType type,
      boolean areFunctions,
      int[] items) {
    this.mode = mode;
    this.table = table;
    this.start = start;
    this.type = type;
    this.areFunctions = areFunctions;
    this.items = items;
  }

  /** {@return what becomes of the segment when the module is instantiated} */
  public SegmentMode mode() {
    return mode;
  }

  /** {@return where an active segment goes; null for others} */
  public @Nullable TableIndex table() {
    return table;
  }

  /** {@return at which index of the table an active segment goes; null for others} */
  public @Nullable ConstExpr start() {
    return start;
  }

  /** {@return what the elements are} */
  public RefType type() {
    return type;
  }

  /** {@return the number of elements} */
  public int size() {
    return areFunctions ? items.length : items.length - 1;
  }

  /** {@return whether the elements are given as functions; else they are expressions} */
  public boolean areFunctions() {
    return areFunctions;
  }

  /**
   * {@return an element of a segment of functions}
   *
   * @param i which
   */
  public FuncIndex func(int i) {
    return new FuncIndex(items[i]);
  }

  /**
   * {@return an element of a segment of expressions}
   *
   * @param i which
   */
  public ConstExpr expr(int i) {
    return new ConstExpr(items[i], items[i + 1] - items[i]);
  }
}
