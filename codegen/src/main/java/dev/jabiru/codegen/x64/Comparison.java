// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.FloatCondition;
import dev.jabiru.codegen.ir.IntCondition;

/**
 * An instruction that sets flags, and the condition on them that is asked for.
 *
 * <p>Conditions are those of the hardware, 0 to 15, and two of floating-point equality that ask two
 * flags; the lowest bit negates each.
 *
 * @param op what sets the flags
 * @param wide whether it compares 64 bits
 * @param first the first register compared, or -1 if {@code second} is compared with the immediate
 * @param second the other operand
 * @param imm the immediate
 * @param condition what is asked
 */
record Comparison(MachOp op, boolean wide, int first, Rmi second, int imm, int condition) {
  static final int OVERFLOW = 0;
  static final int BELOW = 2;
  static final int ABOVE_EQUAL = 3;
  static final int EQUAL = 4;
  static final int NOT_EQUAL = 5;
  static final int BELOW_EQUAL = 6;
  static final int ABOVE = 7;
  static final int SIGN = 8;
  static final int NOT_SIGN = 9;
  static final int PARITY = 10;
  static final int NOT_PARITY = 11;
  static final int LESS = 12;
  static final int GREATER_EQUAL = 13;
  static final int LESS_EQUAL = 14;
  static final int GREATER = 15;

  /** Equal and ordered. */
  static final int FLOAT_EQUAL = 16;

  /** Not equal, or not ordered. */
  static final int FLOAT_NOT_EQUAL = 17;

  static Comparison of(MachOp op, boolean wide, int first, Rmi second, int condition) {
    return new Comparison(op, wide, first, second, 0, condition);
  }

  static Comparison ofImmediate(MachOp op, boolean wide, Rmi operand, int imm, int condition) {
    return new Comparison(op, wide, -1, operand, imm, condition);
  }

  Comparison negated() {
    return new Comparison(op, wide, first, second, imm, condition ^ 1);
  }

  static int condition(IntCondition condition) {
    return switch (condition) {
      case EQ -> EQUAL;
      case NE -> NOT_EQUAL;
      case SLT -> LESS;
      case SGE -> GREATER_EQUAL;
      case SGT -> GREATER;
      case SLE -> LESS_EQUAL;
      case ULT -> BELOW;
      case UGE -> ABOVE_EQUAL;
      case UGT -> ABOVE;
      case ULE -> BELOW_EQUAL;
    };
  }

  /** Unordered operands set the flags of "below" and of "equal": only above and its like fail. */
  static int condition(FloatCondition condition) {
    return switch (condition) {
      case EQ -> FLOAT_EQUAL;
      case NE -> FLOAT_NOT_EQUAL;
      case GT, LT -> ABOVE;
      case GE, LE -> ABOVE_EQUAL;
    };
  }
}
