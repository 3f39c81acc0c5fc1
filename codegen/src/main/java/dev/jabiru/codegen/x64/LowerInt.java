// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.regalloc.Operand;

/** Integer arithmetic but for divisions. */
final class LowerInt {
  private final Lower to;

  LowerInt(Lower to) {
    this.to = to;
  }

  void lower(int inst, InstructionData data) {
    boolean wide = data.type() == Type.I64;
    int a = to.values.arg(data, 0);
    switch (data.opcode()) {
      case IADD -> add(inst, data, wide);
      case ISUB -> subtract(inst, data, wide);
      case IMUL -> multiply(inst, data, wide);
      case BAND -> and(inst, data, wide);
      case BOR -> commutative(MachOp.OR, inst, data, wide);
      case BXOR -> {
        if (to.values.isConstant(to.values.arg(data, 1), -1)) {
          to.out.replace(MachOp.NOT, wide, to.result(inst), to.use(a));
        } else {
          commutative(MachOp.XOR, inst, data, wide);
        }
      }
      case ISHL -> shift(MachOp.SHL, MachOp.SHLX, inst, data, wide);
      case USHR -> shift(MachOp.SHR, MachOp.SHRX, inst, data, wide);
      case SSHR -> shift(MachOp.SAR, MachOp.SARX, inst, data, wide);
      case ROTL, ROTR -> rotate(inst, data, wide);
      case CLZ -> leadingZeros(inst, a, wide);
      case CTZ -> trailingZeros(inst, a, wide);
      case POPCNT -> bitCount(inst, a, wide);
      case SEXTEND8 -> unary(MachOp.MOVSX8, wide, inst, Rmi.vreg(to.use(a)));
      case SEXTEND16 -> unary(MachOp.MOVSX16, wide, inst, Rmi.vreg(to.use(a)));
      case SEXTEND32 -> unary(MachOp.MOVSXD, true, inst, Rmi.vreg(to.use(a)));
      case SEXTEND -> unary(MachOp.MOVSXD, true, inst, to.registerOrMemory(a, inst));
      case UEXTEND -> unary(MachOp.MOV, false, inst, Rmi.vreg(to.use(a)));
      case IREDUCE -> to.out.move(to.result(inst), to.use(a));
      case SMUL_HI, UMUL_HI -> {
        int high = to.result(inst);
        wideProduct(data, inst, data.opcode() == Opcode.SMUL_HI, wide, to.out.newInt(), high);
      }
      case SMUL_WIDE, UMUL_WIDE -> {
        int low = to.def(to.dfg.result(new Inst(inst), 0).index());
        int high = to.def(to.dfg.result(new Inst(inst), 1).index());
        wideProduct(data, inst, data.opcode() == Opcode.SMUL_WIDE, true, low, high);
      }
      case IADD128, ISUB128 -> wideSum(inst, data);
      default -> throw new AssertionError(data.opcode());
    }
  }

  private void unary(MachOp op, boolean wide, int inst, Rmi source) {
    to.out.unary(op, wide, to.result(inst), source);
  }

  private void add(int inst, InstructionData data, boolean wide) {
    int a = to.values.arg(data, 0);
    int b = to.values.arg(data, 1);
    if (to.values.isConstant(a)) {
      int swap = a;
      a = b;
      b = swap;
    }
    if (to.values.isImmediate(b)) {
      Rmi sum = Rmi.memory(to.use(a), (int) to.values.constant(b));
      to.out.unary(MachOp.LEA, wide, to.result(inst), sum);
      return;
    }
    if (to.canSinkLoad(a, inst) || to.canSinkLoad(b, inst)) {
      commutative(MachOp.ADD, inst, data, wide);
      return;
    }
    int scale = scaleLog2(b);
    if (scale == 0 && scaleLog2(a) != 0) {
      int swap = a;
      a = b;
      b = swap;
      scale = scaleLog2(b);
    }
    InstructionData shift = to.values.definition(b);
    if (scale != 0 && shift != null) {
      b = to.values.arg(shift, 0);
    }
    Rmi sum = Rmi.memory(to.use(a), to.use(b), scale, 0);
    to.out.unary(MachOp.LEA, wide, to.result(inst), sum);
  }

  /** The count if a value is another one shifted left by 1 to 3 and used only once, else 0. */
  private int scaleLog2(int value) {
    InstructionData data = to.values.definition(value, Opcode.ISHL);
    if (data == null || to.values.useCount(value) != 1) {
      return 0;
    }
    int count = to.values.arg(data, 1);
    if (!to.values.isConstant(count) || to.values.isConstant(to.values.arg(data, 0))) {
      return 0;
    }
    long constant = to.values.constant(count);
    return constant >= 1 && constant <= 3 ? (int) constant : 0;
  }

  private void subtract(int inst, InstructionData data, boolean wide) {
    int a = to.values.arg(data, 0);
    int b = to.values.arg(data, 1);
    if (to.values.isImmediate(b) && to.values.constant(b) != Integer.MIN_VALUE) {
      Rmi sum = Rmi.memory(to.use(a), (int) -to.values.constant(b));
      to.out.unary(MachOp.LEA, wide, to.result(inst), sum);
    } else if (to.values.isConstant(a, 0)) {
      to.out.replace(MachOp.NEG, wide, to.result(inst), to.use(b));
    } else {
      Rmi other = to.operand(b, inst);
      to.out.binary(MachOp.SUB, wide, to.result(inst), to.use(a), other);
    }
  }

  private void multiply(int inst, InstructionData data, boolean wide) {
    int a = to.values.arg(data, 0);
    int b = to.values.arg(data, 1);
    if (!to.values.isImmediate(b)) {
      commutative(MachOp.IMUL, inst, data, wide);
      return;
    }
    int factor = (int) to.values.constant(b);
    switch (factor) {
      case 3, 5, 9 -> {
        int use = to.use(a);
        Rmi sum = Rmi.memory(use, use, Integer.numberOfTrailingZeros(factor - 1), 0);
        to.out.unary(MachOp.LEA, wide, to.result(inst), sum);
      }
      default -> {
        Rmi source = to.registerOrMemory(a, inst);
        to.out.unaryImm(MachOp.IMUL, wide, to.result(inst), source, factor);
      }
    }
  }

  private void and(int inst, InstructionData data, boolean wide) {
    int a = to.values.arg(data, 0);
    int b = to.values.arg(data, 1);
    if (to.values.isConstant(b)) {
      long mask = to.values.constant(b);
      if (mask == 0xFF) {
        unary(MachOp.MOVZX8, false, inst, Rmi.vreg(to.use(a)));
        return;
      } else if (mask == 0xFFFF) {
        unary(MachOp.MOVZX16, false, inst, Rmi.vreg(to.use(a)));
        return;
      } else if (wide && mask == 0xFFFFFFFFL) {
        unary(MachOp.MOV, false, inst, Rmi.vreg(to.use(a)));
        return;
      } else if (wide && mask >>> 32 == 0) {
        to.out.binary(MachOp.AND, false, to.result(inst), to.use(a), Rmi.immediate((int) mask));
        return;
      }
    }
    commutative(MachOp.AND, inst, data, wide);
  }

  /** The result takes the register of the first operand, so best of one not used any more. */
  private void commutative(MachOp op, int inst, InstructionData data, boolean wide) {
    int a = to.values.arg(data, 0);
    int b = to.values.arg(data, 1);
    boolean isFirstBetter = to.canSinkLoad(a, inst) || to.isWanted(a) && !to.isWanted(b);
    if (to.values.isConstant(a)
        || !to.values.isConstant(b) && !to.canSinkLoad(b, inst) && isFirstBetter) {
      int swap = a;
      a = b;
      b = swap;
    }
    Rmi other = op == MachOp.IMUL ? to.registerOrMemory(b, inst) : to.operand(b, inst);
    to.out.binary(op, wide, to.result(inst), to.use(a), other);
  }

  /** The hardware takes counts modulo the width too, so a mask around one is not needed. */
  private int count(int value, boolean wide) {
    InstructionData and = to.values.definition(value, Opcode.BAND);
    int mask = wide ? 63 : 31;
    if (and != null
        && to.values.isConstant(to.values.arg(and, 1))
        && (to.values.constant(to.values.arg(and, 1)) & mask) == mask) {
      return to.values.arg(and, 0);
    }
    return value;
  }

  private void shift(MachOp op, MachOp bmi, int inst, InstructionData data, boolean wide) {
    int a = to.values.arg(data, 0);
    int b = count(to.values.arg(data, 1), wide);
    if (to.values.isConstant(b)) {
      int count = (int) to.values.constant(b) & (wide ? 63 : 31);
      to.out.shiftImm(op, wide, to.result(inst), to.use(a), count);
    } else if (to.has(CpuFeature.BMI2)) {
      Rmi source = to.registerOrMemory(a, inst);
      to.out.shiftX(bmi, wide, to.result(inst), source, to.use(b));
    } else {
      to.out.shiftCl(op, wide, to.result(inst), to.use(a), to.use(b));
    }
  }

  private void rotate(int inst, InstructionData data, boolean wide) {
    MachOp op = data.opcode() == Opcode.ROTL ? MachOp.ROL : MachOp.ROR;
    int a = to.values.arg(data, 0);
    int b = count(to.values.arg(data, 1), wide);
    if (!to.values.isConstant(b)) {
      to.out.shiftCl(op, wide, to.result(inst), to.use(a), to.use(b));
      return;
    }
    int mask = wide ? 63 : 31;
    int count = (int) to.values.constant(b) & mask;
    if (to.has(CpuFeature.BMI2)) {
      int right = op == MachOp.ROL ? -count & mask : count;
      Rmi source = to.registerOrMemory(a, inst);
      to.out.unaryImm(MachOp.RORX, wide, to.result(inst), source, right);
    } else {
      to.out.shiftImm(op, wide, to.result(inst), to.use(a), count);
    }
  }

  private void leadingZeros(int inst, int a, boolean wide) {
    if (to.has(CpuFeature.LZCNT)) {
      unary(MachOp.LZCNT, wide, inst, to.registerOrMemory(a, inst));
      return;
    }
    if (!wide) { // the highest bit of 2a + 1, which is not zero
      int zeroExtended = to.useZeroExtended(a);
      int odd = to.out.unaryInt(MachOp.LEA, true, Rmi.memory(zeroExtended, zeroExtended, 0, 1));
      int bit = to.out.unaryInt(MachOp.BSR, true, Rmi.vreg(odd));
      to.out.binary(MachOp.SUB, false, to.result(inst), to.out.constant(32, false), Rmi.vreg(bit));
      return;
    }
    int use = to.use(a);
    int bit = to.out.unaryInt(MachOp.BSR, true, Rmi.vreg(use));
    int zeros = to.out.binaryInt(MachOp.XOR, true, bit, Rmi.immediate(63));
    unlessZero(inst, use, zeros);
  }

  private void trailingZeros(int inst, int a, boolean wide) {
    if (to.has(CpuFeature.BMI1)) {
      unary(MachOp.TZCNT, wide, inst, to.registerOrMemory(a, inst));
      return;
    }
    if (!wide) {
      int bounded =
          to.out.binaryInt(MachOp.OR, true, to.use(a), Rmi.vreg(to.out.constant(1L << 32, true)));
      unary(MachOp.BSF, true, inst, Rmi.vreg(bounded));
      return;
    }
    int use = to.use(a);
    unlessZero(inst, use, to.out.unaryInt(MachOp.BSF, true, Rmi.vreg(use)));
  }

  /** The number of zeros, but 64 if the operand is zero. */
  private void unlessZero(int inst, int use, int zeros) {
    Comparison isZero = Comparison.of(MachOp.TEST, true, use, Rmi.vreg(use), Comparison.EQUAL);
    to.out.select(to.result(inst), to.out.constant(64, true), zeros, true, isZero);
  }

  /** Sums in ever wider fields, and a product that adds up the bytes. */
  private void bitCount(int inst, int a, boolean wide) {
    if (to.has(CpuFeature.POPCNT)) {
      unary(MachOp.POPCNT, wide, inst, to.registerOrMemory(a, inst));
      return;
    }
    int x = to.use(a);
    int odd = masked(to.out.shiftImm(MachOp.SHR, wide, x, 1), 0x5555555555555555L, wide);
    x = to.out.binaryInt(MachOp.SUB, wide, x, Rmi.vreg(odd));
    int high = masked(to.out.shiftImm(MachOp.SHR, wide, x, 2), 0x3333333333333333L, wide);
    x = masked(x, 0x3333333333333333L, wide);
    x = to.out.binaryInt(MachOp.ADD, wide, x, Rmi.vreg(high));
    int shifted = to.out.shiftImm(MachOp.SHR, wide, x, 4);
    x = to.out.binaryInt(MachOp.ADD, wide, x, Rmi.vreg(shifted));
    x = masked(x, 0x0F0F0F0F0F0F0F0FL, wide);
    int ones = to.out.constant(0x0101010101010101L, wide);
    x = to.out.binaryInt(MachOp.IMUL, wide, x, Rmi.vreg(ones));
    to.out.shiftImm(MachOp.SHR, wide, to.result(inst), x, wide ? 56 : 24);
  }

  private int masked(int use, long mask, boolean wide) {
    return to.out.binaryInt(MachOp.AND, wide, use, Rmi.vreg(to.out.constant(mask, wide)));
  }

  private void wideProduct(
      InstructionData data, int inst, boolean signed, boolean wide, int low, int high) {
    Rmi other = to.registerOrMemory(to.values.arg(data, 1), inst);
    int use = to.use(to.values.arg(data, 0));
    to.out.multiplyWide(signed, wide, low, high, use, other);
  }

  /** Copies of the operands that are replaced, so that none is two operands at once. */
  private void wideSum(int inst, InstructionData data) {
    int[] uses = new int[4];
    for (int i = 0; i < 4; i++) {
      uses[i] = to.use(to.values.arg(data, i));
    }
    int low = to.out.copy(uses[0]);
    int high = to.out.copy(uses[1]);
    boolean adds = data.opcode() == Opcode.IADD128;
    MachInst sum = to.out.add(MachInst.Kind.ADD_WIDE, adds ? MachOp.ADD : MachOp.SUB, true, null);
    int lowResult = to.def(to.dfg.result(new Inst(inst), 0).index());
    int highResult = to.def(to.dfg.result(new Inst(inst), 1).index());
    to.out.operand(sum, lowResult, Operand.DEF | Operand.LATE | Operand.reuse(2));
    to.out.operand(sum, highResult, Operand.DEF | Operand.LATE | Operand.reuse(3));
    to.out.operand(sum, low, MachBuilder.USE);
    to.out.operand(sum, high, MachBuilder.USE);
    to.out.operand(sum, uses[2], MachBuilder.LATE_USE);
    to.out.operand(sum, uses[3], MachBuilder.LATE_USE);
  }
}
