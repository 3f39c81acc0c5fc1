// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import org.jspecify.annotations.Nullable;

/**
 * What each scalar instruction computes, written once: constant folding and tests both ask here.
 *
 * <p>A scalar is a {@code long} that holds its bits: an i32 and an f32 in the low half, with the
 * sign extended into the high half. An operation that computes a NaN yields the canonical one, the
 * same on every machine, which WebAssembly allows whatever the operands; operations on the sign
 * bit, and those that only move bits, keep the bits.
 */
public final class Evaluate {
  /** The positive quiet NaN without payload. */
  private static final int NAN32 = 0x7fc00000;

  private static final long NAN64 = 0x7ff8000000000000L;

  private Evaluate() {}

  /**
   * Tells whether an opcode is a scalar one: its results follow from scalar operands alone, or it
   * traps.
   *
   * @param opcode the opcode
   * @return whether {@link #instruction} knows it
   */
  public static boolean isScalar(Opcode opcode) {
    return opcode.ordinal() >= Opcode.IADD.ordinal() && opcode.ordinal() <= Opcode.SELECT.ordinal();
  }

  /**
   * Evaluates a scalar instruction.
   *
   * @param data the instruction
   * @param operandType the type of its first operand, which matters to conversions
   * @param args the values of its operands
   * @param results where to put the values of its results
   * @return why it traps, or null if it does not
   */
  public static @Nullable TrapCode instruction(
      InstructionData data, Type operandType, long[] args, long[] results) {
    Opcode opcode = data.opcode;
    switch (opcode) {
      case SELECT -> results[0] = (int) args[0] != 0 ? args[1] : args[2];
      case IADD128 -> add128(args, results);
      case ISUB128 -> subtract128(args, results);
      case SMUL_WIDE -> multiply(args, results, Math.multiplyHigh(args[0], args[1]));
      case UMUL_WIDE -> multiply(args, results, Math.unsignedMultiplyHigh(args[0], args[1]));
      case ICMP -> results[0] = compare(data, args[0], args[1]) ? 1 : 0;
      case FCMP -> results[0] = compareFloats(data, args[0], args[1]) ? 1 : 0;
      default -> {
        if (opcode.operandShape().length() == 1) {
          return opcode.operandShape().equals("X")
              ? convert(opcode, operandType, data.type, args[0], results)
              : unary(opcode, data.type, args[0], results);
        }
        return data.type.isFloat()
            ? floatBinary(opcode, data.type, args[0], args[1], results)
            : data.type == Type.I32
                ? binary32(opcode, (int) args[0], (int) args[1], results)
                : binary64(opcode, args[0], args[1], results);
      }
    }
    return null;
  }

  private static void add128(long[] args, long[] results) {
    long low = args[0] + args[2];
    results[0] = low;
    results[1] = args[1] + args[3] + (Long.compareUnsigned(low, args[0]) < 0 ? 1 : 0);
  }

  private static void subtract128(long[] args, long[] results) {
    results[0] = args[0] - args[2];
    results[1] = args[1] - args[3] - (Long.compareUnsigned(args[0], args[2]) < 0 ? 1 : 0);
  }

  private static void multiply(long[] args, long[] results, long high) {
    results[0] = args[0] * args[1];
    results[1] = high;
  }

  private static boolean compare(InstructionData data, long a, long b) {
    // Sign-extended i32 compare as i64 do, unsigned ones too.
    return holds(data.intCondition(), a, b);
  }

  /**
   * Tells whether an integer condition holds.
   *
   * @param condition the condition
   * @param a an integer, an i32 sign-extended
   * @param b another of the same type
   * @return whether it holds
   */
  public static boolean holds(IntCondition condition, long a, long b) {
    return switch (condition) {
      case EQ -> a == b;
      case NE -> a != b;
      case SLT -> a < b;
      case SGE -> a >= b;
      case SGT -> a > b;
      case SLE -> a <= b;
      case ULT -> Long.compareUnsigned(a, b) < 0;
      case UGE -> Long.compareUnsigned(a, b) >= 0;
      case UGT -> Long.compareUnsigned(a, b) > 0;
      case ULE -> Long.compareUnsigned(a, b) <= 0;
    };
  }

  private static boolean compareFloats(InstructionData data, long a, long b) {
    double x = data.type == Type.F32 ? f32(a) : f64(a);
    double y = data.type == Type.F32 ? f32(b) : f64(b);
    return switch (data.floatCondition()) {
      case EQ -> x == y;
      case NE -> x != y;
      case LT -> x < y;
      case GT -> x > y;
      case LE -> x <= y;
      case GE -> x >= y;
    };
  }

  private static @Nullable TrapCode binary32(Opcode opcode, int a, int b, long[] results) {
    if (b == 0 && isDivision(opcode)) {
      return TrapCode.INTEGER_DIVIDE_BY_ZERO;
    }
    if (opcode == Opcode.SDIV && a == Integer.MIN_VALUE && b == -1) {
      return TrapCode.INTEGER_OVERFLOW;
    }
    int result =
        switch (opcode) {
          case IADD -> a + b;
          case ISUB -> a - b;
          case IMUL -> a * b;
          case SDIV -> a / b;
          case UDIV -> Integer.divideUnsigned(a, b);
          case SREM -> b == -1 ? 0 : a % b;
          case UREM -> Integer.remainderUnsigned(a, b);
          case SMUL_HI -> (int) ((long) a * b >> 32);
          case UMUL_HI -> (int) ((a & 0xFFFFFFFFL) * (b & 0xFFFFFFFFL) >>> 32);
          case BAND -> a & b;
          case BOR -> a | b;
          case BXOR -> a ^ b;
          case ISHL -> a << b;
          case USHR -> a >>> b;
          case SSHR -> a >> b;
          case ROTL -> Integer.rotateLeft(a, b);
          case ROTR -> Integer.rotateRight(a, b);
          default -> throw new AssertionError(opcode);
        };
    results[0] = result;
    return null;
  }

  private static @Nullable TrapCode binary64(Opcode opcode, long a, long b, long[] results) {
    if (b == 0 && isDivision(opcode)) {
      return TrapCode.INTEGER_DIVIDE_BY_ZERO;
    }
    if (opcode == Opcode.SDIV && a == Long.MIN_VALUE && b == -1) {
      return TrapCode.INTEGER_OVERFLOW;
    }
    results[0] =
        switch (opcode) {
          case IADD -> a + b;
          case ISUB -> a - b;
          case IMUL -> a * b;
          case SDIV -> a / b;
          case UDIV -> Long.divideUnsigned(a, b);
          case SREM -> b == -1 ? 0 : a % b;
          case UREM -> Long.remainderUnsigned(a, b);
          case SMUL_HI -> Math.multiplyHigh(a, b);
          case UMUL_HI -> Math.unsignedMultiplyHigh(a, b);
          case BAND -> a & b;
          case BOR -> a | b;
          case BXOR -> a ^ b;
          case ISHL -> a << b;
          case USHR -> a >>> b;
          case SSHR -> a >> b;
          case ROTL -> Long.rotateLeft(a, (int) b);
          case ROTR -> Long.rotateRight(a, (int) b);
          default -> throw new AssertionError(opcode);
        };
    return null;
  }

  private static boolean isDivision(Opcode opcode) {
    return opcode == Opcode.SDIV
        || opcode == Opcode.UDIV
        || opcode == Opcode.SREM
        || opcode == Opcode.UREM;
  }

  private static @Nullable TrapCode unary(Opcode opcode, Type type, long x, long[] results) {
    boolean is32 = type == Type.I32;
    results[0] =
        switch (opcode) {
          case CLZ -> is32 ? Integer.numberOfLeadingZeros((int) x) : Long.numberOfLeadingZeros(x);
          case CTZ -> is32 ? Integer.numberOfTrailingZeros((int) x) : Long.numberOfTrailingZeros(x);
          case POPCNT -> is32 ? Integer.bitCount((int) x) : Long.bitCount(x);
          case SEXTEND8 -> (byte) x;
          case SEXTEND16 -> (short) x;
          case SEXTEND32, IREDUCE -> (int) x;
          case SEXTEND -> x;
          case UEXTEND -> x & 0xFFFFFFFFL;
          case FPROMOTE -> bits64(f32(x));
          case FDEMOTE -> bits32((float) f64(x));
          case FNEG -> type == Type.F32 ? (int) x ^ 0x80000000 : x ^ Long.MIN_VALUE;
          case FABS -> type == Type.F32 ? (int) x & 0x7FFFFFFF : x & Long.MAX_VALUE;
          default ->
              type == Type.F32
                  ? bits32((float) round(opcode, f32(x)))
                  : bits64(round(opcode, f64(x)));
        };
    return null;
  }

  /** Exact in f64 for f32 too: the square root of an f32 rounds to the same f32 by way of f64. */
  private static double round(Opcode opcode, double x) {
    return switch (opcode) {
      case SQRT -> Math.sqrt(x);
      case CEIL -> Math.ceil(x);
      case FLOOR -> Math.floor(x);
      case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
      case NEAREST -> Math.rint(x);
      default -> throw new AssertionError(opcode);
    };
  }

  private static @Nullable TrapCode floatBinary(
      Opcode opcode, Type type, long a, long b, long[] results) {
    if (opcode == Opcode.FCOPYSIGN) {
      results[0] =
          type == Type.F32
              ? (int) a & 0x7FFFFFFF | (int) b & 0x80000000
              : a & Long.MAX_VALUE | b & Long.MIN_VALUE;
    } else if (type == Type.F32) {
      float x = f32(a);
      float y = f32(b);
      results[0] =
          bits32(
              switch (opcode) {
                case FADD -> x + y;
                case FSUB -> x - y;
                case FMUL -> x * y;
                case FDIV -> x / y;
                case FMIN -> Math.min(x, y);
                case FMAX -> Math.max(x, y);
                default -> throw new AssertionError(opcode);
              });
    } else {
      double x = f64(a);
      double y = f64(b);
      results[0] =
          bits64(
              switch (opcode) {
                case FADD -> x + y;
                case FSUB -> x - y;
                case FMUL -> x * y;
                case FDIV -> x / y;
                case FMIN -> Math.min(x, y);
                case FMAX -> Math.max(x, y);
                default -> throw new AssertionError(opcode);
              });
    }
    return null;
  }

  private static @Nullable TrapCode convert(
      Opcode opcode, Type from, Type to, long x, long[] results) {
    switch (opcode) {
      case BITCAST -> results[0] = to.bytes() == 4 ? (int) x : x;
      case FCVT_FROM_SINT -> results[0] = to == Type.F32 ? bits32(x) : bits64(x);
      case FCVT_FROM_UINT -> {
        long number = from == Type.I32 ? x & 0xFFFFFFFFL : x;
        results[0] = to == Type.F32 ? bits32(unsignedToF32(number)) : bits64(unsignedToF64(number));
      }
      case FCVT_TO_SINT_SAT -> results[0] = toSigned(number(from, x), to);
      case FCVT_TO_UINT_SAT -> results[0] = toUnsigned(number(from, x), to);
      case FCVT_TO_SINT, FCVT_TO_UINT -> {
        double number = number(from, x);
        boolean isSigned = opcode == Opcode.FCVT_TO_SINT;
        if (Double.isNaN(number)) {
          return TrapCode.BAD_CONVERSION_TO_INTEGER;
        }
        if (!fits(number, to.bits(), isSigned)) {
          return TrapCode.INTEGER_OVERFLOW;
        }
        results[0] = isSigned ? toSigned(number, to) : toUnsigned(number, to);
      }
      default -> throw new AssertionError(opcode);
    }
    return null;
  }

  private static double number(Type type, long bits) {
    return type == Type.F32 ? f32(bits) : f64(bits);
  }

  /** Whether a number, its fraction cut off, is in the range of an integer type. */
  private static boolean fits(double number, int bits, boolean isSigned) {
    double limit = Math.scalb(1.0, isSigned ? bits - 1 : bits);
    double truncated = number < 0 ? Math.ceil(number) : Math.floor(number);
    return truncated < limit && truncated >= (isSigned ? -limit : 0);
  }

  private static long toSigned(double number, Type to) {
    return to == Type.I32 ? (int) number : (long) number;
  }

  private static long toUnsigned(double number, Type to) {
    if (to == Type.I32) {
      return (int) Math.max(0, Math.min((long) number, 0xFFFFFFFFL));
    }
    if (!(number > 0)) {
      return 0;
    }
    if (number >= 0x1p64) {
      return -1;
    }
    return number < 0x1p63 ? (long) number : (long) (number - 0x1p63) ^ Long.MIN_VALUE;
  }

  /** Halving first keeps the bit that decides the rounding: the lowest is or-ed into it. */
  private static float unsignedToF32(long number) {
    return number >= 0 ? (float) number : (float) (number >>> 1 | number & 1) * 2;
  }

  private static double unsignedToF64(long number) {
    return number >= 0 ? (double) number : (double) (number >>> 1 | number & 1) * 2;
  }

  private static float f32(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  private static double f64(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static long bits32(float number) {
    return Float.isNaN(number) ? NAN32 : Float.floatToRawIntBits(number);
  }

  private static long bits64(double number) {
    return Double.isNaN(number) ? NAN64 : Double.doubleToRawLongBits(number);
  }
}
