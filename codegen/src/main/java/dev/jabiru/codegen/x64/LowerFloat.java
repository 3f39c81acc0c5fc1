// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.regalloc.MachineEnv;

/** Floating-point arithmetic and conversions. Operations on signs work on bits. */
final class LowerFloat {
  private static final int NEAREST = 8;
  private static final int FLOOR = 9;
  private static final int CEIL = 10;
  private static final int TRUNC = 11;

  private final Lower to;

  LowerFloat(Lower to) {
    this.to = to;
  }

  void lower(int inst, InstructionData data) {
    boolean wide = data.type() == Type.F64;
    switch (data.opcode()) {
      case FADD -> arithmetic(MachOp.FADD, inst, data, wide);
      case FSUB -> arithmetic(MachOp.FSUB, inst, data, wide);
      case FMUL -> arithmetic(MachOp.FMUL, inst, data, wide);
      case FDIV -> arithmetic(MachOp.FDIV, inst, data, wide);
      case FMIN -> extreme(MachOp.FMIN, inst, data, wide);
      case FMAX -> extreme(MachOp.FMAX, inst, data, wide);
      case FCOPYSIGN -> copySign(inst, data, wide);
      case FNEG -> bits(MachOp.FXOR, inst, data, signBit(wide));
      case FABS -> bits(MachOp.FAND, inst, data, allButSignBit(wide));
      case SQRT -> {
        Rmi source = to.registerOrMemory(to.values.arg(data, 0), inst);
        to.out.unary(MachOp.SQRT, wide, to.result(inst), source);
      }
      case CEIL -> round(inst, data, CEIL, wide);
      case FLOOR -> round(inst, data, FLOOR, wide);
      case TRUNC -> round(inst, data, TRUNC, wide);
      case NEAREST -> round(inst, data, NEAREST, wide);
      case FPROMOTE -> {
        Rmi source = to.registerOrMemory(to.values.arg(data, 0), inst);
        to.out.unary(MachOp.CVT_PROMOTE, false, to.result(inst), source);
      }
      case FDEMOTE -> {
        Rmi source = to.registerOrMemory(to.values.arg(data, 0), inst);
        to.out.unary(MachOp.CVT_DEMOTE, true, to.result(inst), source);
      }
      case FCVT_FROM_SINT, FCVT_FROM_UINT -> fromInt(inst, data, wide);
      case FCVT_TO_SINT, FCVT_TO_UINT, FCVT_TO_SINT_SAT, FCVT_TO_UINT_SAT -> toInt(inst, data);
      case BITCAST -> bitcast(inst, data);
      default -> throw new AssertionError(data.opcode());
    }
  }

  private void arithmetic(MachOp op, int inst, InstructionData data, boolean wide) {
    int a = to.values.arg(data, 0);
    int b = to.values.arg(data, 1);
    boolean isFirstBetter = to.canSinkLoad(a, inst) || to.isWanted(a) && !to.isWanted(b);
    if (data.opcode().isCommutative() && !to.canSinkLoad(b, inst) && isFirstBetter) {
      int swap = a;
      a = b;
      b = swap;
    }
    Rmi other = to.registerOrMemory(b, inst);
    to.out.binary(op, wide, to.result(inst), to.use(a), other);
  }

  private void extreme(MachOp op, int inst, InstructionData data, boolean wide) {
    int first = to.use(to.values.arg(data, 0));
    int second = to.use(to.values.arg(data, 1));
    MachInst extreme = to.out.add(MachInst.Kind.FLOAT_MINMAX, op, wide, null);
    to.out.operand(extreme, to.result(inst), MachBuilder.REUSE_DEF);
    to.out.operand(extreme, first, MachBuilder.USE);
    to.out.operand(extreme, second, MachBuilder.LATE_USE);
  }

  private int signBit(boolean wide) {
    return wide
        ? to.asm.constant(Long.MIN_VALUE, Long.MIN_VALUE, 16)
        : to.asm.constant(0x8000000080000000L, 0x8000000080000000L, 16);
  }

  private int allButSignBit(boolean wide) {
    return wide
        ? to.asm.constant(Long.MAX_VALUE, Long.MAX_VALUE, 16)
        : to.asm.constant(0x7FFFFFFF7FFFFFFFL, 0x7FFFFFFF7FFFFFFFL, 16);
  }

  private void bits(MachOp op, int inst, InstructionData data, int constant) {
    int use = to.use(to.values.arg(data, 0));
    to.out.binary(op, false, to.result(inst), use, Rmi.constant(constant));
  }

  private void copySign(int inst, InstructionData data, boolean wide) {
    int a = to.use(to.values.arg(data, 0));
    int b = to.use(to.values.arg(data, 1));
    int magnitude = to.out.binaryFloat(MachOp.FAND, false, a, Rmi.constant(allButSignBit(wide)));
    int sign = to.out.binaryFloat(MachOp.FAND, false, b, Rmi.constant(signBit(wide)));
    to.out.binary(MachOp.FOR, false, to.result(inst), magnitude, Rmi.vreg(sign));
  }

  private void round(int inst, InstructionData data, int mode, boolean wide) {
    int a = to.values.arg(data, 0);
    if (to.has(CpuFeature.SSE41)) {
      Rmi source = to.registerOrMemory(a, inst);
      to.out.unaryImm(MachOp.ROUND, wide, to.result(inst), source, mode);
      return;
    }
    int use = to.use(a);
    MachInst rounding = to.out.add(MachInst.Kind.ROUND_BY_BITS, MachOp.ROUND, wide, null);
    rounding.imm = mode;
    to.out.operand(rounding, to.result(inst), MachBuilder.EARLY_DEF);
    to.out.operand(rounding, use, MachBuilder.USE);
  }

  private void fromInt(int inst, InstructionData data, boolean wide) {
    int a = to.values.arg(data, 0);
    boolean fromWide = to.type(a) == Type.I64;
    int result = to.result(inst);
    if (data.opcode() == Opcode.FCVT_FROM_SINT) {
      Rmi source = to.registerOrMemory(a, inst);
      to.out.unary(fromWide ? MachOp.CVT_FROM_I64 : MachOp.CVT_FROM_I32, wide, result, source);
    } else if (!fromWide) {
      Rmi source = Rmi.vreg(to.useZeroExtended(a));
      to.out.unary(MachOp.CVT_FROM_I64, wide, result, source);
    } else {
      int use = to.use(a);
      MachInst cvt = to.out.add(MachInst.Kind.UNSIGNED_TO_FLOAT, MachOp.CVT_FROM_I64, wide, null);
      to.out.operand(cvt, result, MachBuilder.EARLY_DEF);
      to.out.operand(cvt, use, MachBuilder.USE);
    }
  }

  private void toInt(int inst, InstructionData data) {
    int use = to.use(to.values.arg(data, 0));
    boolean toWide = data.type() == Type.I64;
    Opcode opcode = data.opcode();
    MachInst cvt = to.out.add(MachInst.Kind.FLOAT_TO_INT, MachOp.CVT_TO_I64, toWide, null);
    cvt.fromWide = to.type(to.values.arg(data, 0)) == Type.F64;
    boolean unsigned = opcode == Opcode.FCVT_TO_UINT || opcode == Opcode.FCVT_TO_UINT_SAT;
    boolean traps = opcode == Opcode.FCVT_TO_SINT || opcode == Opcode.FCVT_TO_UINT;
    cvt.imm = unsigned ? 1 : 0;
    cvt.trap = traps ? TrapCode.INTEGER_OVERFLOW : null;
    to.out.operand(cvt, to.result(inst), MachBuilder.EARLY_DEF);
    to.out.operand(cvt, use, MachBuilder.USE);
  }

  private void bitcast(int inst, InstructionData data) {
    int use = to.use(to.values.arg(data, 0));
    int result = to.result(inst);
    boolean wide = data.type().bytes() == 8;
    boolean isFloat = to.code.vregClass(result) == MachineEnv.FLOAT;
    to.out.unary(isFloat ? MachOp.INT_TO_FLOAT : MachOp.FLOAT_TO_INT, wide, result, Rmi.vreg(use));
  }
}
