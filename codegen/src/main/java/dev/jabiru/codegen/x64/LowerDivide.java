// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.regalloc.Operand;

/** Divisions and remainders, with their traps. */
final class LowerDivide {
  /** In {@link MachInst#imm} of a division: it is signed. */
  static final int SIGNED = 1;

  /** The divisor may be -1. */
  static final int BY_MINUS_ONE = 2;

  /** The remainder is asked for, so that a quotient beyond the type is no matter. */
  static final int REMAINDER = 4;

  private final Lower to;

  LowerDivide(Lower to) {
    this.to = to;
  }

  void lower(int inst, InstructionData data) {
    boolean wide = data.type() == Type.I64;
    Opcode opcode = data.opcode();
    boolean signed = opcode == Opcode.SDIV || opcode == Opcode.SREM;
    boolean isRemainder = opcode == Opcode.SREM || opcode == Opcode.UREM;
    int b = to.values.arg(data, 1);
    int dividend = to.use(to.values.arg(data, 0));
    int divisor = to.use(b);
    boolean isKnown = to.values.isConstant(b) && to.values.constant(b) != 0;
    if (!isKnown) {
      Comparison isZero =
          Comparison.of(MachOp.TEST, wide, divisor, Rmi.vreg(divisor), Comparison.EQUAL);
      to.out.trapIf(isZero, TrapCode.INTEGER_DIVIDE_BY_ZERO);
    }
    MachInst division = to.out.add(MachInst.Kind.DIVIDE, MachOp.MOV, wide, null);
    division.imm =
        (signed ? SIGNED : 0)
            | (signed && !(isKnown && to.values.constant(b) != -1) ? BY_MINUS_ONE : 0)
            | (isRemainder ? REMAINDER : 0);
    division.trap = TrapCode.INTEGER_OVERFLOW;
    int result = to.result(inst);
    int quotient = isRemainder ? to.out.newInt() : result;
    int remainder = isRemainder ? result : to.out.newInt();
    to.out.operand(division, quotient, Operand.DEF | Operand.LATE | Operand.fixed(Registers.RAX));
    to.out.operand(division, remainder, Operand.DEF | Operand.LATE | Operand.fixed(Registers.RDX));
    to.out.operand(division, dividend, Operand.USE | Operand.EARLY | Operand.fixed(Registers.RAX));
    to.out.operand(division, divisor, MachBuilder.LATE_USE);
  }
}
