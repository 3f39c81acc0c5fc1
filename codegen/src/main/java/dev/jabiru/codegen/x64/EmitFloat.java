// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static dev.jabiru.codegen.x64.Comparison.ABOVE;
import static dev.jabiru.codegen.x64.Comparison.ABOVE_EQUAL;
import static dev.jabiru.codegen.x64.Comparison.BELOW;
import static dev.jabiru.codegen.x64.Comparison.BELOW_EQUAL;
import static dev.jabiru.codegen.x64.Comparison.EQUAL;
import static dev.jabiru.codegen.x64.Comparison.NOT_EQUAL;
import static dev.jabiru.codegen.x64.Comparison.NOT_SIGN;
import static dev.jabiru.codegen.x64.Comparison.PARITY;
import static dev.jabiru.codegen.x64.Comparison.SIGN;
import static dev.jabiru.codegen.x64.Registers.FLOAT_SCRATCH;
import static dev.jabiru.codegen.x64.Registers.SCRATCH;

import dev.jabiru.codegen.ir.TrapCode;

/** Floating-point sequences that are more than one instruction. */
final class EmitFloat {
  private static final int NO_OVERFLOW = 1;
  private static final int NOT_CARRY = 3;

  private final Emit to;
  private final Assembler asm;

  EmitFloat(Emit to) {
    this.to = to;
    this.asm = to.asm;
  }

  void unary(MachInst inst, int result) {
    switch (inst.op) {
      case CVT_FROM_I32, CVT_FROM_I64 -> {
        to.places.breakDependency(inst, result);
        X64Op row = inst.wide ? X64Op.CVTSI2SD_RM : X64Op.CVTSI2SS_RM;
        to.places.rmi(inst, row, inst.op == MachOp.CVT_FROM_I64, result, 0);
      }
      case INT_TO_FLOAT -> {
        int source = to.places.rmiRegister(inst);
        if (source >= 0) {
          asm.rr(X64Op.MOVD_RM, inst.wide, result, source, 0);
        } else {
          to.places.rmi(inst, X64Op.MOVS_RM, inst.wide, result, 0);
        }
      }
      case FLOAT_TO_INT -> {
        int source = to.places.rmiRegister(inst);
        if (source >= 0) {
          asm.rr(X64Op.MOVD_MR, inst.wide, source, result, 0);
        } else {
          to.places.rmi(inst, X64Op.MOV_RM, inst.wide, result, 0);
        }
      }
      default -> { // these keep what they do not write, and so wait for it
        to.places.breakDependency(inst, result);
        to.places.rmi(inst, inst.op.row, inst.wide, result, 0);
      }
    }
  }

  void emit(MachInst inst) {
    int result = to.places.register(0);
    switch (inst.kind) {
      case FLOAT_CONSTANT -> constant(result, inst.imm, inst.wide);
      case FLOAT_MINMAX -> extreme(inst, result, to.places.register(2));
      case UNSIGNED_TO_FLOAT -> fromUnsigned(inst, result, to.places.register(1));
      case ROUND_BY_BITS -> round(inst, result, to.places.register(1));
      case FLOAT_TO_INT -> {
        boolean unsigned = inst.imm != 0;
        int source = to.places.register(1);
        if (!unsigned) {
          toSigned(inst, result, source);
        } else if (inst.wide) {
          toUnsigned64(inst, result, source);
        } else {
          toUnsigned32(inst, result, source);
        }
      }
      default -> throw new AssertionError(inst.kind);
    }
  }

  private void constant(int result, long bits, boolean wide) {
    if ((wide ? bits : (int) bits) == 0) {
      asm.rr(X64Op.XORPS_RM, false, result, result, 0);
    } else {
      pooled(X64Op.MOVS_RM, wide, result, bits);
    }
  }

  private void pooled(X64Op op, boolean wide, int register, long bits) {
    int entry = asm.constant(wide ? bits : bits & 0xFFFFFFFFL, 0, wide ? 8 : 4);
    asm.rm(op, wide, register, Assembler.POOL, Assembler.NONE, 0, entry, 0);
  }

  private static long bits(double number, boolean wide) {
    return wide ? Double.doubleToRawLongBits(number) : Float.floatToRawIntBits((float) number);
  }

  /**
   * The hardware's minimum is its second operand where operands are equal or unordered: zeros of
   * either sign are combined by their bits, and a NaN by an addition.
   */
  private void extreme(MachInst inst, int result, int other) {
    boolean isMin = inst.op == MachOp.FMIN;
    int unequal = asm.newLabel();
    int unordered = asm.newLabel();
    int past = asm.newLabel();
    asm.rr(X64Op.UCOMIS_RM, inst.wide, result, other, 0);
    asm.jcc(NOT_EQUAL, unequal);
    asm.jcc(PARITY, unordered);
    asm.rr(isMin ? X64Op.ORPS_RM : X64Op.ANDPS_RM, false, result, other, 0);
    asm.jmp(past);
    asm.bind(unordered);
    asm.rr(X64Op.ADDS_RM, inst.wide, result, other, 0);
    asm.jmp(past);
    asm.bind(unequal);
    asm.rr(isMin ? X64Op.MINS_RM : X64Op.MAXS_RM, inst.wide, result, other, 0);
    asm.bind(past);
  }

  /** Halving first keeps the bit that decides the rounding: the lowest is or-ed into it. */
  private void fromUnsigned(MachInst inst, int result, int source) {
    X64Op row = inst.wide ? X64Op.CVTSI2SD_RM : X64Op.CVTSI2SS_RM;
    int large = asm.newLabel();
    int even = asm.newLabel();
    int past = asm.newLabel();
    asm.rr(X64Op.XORPS_RM, false, result, result, 0);
    asm.rr(X64Op.TEST_MR, true, source, source, 0);
    asm.jcc(SIGN, large);
    asm.rr(row, true, result, source, 0);
    asm.jmp(past);
    asm.bind(large);
    asm.rr(X64Op.MOV_RM, true, SCRATCH, source, 0);
    asm.r(X64Op.SHR_MI8, true, SCRATCH, 1);
    asm.jcc(NOT_CARRY, even);
    asm.r(X64Op.OR_MI8, true, SCRATCH, 1);
    asm.bind(even);
    asm.rr(row, true, result, SCRATCH, 0);
    asm.rr(X64Op.ADDS_RM, inst.wide, result, result, 0);
    asm.bind(past);
  }

  private void truncate(boolean toWide, boolean fromWide, int result, int source) {
    asm.rr(fromWide ? X64Op.CVTTSD2SI_RM : X64Op.CVTTSS2SI_RM, toWide, result, source, 0);
  }

  /** Traps for what the hardware could not convert: a NaN, or else a number out of range. */
  private void trapAlways(MachInst inst, int source) {
    asm.rr(X64Op.UCOMIS_RM, inst.fromWide, source, source, 0);
    asm.jcc(PARITY, to.trapLabel(inst, TrapCode.BAD_CONVERSION_TO_INTEGER));
    asm.jmp(to.trapLabel(inst, TrapCode.INTEGER_OVERFLOW));
  }

  /** The hardware yields the least number where it cannot convert: that alone is looked at. */
  private void toSigned(MachInst inst, int result, int source) {
    boolean fromWide = inst.fromWide;
    int past = asm.newLabel();
    truncate(inst.wide, fromWide, result, source);
    asm.r(X64Op.CMP_MI8, inst.wide, result, 1);
    asm.jcc(NO_OVERFLOW, past);
    if (inst.trap != null) {
      int overflow = to.trapLabel(inst, TrapCode.INTEGER_OVERFLOW);
      asm.rr(X64Op.UCOMIS_RM, fromWide, source, source, 0);
      asm.jcc(PARITY, to.trapLabel(inst, TrapCode.BAD_CONVERSION_TO_INTEGER));
      // Fractions below the least i32 are in range; other formats have none there.
      boolean hasFractions = fromWide && !inst.wide;
      double least = inst.wide ? -0x1p63 : hasFractions ? -0x1p31 - 1 : -0x1p31;
      pooled(X64Op.UCOMIS_RM, fromWide, source, bits(least, fromWide));
      asm.jcc(hasFractions ? BELOW_EQUAL : BELOW, overflow);
      zero(FLOAT_SCRATCH);
      asm.rr(X64Op.UCOMIS_RM, fromWide, source, FLOAT_SCRATCH, 0);
      asm.jcc(ABOVE, overflow);
    } else {
      int number = asm.newLabel();
      asm.rr(X64Op.UCOMIS_RM, fromWide, source, source, 0);
      asm.jcc(Comparison.NOT_PARITY, number);
      asm.rr(X64Op.XOR_RM, false, result, result, 0);
      asm.jmp(past);
      asm.bind(number);
      zero(FLOAT_SCRATCH);
      asm.rr(X64Op.UCOMIS_RM, fromWide, source, FLOAT_SCRATCH, 0);
      asm.jcc(BELOW_EQUAL, past);
      to.constant(result, inst.wide ? Long.MAX_VALUE : Integer.MAX_VALUE);
    }
    asm.bind(past);
  }

  /** By way of a signed 64-bit number, whose upper half must be zero. */
  private void toUnsigned32(MachInst inst, int result, int source) {
    int past = asm.newLabel();
    truncate(true, inst.fromWide, result, source);
    asm.rr(X64Op.MOV_RM, true, SCRATCH, result, 0);
    asm.r(X64Op.SHR_MI8, true, SCRATCH, 32);
    asm.jcc(EQUAL, past);
    if (inst.trap != null) {
      trapAlways(inst, source);
    } else {
      limits(inst, result, source, 0xFFFFFFFFL);
    }
    asm.bind(past);
  }

  /** The limit that a number out of range is beyond; zero for a NaN. */
  private void limits(MachInst inst, int result, int source, long greatest) {
    int past = asm.newLabel();
    asm.rr(X64Op.XOR_RM, false, result, result, 0);
    zero(FLOAT_SCRATCH);
    asm.rr(X64Op.UCOMIS_RM, inst.fromWide, source, FLOAT_SCRATCH, 0);
    asm.jcc(BELOW_EQUAL, past);
    to.constant(result, greatest);
    asm.bind(past);
  }

  /** Numbers from 2⁶³ on are converted less that, which is put back. */
  private void toUnsigned64(MachInst inst, int result, int source) {
    boolean fromWide = inst.fromWide;
    long half = bits(0x1p63, fromWide);
    int large = asm.newLabel();
    int bad = asm.newLabel();
    int past = asm.newLabel();
    pooled(X64Op.UCOMIS_RM, fromWide, source, half);
    asm.jcc(ABOVE_EQUAL, large);
    truncate(true, fromWide, result, source);
    asm.rr(X64Op.TEST_MR, true, result, result, 0);
    asm.jcc(NOT_SIGN, past);
    asm.bind(bad);
    if (inst.trap != null) {
      trapAlways(inst, source);
    } else {
      limits(inst, result, source, -1);
      asm.jmp(past);
    }
    asm.bind(large);
    asm.rr(X64Op.MOVAPS_RM, false, FLOAT_SCRATCH, source, 0);
    pooled(X64Op.SUBS_RM, fromWide, FLOAT_SCRATCH, half);
    truncate(true, fromWide, result, FLOAT_SCRATCH);
    asm.rr(X64Op.TEST_MR, true, result, result, 0);
    asm.jcc(SIGN, bad);
    asm.o(X64Op.MOVABS_OI, SCRATCH, Long.MIN_VALUE);
    asm.rr(X64Op.XOR_RM, true, result, SCRATCH, 0);
    asm.bind(past);
  }

  private void zero(int register) {
    asm.rr(X64Op.XORPS_RM, false, register, register, 0);
  }

  /**
   * Rounds without SSE4.1: numbers of a magnitude that has no fractions stay, others go through the
   * integers, or, to the nearest, through a sum with 2⁵² or 2²³; the sign is put back.
   */
  private void round(MachInst inst, int result, int source) {
    boolean wide = inst.wide;
    long large = bits(wide ? 0x1p52 : 0x1p23, wide);
    long sign = wide ? Long.MIN_VALUE : Integer.MIN_VALUE;
    int quiet = asm.newLabel();
    int past = asm.newLabel();
    // The magnitude, compared with 2⁵²; unordered goes the same way as large.
    pooled(X64Op.MOVS_RM, wide, result, sign);
    asm.rr(X64Op.ANDNPS_RM, false, result, source, 0);
    pooled(X64Op.UCOMIS_RM, wide, result, large);
    asm.jcc(ABOVE_EQUAL, quiet);
    asm.jcc(PARITY, quiet);
    if (inst.imm == 8) { // to the nearest, ties to even
      pooled(X64Op.ADDS_RM, wide, result, large);
      pooled(X64Op.SUBS_RM, wide, result, large);
    } else {
      truncate(true, wide, SCRATCH, source);
      asm.rr(wide ? X64Op.CVTSI2SD_RM : X64Op.CVTSI2SS_RM, true, result, SCRATCH, 0);
      if (inst.imm != 11) {
        int exact = asm.newLabel();
        boolean isFloor = inst.imm == 9;
        asm.rr(X64Op.UCOMIS_RM, wide, result, source, 0);
        asm.jcc(isFloor ? BELOW_EQUAL : ABOVE_EQUAL, exact);
        pooled(isFloor ? X64Op.SUBS_RM : X64Op.ADDS_RM, wide, result, bits(1, wide));
        asm.bind(exact);
      }
      // The magnitude alone, as below it is to be.
      pooled(X64Op.MOVS_RM, wide, FLOAT_SCRATCH, sign);
      asm.rr(X64Op.ANDNPS_RM, false, FLOAT_SCRATCH, result, 0);
      asm.rr(X64Op.MOVAPS_RM, false, result, FLOAT_SCRATCH, 0);
    }
    pooled(X64Op.MOVS_RM, wide, FLOAT_SCRATCH, sign);
    asm.rr(X64Op.ANDPS_RM, false, FLOAT_SCRATCH, source, 0);
    asm.rr(X64Op.ORPS_RM, false, result, FLOAT_SCRATCH, 0);
    asm.jmp(past);
    asm.bind(quiet); // adding zero makes a NaN quiet
    zero(result);
    asm.rr(X64Op.ADDS_RM, wide, result, source, 0);
    asm.bind(past);
  }
}
