// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.EntityList;

/** Instructions on numbers: constants, integers, floating point, conversions, selection. */
public interface NumberBuilder extends Emitter {
  /**
   * Emits {@code iconst}.
   *
   * @param type the type of the result
   * @param number the number
   * @return an integer; of an i32, the low 32 bits of the number, as a signed number
   */
  default Value iconst(Type type, long number) {
    long imm = type == Type.I32 ? (int) number : number;
    return result(emit(Opcode.ICONST, type, 0, 0, 0, imm, EntityList.empty()));
  }

  /**
   * Emits {@code f32const}.
   *
   * @param bits the bits
   * @return the 32-bit floating-point number with these bits
   */
  default Value f32const(int bits) {
    return result(emit(Opcode.F32CONST, Type.F32, 0, 0, 0, bits, EntityList.empty()));
  }

  /**
   * Emits {@code f64const}.
   *
   * @param bits the bits
   * @return the 64-bit floating-point number with these bits
   */
  default Value f64const(long bits) {
    return result(emit(Opcode.F64CONST, Type.F64, 0, 0, 0, bits, EntityList.empty()));
  }

  /**
   * Emits {@code iadd}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the sum, wrapping
   */
  default Value iadd(Value a, Value b) {
    return result(emit(Opcode.IADD, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code isub}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the difference, wrapping
   */
  default Value isub(Value a, Value b) {
    return result(emit(Opcode.ISUB, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code imul}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the low half of the product
   */
  default Value imul(Value a, Value b) {
    return result(emit(Opcode.IMUL, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code sdiv}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the signed quotient; traps if the divisor is zero, or the quotient too large
   */
  default Value sdiv(Value a, Value b) {
    return result(emit(Opcode.SDIV, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code udiv}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the unsigned quotient; traps if the divisor is zero
   */
  default Value udiv(Value a, Value b) {
    return result(emit(Opcode.UDIV, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code srem}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the remainder with the sign of the dividend; traps if the divisor is zero
   */
  default Value srem(Value a, Value b) {
    return result(emit(Opcode.SREM, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code urem}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the unsigned remainder; traps if the divisor is zero
   */
  default Value urem(Value a, Value b) {
    return result(emit(Opcode.UREM, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code smul_hi}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the high half of the signed product
   */
  default Value smulHi(Value a, Value b) {
    return result(emit(Opcode.SMUL_HI, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code umul_hi}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the high half of the unsigned product
   */
  default Value umulHi(Value a, Value b) {
    return result(emit(Opcode.UMUL_HI, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code iadd128}.
   *
   * @param aLow the low half of the first operand
   * @param aHigh the high half of the first operand
   * @param bLow the low half of the second operand
   * @param bHigh the high half of the second operand
   * @return the instruction, whose results are the halves of the 128-bit sum, low first
   */
  default Inst iadd128(Value aLow, Value aHigh, Value bLow, Value bHigh) {
    return emit(Opcode.IADD128, Type.I32, list(aLow, aHigh, bLow, bHigh));
  }

  /**
   * Emits {@code isub128}.
   *
   * @param aLow the low half of the first operand
   * @param aHigh the high half of the first operand
   * @param bLow the low half of the second operand
   * @param bHigh the high half of the second operand
   * @return the instruction, whose results are the halves of the 128-bit difference, low first
   */
  default Inst isub128(Value aLow, Value aHigh, Value bLow, Value bHigh) {
    return emit(Opcode.ISUB128, Type.I32, list(aLow, aHigh, bLow, bHigh));
  }

  /**
   * Emits {@code smul_wide}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the instruction, whose results are the halves of the signed 128-bit product, low first
   */
  default Inst smulWide(Value a, Value b) {
    return emit(Opcode.SMUL_WIDE, Type.I32, pool().of(a, b));
  }

  /**
   * Emits {@code umul_wide}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the instruction, whose results are the halves of the unsigned 128-bit product, low
   *     first
   */
  default Inst umulWide(Value a, Value b) {
    return emit(Opcode.UMUL_WIDE, Type.I32, pool().of(a, b));
  }

  /**
   * Emits {@code band}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the bitwise and
   */
  default Value band(Value a, Value b) {
    return result(emit(Opcode.BAND, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code bor}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the bitwise or
   */
  default Value bor(Value a, Value b) {
    return result(emit(Opcode.BOR, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code bxor}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the bitwise exclusive or
   */
  default Value bxor(Value a, Value b) {
    return result(emit(Opcode.BXOR, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code ishl}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the first operand shifted left
   */
  default Value ishl(Value a, Value b) {
    return result(emit(Opcode.ISHL, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code ushr}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the first operand shifted right, zeros coming in
   */
  default Value ushr(Value a, Value b) {
    return result(emit(Opcode.USHR, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code sshr}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the first operand shifted right, signs coming in
   */
  default Value sshr(Value a, Value b) {
    return result(emit(Opcode.SSHR, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code rotl}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the first operand rotated left
   */
  default Value rotl(Value a, Value b) {
    return result(emit(Opcode.ROTL, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code rotr}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the first operand rotated right
   */
  default Value rotr(Value a, Value b) {
    return result(emit(Opcode.ROTR, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code clz}.
   *
   * @param x the operand
   * @return the number of leading zeros
   */
  default Value clz(Value x) {
    return result(emit(Opcode.CLZ, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code ctz}.
   *
   * @param x the operand
   * @return the number of trailing zeros
   */
  default Value ctz(Value x) {
    return result(emit(Opcode.CTZ, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code popcnt}.
   *
   * @param x the operand
   * @return the number of ones
   */
  default Value popcnt(Value x) {
    return result(emit(Opcode.POPCNT, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code sextend8}.
   *
   * @param x the operand
   * @return the low 8 bits, sign-extended
   */
  default Value sextend8(Value x) {
    return result(emit(Opcode.SEXTEND8, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code sextend16}.
   *
   * @param x the operand
   * @return the low 16 bits, sign-extended
   */
  default Value sextend16(Value x) {
    return result(emit(Opcode.SEXTEND16, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code sextend32}.
   *
   * @param x the operand
   * @return the low 32 bits of an i64, sign-extended
   */
  default Value sextend32(Value x) {
    return result(emit(Opcode.SEXTEND32, Type.I64, pool().of(x)));
  }

  /**
   * Emits {@code sextend}.
   *
   * @param x the operand
   * @return an i32 sign-extended to i64
   */
  default Value sextend(Value x) {
    return result(emit(Opcode.SEXTEND, Type.I64, pool().of(x)));
  }

  /**
   * Emits {@code uextend}.
   *
   * @param x the operand
   * @return an i32 zero-extended to i64
   */
  default Value uextend(Value x) {
    return result(emit(Opcode.UEXTEND, Type.I64, pool().of(x)));
  }

  /**
   * Emits {@code ireduce}.
   *
   * @param x the operand
   * @return the low half of an i64
   */
  default Value ireduce(Value x) {
    return result(emit(Opcode.IREDUCE, Type.I32, pool().of(x)));
  }

  /**
   * Emits {@code icmp}.
   *
   * @param condition the condition
   * @param a the first operand
   * @param b the second operand
   * @return an i32, 1 if the condition holds and 0 if not
   */
  default Value icmp(IntCondition condition, Value a, Value b) {
    return result(emit(Opcode.ICMP, typeOf(a), condition.ordinal(), 0, 0, 0, pool().of(a, b)));
  }

  /**
   * Emits {@code fadd}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the sum
   */
  default Value fadd(Value a, Value b) {
    return result(emit(Opcode.FADD, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code fsub}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the difference
   */
  default Value fsub(Value a, Value b) {
    return result(emit(Opcode.FSUB, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code fmul}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the product
   */
  default Value fmul(Value a, Value b) {
    return result(emit(Opcode.FMUL, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code fdiv}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the quotient
   */
  default Value fdiv(Value a, Value b) {
    return result(emit(Opcode.FDIV, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code fmin}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the lesser, or NaN if an operand is NaN
   */
  default Value fmin(Value a, Value b) {
    return result(emit(Opcode.FMIN, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code fmax}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the greater, or NaN if an operand is NaN
   */
  default Value fmax(Value a, Value b) {
    return result(emit(Opcode.FMAX, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code fcopysign}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return the first operand with the sign of the second
   */
  default Value fcopysign(Value a, Value b) {
    return result(emit(Opcode.FCOPYSIGN, typeOf(a), pool().of(a, b)));
  }

  /**
   * Emits {@code fneg}.
   *
   * @param x the operand
   * @return the operand with the other sign bit
   */
  default Value fneg(Value x) {
    return result(emit(Opcode.FNEG, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code fabs}.
   *
   * @param x the operand
   * @return the operand with the sign bit clear
   */
  default Value fabs(Value x) {
    return result(emit(Opcode.FABS, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code sqrt}.
   *
   * @param x the operand
   * @return the square root
   */
  default Value sqrt(Value x) {
    return result(emit(Opcode.SQRT, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code ceil}.
   *
   * @param x the operand
   * @return the operand rounded towards positive infinity
   */
  default Value ceil(Value x) {
    return result(emit(Opcode.CEIL, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code floor}.
   *
   * @param x the operand
   * @return the operand rounded towards negative infinity
   */
  default Value floor(Value x) {
    return result(emit(Opcode.FLOOR, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code trunc}.
   *
   * @param x the operand
   * @return the operand rounded towards zero
   */
  default Value trunc(Value x) {
    return result(emit(Opcode.TRUNC, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code nearest}.
   *
   * @param x the operand
   * @return the operand rounded to the nearest integer, ties to even
   */
  default Value nearest(Value x) {
    return result(emit(Opcode.NEAREST, typeOf(x), pool().of(x)));
  }

  /**
   * Emits {@code fcmp}.
   *
   * @param condition the condition
   * @param a the first operand
   * @param b the second operand
   * @return an i32, 1 if the condition holds and 0 if not
   */
  default Value fcmp(FloatCondition condition, Value a, Value b) {
    return result(emit(Opcode.FCMP, typeOf(a), condition.ordinal(), 0, 0, 0, pool().of(a, b)));
  }

  /**
   * Emits {@code fpromote}.
   *
   * @param x the operand
   * @return an f32 as an f64
   */
  default Value fpromote(Value x) {
    return result(emit(Opcode.FPROMOTE, Type.F64, pool().of(x)));
  }

  /**
   * Emits {@code fdemote}.
   *
   * @param x the operand
   * @return an f64 rounded to f32
   */
  default Value fdemote(Value x) {
    return result(emit(Opcode.FDEMOTE, Type.F32, pool().of(x)));
  }

  /**
   * Emits {@code fcvt_from_sint}.
   *
   * @param type the type of the result
   * @param x the operand
   * @return a signed integer as a floating-point number
   */
  default Value fcvtFromSint(Type type, Value x) {
    return result(emit(Opcode.FCVT_FROM_SINT, type, pool().of(x)));
  }

  /**
   * Emits {@code fcvt_from_uint}.
   *
   * @param type the type of the result
   * @param x the operand
   * @return an unsigned integer as a floating-point number
   */
  default Value fcvtFromUint(Type type, Value x) {
    return result(emit(Opcode.FCVT_FROM_UINT, type, pool().of(x)));
  }

  /**
   * Emits {@code fcvt_to_sint}.
   *
   * @param type the type of the result
   * @param x the operand
   * @return a floating-point number as a signed integer; traps if it does not fit
   */
  default Value fcvtToSint(Type type, Value x) {
    return result(emit(Opcode.FCVT_TO_SINT, type, pool().of(x)));
  }

  /**
   * Emits {@code fcvt_to_uint}.
   *
   * @param type the type of the result
   * @param x the operand
   * @return a floating-point number as an unsigned integer; traps if it does not fit
   */
  default Value fcvtToUint(Type type, Value x) {
    return result(emit(Opcode.FCVT_TO_UINT, type, pool().of(x)));
  }

  /**
   * Emits {@code fcvt_to_sint_sat}.
   *
   * @param type the type of the result
   * @param x the operand
   * @return a floating-point number as the nearest signed integer; NaN as zero
   */
  default Value fcvtToSintSat(Type type, Value x) {
    return result(emit(Opcode.FCVT_TO_SINT_SAT, type, pool().of(x)));
  }

  /**
   * Emits {@code fcvt_to_uint_sat}.
   *
   * @param type the type of the result
   * @param x the operand
   * @return a floating-point number as the nearest unsigned integer; NaN as zero
   */
  default Value fcvtToUintSat(Type type, Value x) {
    return result(emit(Opcode.FCVT_TO_UINT_SAT, type, pool().of(x)));
  }

  /**
   * Emits {@code bitcast}.
   *
   * @param type the type of the result
   * @param x the operand
   * @return the same bits as another type of the same size
   */
  default Value bitcast(Type type, Value x) {
    return result(emit(Opcode.BITCAST, type, pool().of(x)));
  }

  /**
   * Emits {@code select}.
   *
   * @param cond an i32, true if not zero
   * @param a the first operand
   * @param b the second operand
   * @return the first operand if the condition holds, else the second
   */
  default Value select(Value cond, Value a, Value b) {
    return result(emit(Opcode.SELECT, typeOf(a), pool().of(cond, a, b)));
  }
}
