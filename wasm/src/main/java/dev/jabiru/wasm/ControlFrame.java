// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * A block that is open at the current instruction, with what validation knows of it.
 *
 * <p>Frames are used again: what a {@link FunctionValidator} hands out is good until its next step.
 */
public final class ControlFrame {
  Opcode opcode = Opcode.BLOCK;
  int[] params = {};
  int[] results = {};
  int height;
  int initHeight;
  boolean isUnreachable;
  boolean isEnteredReachable;

  ControlFrame() {}

  /**
   * {@return the instruction that opened the block: {@code block}, {@code loop}, {@code if}, {@code
   * else}, {@code try}, {@code catch}, {@code catch_all} or {@code try_table}; {@code block} for
   * the function itself}
   */
  public Opcode opcode() {
    return opcode;
  }

  /** {@return the number of operands that lie below the block and its parameters} */
  public int height() {
    return height;
  }

  /** {@return whether control can be at the current place in this block} */
  public boolean isReachable() {
    return isEnteredReachable && !isUnreachable;
  }

  /** {@return whether control can enter the block} */
  public boolean isEnteredReachable() {
    return isEnteredReachable;
  }

  /** {@return the number of operands the block takes} */
  public int paramCount() {
    return params.length;
  }

  /**
   * {@return the {@link TypeCode} of an operand the block takes}
   *
   * @param i which, bottom first
   */
  public int paramCode(int i) {
    return params[i];
  }

  /** {@return the number of operands the block leaves} */
  public int resultCount() {
    return results.length;
  }

  /**
   * {@return the {@link TypeCode} of an operand the block leaves}
   *
   * @param i which, bottom first
   */
  public int resultCode(int i) {
    return results[i];
  }

  /** {@return the number of operands a branch to the block's label takes along} */
  public int labelCount() {
    return label().length;
  }

  /**
   * {@return the {@link TypeCode} of an operand a branch to the block's label takes along}
   *
   * @param i which, bottom first
   */
  public int labelCode(int i) {
    return label()[i];
  }

  /** The types a branch takes along: a loop's label is at its beginning. */
  int[] label() {
    return opcode == Opcode.LOOP ? params : results;
  }
}
