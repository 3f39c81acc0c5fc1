// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/**
 * A part of the function's frame, or of what it shares with its callers and callees.
 *
 * @param bytes its size
 * @param area where it is
 */
public record StackSlotData(int bytes, Area area) {
  /** Where a slot is. */
  public enum Area {
    /** In the frame of each call of the function. */
    FRAME,
    /** Where the next callee finds arguments, and the function at its start its own. */
    ARGUMENTS,
    /** Where the caller finds results, and the function after a call those of its callee. */
    RESULTS;

    /** {@return the word of the text form} */
    String text() {
      return switch (this) {
        case FRAME -> "slot";
        case ARGUMENTS -> "arguments";
        case RESULTS -> "results";
      };
    }
  }

  /**
   * A part of the frame.
   *
   * @param bytes its size
   */
  public StackSlotData(int bytes) {
    this(bytes, Area.FRAME);
  }
}
