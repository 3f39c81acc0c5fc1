// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Opcode;

/**
 * A rule, taken apart; {@link Rules} explains its parts.
 *
 * @param text the rule as written
 * @param pattern what it applies to
 * @param replacement what that is replaced by
 * @param guard when
 * @param guardVariable the constant that the guard asks about, if it asks about one
 */
record Rule(String text, Operation pattern, Term replacement, Guard guard, int guardVariable) {
  /** When a rule applies. */
  enum Guard {
    ALWAYS,
    I32,
    I64,
    POW2,
    NONZERO
  }

  /** What stands for the condition in a comparison. */
  enum Condition {
    /** The instruction is no comparison. */
    NONE,
    /** A certain condition. */
    FIXED,
    /** The condition k. */
    SAME,
    /** The opposite of k. */
    NEGATED,
    /** The one for swapped operands. */
    SWAPPED
  }

  /** A part of a pattern or a replacement. */
  sealed interface Term {}

  /**
   * A value.
   *
   * @param index which one
   */
  record Any(int index) implements Term {}

  /**
   * An integer constant.
   *
   * @param index which one; counted together with the values
   */
  record AnyConstant(int index) implements Term {}

  /**
   * A certain integer.
   *
   * @param number the integer
   */
  record Literal(long number) implements Term {}

  /**
   * An instruction.
   *
   * @param opcode its opcode
   * @param condition what stands for its condition
   * @param code the ordinal of a fixed condition
   * @param args its operands
   */
  record Operation(Opcode opcode, Condition condition, int code, Term[] args) implements Term {}
}
