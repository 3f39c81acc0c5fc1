// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

import dev.jabiru.codegen.ir.FloatCondition;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What scalar instructions compute, a second time: with integers of any size and exact decimals,
 * straight from the words of the specification. Slow, and shares nothing with the folder that it
 * checks. Scalars are held as {@code Evaluate} says.
 */
final class Oracle {
  private static final long NAN64 = 0x7ff8000000000000L;
  private static final int NAN32 = 0x7fc00000;

  private final InstructionData data;
  private final Opcode opcode;
  private final Type type;
  private final Type operandType;
  private final long[] args;

  private Oracle(InstructionData data, Type operandType, long[] args) {
    this.data = data;
    this.opcode = data.opcode();
    this.type = data.type();
    this.operandType = operandType;
    this.args = args;
  }

  /** Evaluates an instruction; returns why it traps, or null. */
  static @Nullable TrapCode instruction(
      InstructionData data, Type operandType, long[] args, long[] results) {
    Object outcome = new Oracle(data, operandType, args).evaluate();
    if (outcome instanceof TrapCode trap) {
      return trap;
    }
    long[] found = (long[]) outcome;
    System.arraycopy(found, 0, results, 0, found.length);
    return null;
  }

  private Object evaluate() {
    return switch (opcode) {
      case SELECT -> one((int) args[0] == 0 ? args[2] : args[1]);
      case IADD128 -> wide(joined(0).add(joined(2)));
      case ISUB128 -> wide(joined(0).subtract(joined(2)));
      case SMUL_WIDE -> wide(signed(args[0], 64).multiply(signed(args[1], 64)));
      case UMUL_WIDE -> wide(unsigned(args[0], 64).multiply(unsigned(args[1], 64)));
      case ICMP -> one(holds(data.intCondition()) ? 1 : 0);
      case FCMP -> one(holds(data.floatCondition()) ? 1 : 0);
      case FPROMOTE -> real(new BigDecimal(0), number(0), Type.F64);
      case FDEMOTE -> real(new BigDecimal(0), number(0), Type.F32);
      case BITCAST -> one(type.bytes() == 4 ? (int) args[0] : args[0]);
      case FCVT_FROM_SINT -> nearest(signed(args[0], operandType.bits()));
      case FCVT_FROM_UINT -> nearest(unsigned(args[0], operandType.bits()));
      case FCVT_TO_SINT, FCVT_TO_UINT, FCVT_TO_SINT_SAT, FCVT_TO_UINT_SAT -> toInteger();
      case SEXTEND -> one(signed(args[0], 32).longValue());
      case UEXTEND -> one(unsigned(args[0], 32).longValue());
      case SEXTEND8 -> integer(signed(args[0], 8));
      case SEXTEND16 -> integer(signed(args[0], 16));
      case SEXTEND32 -> one(signed(args[0], 32).longValue());
      case IREDUCE -> one((int) args[0]);
      default -> type.isFloat() ? floating() : integral();
    };
  }

  // ---- Integers -----------------------------------------------------------------------------

  private Object integral() {
    int bits = type.bits();
    BigInteger a = signed(args[0], bits);
    BigInteger ua = unsigned(args[0], bits);
    boolean isBinary = opcode.operandShape().length() == 2;
    BigInteger b = isBinary ? signed(args[1], bits) : BigInteger.ZERO;
    BigInteger ub = isBinary ? unsigned(args[1], bits) : BigInteger.ZERO;
    int count = ub.mod(BigInteger.valueOf(bits)).intValue();
    boolean divides =
        switch (opcode) {
          case SDIV, UDIV, SREM, UREM -> true;
          default -> false;
        };
    if (divides && b.signum() == 0) {
      return TrapCode.INTEGER_DIVIDE_BY_ZERO;
    }
    if (opcode == Opcode.SDIV && a.divide(b).bitLength() > bits - 1) {
      return TrapCode.INTEGER_OVERFLOW;
    }
    return integer(
        switch (opcode) {
          case IADD -> a.add(b);
          case ISUB -> a.subtract(b);
          case IMUL -> a.multiply(b);
          case SDIV -> a.divide(b);
          case UDIV -> ua.divide(ub);
          case SREM -> a.remainder(b);
          case UREM -> ua.remainder(ub);
          case SMUL_HI -> a.multiply(b).shiftRight(bits);
          case UMUL_HI -> ua.multiply(ub).shiftRight(bits);
          case BAND -> ua.and(ub);
          case BOR -> ua.or(ub);
          case BXOR -> ua.xor(ub);
          case ISHL -> a.shiftLeft(count);
          case USHR -> ua.shiftRight(count);
          case SSHR -> a.shiftRight(count);
          case ROTL -> ua.shiftLeft(count).or(ua.shiftRight(bits - count));
          case ROTR -> ua.shiftRight(count).or(ua.shiftLeft(bits - count));
          case CLZ -> BigInteger.valueOf(bits - ua.bitLength());
          case CTZ -> BigInteger.valueOf(ua.signum() == 0 ? bits : ua.getLowestSetBit());
          case POPCNT -> BigInteger.valueOf(ua.bitCount());
          default -> throw new AssertionError(opcode);
        });
  }

  private boolean holds(IntCondition condition) {
    int bits = operandType.bits();
    int signed = signed(args[0], bits).compareTo(signed(args[1], bits));
    int unsigned = unsigned(args[0], bits).compareTo(unsigned(args[1], bits));
    return switch (condition) {
      case EQ -> signed == 0;
      case NE -> signed != 0;
      case SLT -> signed < 0;
      case SGE -> signed >= 0;
      case SGT -> signed > 0;
      case SLE -> signed <= 0;
      case ULT -> unsigned < 0;
      case UGE -> unsigned >= 0;
      case UGT -> unsigned > 0;
      case ULE -> unsigned <= 0;
    };
  }

  private static BigInteger unsigned(long value, int bits) {
    return BigInteger.valueOf(value).mod(BigInteger.ONE.shiftLeft(bits));
  }

  private static BigInteger signed(long value, int bits) {
    BigInteger low = unsigned(value, bits);
    return low.testBit(bits - 1) ? low.subtract(BigInteger.ONE.shiftLeft(bits)) : low;
  }

  private BigInteger joined(int first) {
    return unsigned(args[first + 1], 64).shiftLeft(64).or(unsigned(args[first], 64));
  }

  private Object integer(BigInteger value) {
    return one(type == Type.I32 ? value.intValue() : value.longValue());
  }

  private static Object wide(BigInteger value) {
    return new long[] {value.longValue(), value.shiftRight(64).longValue()};
  }

  private static Object one(long value) {
    return new long[] {value};
  }

  // ---- Floating point -----------------------------------------------------------------------

  private boolean is32(int i) {
    Type of = opcode == Opcode.FDEMOTE ? Type.F64 : opcode == Opcode.FPROMOTE ? Type.F32 : null;
    return (of != null ? of : i == 0 && !type.isFloat() ? operandType : type) == Type.F32;
  }

  private double number(int i) {
    return is32(i) || operandType == Type.F32
        ? Float.intBitsToFloat((int) args[i])
        : Double.longBitsToDouble(args[i]);
  }

  private Object floating() {
    long sign = type == Type.F32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
    double a = number(0);
    switch (opcode) {
      case FNEG -> {
        return one(args[0] ^ sign);
      }
      case FABS -> {
        return one(args[0] & ~sign);
      }
      case FCOPYSIGN -> {
        return one(args[0] & ~sign | args[1] & sign);
      }
      default -> {}
    }
    double b = opcode.operandShape().length() == 2 ? number(1) : 0;
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return nan();
    }
    boolean isNegative = isNegative(a);
    boolean isFinite = Double.isFinite(a) && Double.isFinite(b);
    return switch (opcode) {
      case FADD -> isFinite ? real(exact(a).add(exact(b)), a + b, type) : real(null, a + b, type);
      case FSUB ->
          isFinite ? real(exact(a).subtract(exact(b)), a - b, type) : real(null, a - b, type);
      case FMUL ->
          isFinite ? real(exact(a).multiply(exact(b)), a * b, type) : real(null, a * b, type);
      case FDIV -> real(null, type == Type.F32 ? (float) a / (float) b : a / b, type);
      case SQRT ->
          isNegative && a != 0
              ? nan()
              : a == 0 || !isFinite
                  ? one(args[0])
                  : real(exact(a).sqrt(new MathContext(60)), Math.sqrt(a), type);
      case FMIN -> real(null, a < b || a == b && isNegative ? a : b, type);
      case FMAX -> real(null, a > b || a == b && !isNegative ? a : b, type);
      case CEIL -> rounded(a, RoundingMode.CEILING);
      case FLOOR -> rounded(a, RoundingMode.FLOOR);
      case TRUNC -> rounded(a, RoundingMode.DOWN);
      case NEAREST -> rounded(a, RoundingMode.HALF_EVEN);
      default -> throw new AssertionError(opcode);
    };
  }

  private static boolean isNegative(double value) {
    return Double.doubleToRawLongBits(value) < 0;
  }

  private static BigDecimal exact(double value) {
    return new BigDecimal(value);
  }

  private Object nan() {
    return one(type == Type.F32 ? NAN32 : NAN64);
  }

  /** The number rounded to the type; {@code approximate} gives zeros their sign, and the rest. */
  private Object real(@Nullable BigDecimal number, double approximate, Type to) {
    boolean isExact = number != null && number.signum() != 0;
    if (Double.isNaN(approximate)) {
      return nan();
    }
    if (to == Type.F32) {
      float rounded = isExact ? number.floatValue() : (float) approximate;
      return one(Float.floatToRawIntBits(rounded));
    }
    return one(Double.doubleToRawLongBits(isExact ? number.doubleValue() : approximate));
  }

  private Object rounded(double value, RoundingMode mode) {
    if (!Double.isFinite(value) || value == 0) {
      return one(args[0]);
    }
    double rounded = exact(value).setScale(0, mode).doubleValue();
    return real(null, Math.copySign(rounded, value), type);
  }

  private Object nearest(BigInteger value) {
    return real(new BigDecimal(value), 0, type);
  }

  private boolean holds(FloatCondition condition) {
    double a = number(0);
    double b = operandType == Type.F32 ? Float.intBitsToFloat((int) args[1]) : number(1);
    return switch (condition) {
      case EQ -> a == b;
      case NE -> !(a == b);
      case LT -> a < b;
      case GT -> a > b;
      case LE -> a <= b;
      case GE -> a >= b;
    };
  }

  private Object toInteger() {
    boolean isSigned = opcode == Opcode.FCVT_TO_SINT || opcode == Opcode.FCVT_TO_SINT_SAT;
    boolean saturates = opcode == Opcode.FCVT_TO_SINT_SAT || opcode == Opcode.FCVT_TO_UINT_SAT;
    double a =
        operandType == Type.F32
            ? Float.intBitsToFloat((int) args[0])
            : Double.longBitsToDouble(args[0]);
    if (Double.isNaN(a)) {
      return saturates ? one(0) : TrapCode.BAD_CONVERSION_TO_INTEGER;
    }
    int bits = type.bits();
    BigInteger least = isSigned ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
    BigInteger most = BigInteger.ONE.shiftLeft(isSigned ? bits - 1 : bits).subtract(BigInteger.ONE);
    BigInteger whole =
        Double.isInfinite(a)
            ? (a < 0 ? least.subtract(BigInteger.ONE) : most.add(BigInteger.ONE))
            : exact(a).toBigInteger();
    if (whole.compareTo(least) < 0 || whole.compareTo(most) > 0) {
      return saturates ? integer(whole.signum() < 0 ? least : most) : TrapCode.INTEGER_OVERFLOW;
    }
    return integer(whole);
  }

  @Override
  public String toString() {
    return opcode + "." + type + Arrays.toString(args);
  }
}
