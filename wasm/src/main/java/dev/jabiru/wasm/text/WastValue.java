// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import org.jspecify.annotations.Nullable;

/** A value that a script passes to a function or expects from it. Floats are kept as their bits. */
public sealed interface WastValue {
  /**
   * An {@code i32}.
   *
   * @param value the value
   */
  record I32(int value) implements WastValue {}

  /**
   * An {@code i64}.
   *
   * @param value the value
   */
  record I64(long value) implements WastValue {}

  /**
   * An {@code f32}.
   *
   * @param bits its bits
   */
  record F32(int bits) implements WastValue {}

  /**
   * An {@code f64}.
   *
   * @param bits its bits
   */
  record F64(long bits) implements WastValue {}

  /**
   * A {@code v128}.
   *
   * @param low the lower 8 bytes, little-endian
   * @param high the upper 8 bytes, little-endian
   */
  record V128(long low, long high) implements WastValue {}

  /**
   * The null reference.
   *
   * @param heapType the type that is written with it, if one is
   */
  record RefNull(@Nullable String heapType) implements WastValue {}

  /**
   * A reference to something of the host's, as an external reference.
   *
   * @param number which one
   */
  record RefExtern(int number) implements WastValue {}

  /**
   * A reference to something of the host's, as an internal reference.
   *
   * @param number which one
   */
  record RefHost(int number) implements WastValue {}
}
