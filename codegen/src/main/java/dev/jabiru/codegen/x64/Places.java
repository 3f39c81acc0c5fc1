// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static dev.jabiru.codegen.x64.Registers.CONTEXT;
import static dev.jabiru.codegen.x64.Registers.RBP;
import static dev.jabiru.codegen.x64.Registers.RSP;

import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.regalloc.Allocation;
import dev.jabiru.codegen.regalloc.MachineEnv;
import dev.jabiru.codegen.regalloc.RegallocOutput;
import java.util.Objects;

/**
 * Where the operands of the instruction being emitted are, and instructions on them whether they
 * are in registers or in memory.
 */
final class Places {
  private final VCode code;
  private final RegallocOutput allocation;
  private final Frame frame;
  private final Assembler asm;
  private int inst;

  /** Where the definition is made instead, or -1. */
  private int redirected = -1;

  // The operand in the general form, resolved last: a register, or else memory.
  private int register;
  private int base;
  private int index;
  private int scaleLog2;
  private int displacement;

  Places(VCode code, RegallocOutput allocation, Frame frame, Assembler asm) {
    this.code = code;
    this.allocation = allocation;
    this.frame = frame;
    this.asm = asm;
  }

  void start(int number) {
    inst = number;
    redirected = -1;
  }

  /** Starts a second making of what an instruction defines, in a register. */
  void startRematerialized(int number, int to) {
    inst = number;
    redirected = to;
  }

  int place(int operand) {
    return operand == 0 && redirected >= 0 ? redirected : allocation.place(inst, operand);
  }

  int register(int operand) {
    int place = place(operand);
    assert Allocation.isRegister(place) : code.insts[inst].kind + " operand " + operand;
    return place;
  }

  int vreg(int operand) {
    return code.operandVreg(inst, operand);
  }

  private void resolve(MachInst current) {
    Rmi rmi = Objects.requireNonNull(current.rmi);
    int operand = current.rmiOperand;
    register = -1;
    index = Assembler.NONE;
    scaleLog2 = 0;
    displacement = rmi.value();
    switch (rmi.kind()) {
      case VREG -> {
        int place = place(operand);
        if (Allocation.isRegister(place)) {
          register = place;
        } else {
          base = RBP;
          displacement = frame.slotOffset(Allocation.slotNumber(place));
        }
      }
      case IMMEDIATE -> throw new AssertionError(current.kind + " of an immediate");
      case MEMORY, GUARDED -> {
        base = register(operand);
        if (rmi.index() >= 0) {
          index = register(operand + 1);
          scaleLog2 = rmi.scaleLog2();
        }
      }
      case CONTEXT -> base = CONTEXT;
      case INCOMING -> {
        base = RBP;
        displacement += 16;
      }
      case OUTGOING -> base = RSP;
      case FRAME -> {
        base = RBP;
        displacement += frame.stackSlotsOffset();
      }
      case CONSTANT -> base = Assembler.POOL;
    }
  }

  private void mayFault(MachInst current) {
    Rmi rmi = Objects.requireNonNull(current.rmi);
    if (rmi.kind() == Rmi.Kind.GUARDED) {
      asm.trap(TrapCode.MEMORY_OUT_OF_BOUNDS, rmi.sourceLoc());
    }
  }

  /** {@return the register that the general operand is in, -1 if it is in memory} */
  int rmiRegister(MachInst current) {
    resolve(current);
    return register;
  }

  /** An instruction on a register and the general operand. */
  void rmi(MachInst current, X64Op row, boolean wide, int reg, int imm) {
    resolve(current);
    if (register >= 0) {
      asm.rr(row, wide, reg, register, imm);
    } else {
      mayFault(current);
      asm.rm(row, wide, reg, base, index, scaleLog2, displacement, imm);
    }
  }

  /** A conditional move; its source is no general operand. */
  void cmov(boolean wide, int condition, int reg, int operand) {
    int place = place(operand);
    if (Allocation.isRegister(place)) {
      asm.rrCc(X64Op.CMOV_RM, wide, condition, reg, place);
    } else {
      int offset = frame.slotOffset(Allocation.slotNumber(place));
      asm.rmCc(X64Op.CMOV_RM, wide, condition, reg, RBP, Assembler.NONE, 0, offset);
    }
  }

  /** An instruction on two registers, one of them in vvvv, and the general operand. */
  void rvmi(MachInst current, X64Op row, boolean wide, int reg, int v) {
    resolve(current);
    if (register >= 0) {
      asm.rvr(row, wide, reg, v, register);
    } else {
      mayFault(current);
      asm.rvm(row, wide, reg, v, base, index, scaleLog2, displacement);
    }
  }

  /** An instruction on the general operand alone, and perhaps an immediate. */
  void mi(MachInst current, X64Op row, boolean wide, int imm) {
    resolve(current);
    if (register >= 0) {
      asm.r(row, wide, register, imm);
    } else {
      mayFault(current);
      asm.m(row, wide, base, index, scaleLog2, displacement, imm);
    }
  }

  /** An addition in the shape of an address; a plain one where the result replaces an operand. */
  void lea(MachInst current, int to) {
    resolve(current);
    boolean wide = current.wide;
    if (index < 0 && base == to) {
      asm.r(MachOp.ADD.immediateRow(displacement), wide, to, displacement);
    } else if (index >= 0 && scaleLog2 == 0 && displacement == 0 && (base == to || index == to)) {
      asm.rr(X64Op.ADD_RM, wide, to, base == to ? index : base, 0);
    } else {
      asm.rm(X64Op.LEA_RM, wide, to, base, index, scaleLog2, displacement, 0);
    }
  }

  /** Clears a register that is about to be written, unless the instruction reads it. */
  void breakDependency(MachInst current, int to) {
    resolve(current);
    if (register != to && base != to && index != to) {
      asm.rr(to >= Registers.XMM0 ? X64Op.XORPS_RM : X64Op.XOR_RM, false, to, to, 0);
    }
  }

  /** Copies 8 bytes from place to place; does not change the flags. */
  void move(int from, int to, int registerClass) {
    boolean isFloat = registerClass == MachineEnv.FLOAT;
    if (from == to) {
      return;
    }
    if (Allocation.isRegister(from) && Allocation.isRegister(to)) {
      asm.rr(isFloat ? X64Op.MOVAPS_RM : X64Op.MOV_RM, !isFloat, to, from, 0);
    } else if (Allocation.isRegister(to)) {
      slot(isFloat ? X64Op.MOVS_RM : X64Op.MOV_RM, to, from);
    } else if (Allocation.isRegister(from)) {
      slot(isFloat ? X64Op.MOVS_MR : X64Op.MOV_MR, from, to);
    } else { // no register may be free
      slot(X64Op.PUSH_MEM, 0, from);
      slot(X64Op.POP_MEM, 0, to);
    }
  }

  private void slot(X64Op row, int reg, int slot) {
    int offset = frame.slotOffset(Allocation.slotNumber(slot));
    if (row.digit >= 0) {
      asm.m(row, true, RBP, Assembler.NONE, 0, offset, 0);
    } else {
      asm.rm(row, true, reg, RBP, Assembler.NONE, 0, offset, 0);
    }
  }
}
