// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.OptionalLong;

/**
 * The size of a memory in pages or of a table in elements. All numbers are unsigned.
 *
 * @param min the size at first
 * @param max the size that it never exceeds, if there is one
 */
public record Limits(long min, OptionalLong max) {
  /**
   * {@return limits without a maximum}
   *
   * @param min the size at first
   */
  public static Limits of(long min) {
    return new Limits(min, OptionalLong.empty());
  }

  /**
   * {@return limits with a maximum}
   *
   * @param min the size at first
   * @param max the size that is never exceeded
   */
  public static Limits of(long min, long max) {
    return new Limits(min, OptionalLong.of(max));
  }

  @Override
  public String toString() {
    String text = Long.toUnsignedString(min);
    return max.isPresent() ? text + " " + Long.toUnsignedString(max.getAsLong()) : text;
  }
}
