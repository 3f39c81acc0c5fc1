// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static dev.jabiru.codegen.x64.Comparison.EQUAL;
import static dev.jabiru.codegen.x64.Comparison.FLOAT_EQUAL;
import static dev.jabiru.codegen.x64.Comparison.FLOAT_NOT_EQUAL;
import static dev.jabiru.codegen.x64.Comparison.NOT_EQUAL;
import static dev.jabiru.codegen.x64.Comparison.NOT_PARITY;
import static dev.jabiru.codegen.x64.Comparison.PARITY;
import static dev.jabiru.codegen.x64.Registers.SCRATCH;

import dev.jabiru.codegen.regalloc.MachineEnv;
import java.util.Objects;

/** Comparisons and what follows them. */
final class EmitFlags {
  private final Emit to;
  private final Assembler asm;

  EmitFlags(Emit to) {
    this.to = to;
    this.asm = to.asm;
  }

  /** Sets the flags. */
  void compare(MachInst inst) {
    int imm = (int) inst.imm;
    if (inst.compared >= 0) {
      to.places.rmi(inst, inst.op.row, inst.wide, to.places.register(inst.compared), 0);
      return;
    }
    int register = to.places.rmiRegister(inst);
    if (register >= 0 && inst.op == MachOp.CMP && imm == 0) {
      asm.rr(X64Op.TEST_MR, inst.wide, register, register, 0);
    } else {
      // A load that was taken in is done in full: its last byte may be the one that faults.
      boolean isGuarded = Objects.requireNonNull(inst.rmi).kind() == Rmi.Kind.GUARDED;
      boolean wide = inst.wide && (isGuarded || inst.op != MachOp.TEST || imm < 0);
      to.places.mi(inst, inst.op.immediateRow(imm), wide, imm);
    }
  }

  /** Jumps on a condition, those of floating-point equality included. */
  void jump(int condition, int label) {
    switch (condition) {
      case FLOAT_EQUAL -> {
        int past = asm.newLabel();
        asm.jcc(PARITY, past);
        asm.jcc(EQUAL, label);
        asm.bind(past);
      }
      case FLOAT_NOT_EQUAL -> {
        asm.jcc(PARITY, label);
        asm.jcc(NOT_EQUAL, label);
      }
      default -> asm.jcc(condition, label);
    }
  }

  void emit(MachInst inst) {
    compare(inst);
    switch (inst.kind) {
      case FLAGS_SET -> set(inst.condition, to.places.register(0));
      case FLAGS_TRAP ->
          jump(inst.condition, to.trapLabel(inst, Objects.requireNonNull(inst.trap)));
      case FLAGS_SELECT -> select(inst);
      case FLAGS_FSELECT -> jumpAround(inst);
      default -> throw new AssertionError(inst.kind);
    }
  }

  private void set(int condition, int register) {
    switch (condition) {
      case FLOAT_EQUAL -> {
        asm.rCc(X64Op.SET_M, NOT_PARITY, SCRATCH);
        asm.rCc(X64Op.SET_M, EQUAL, register);
        asm.rr(X64Op.AND_RM, false, register, SCRATCH, 0);
      }
      case FLOAT_NOT_EQUAL -> {
        asm.rCc(X64Op.SET_M, PARITY, SCRATCH);
        asm.rCc(X64Op.SET_M, NOT_EQUAL, register);
        asm.rr(X64Op.OR_RM, false, register, SCRATCH, 0);
      }
      default -> asm.rCc(X64Op.SET_M, condition, register);
    }
    asm.rr(X64Op.MOVZX8_RM, false, register, register, 0);
  }

  private void select(MachInst inst) {
    int register = to.places.register(0);
    switch (inst.condition) {
      case FLOAT_EQUAL -> throw new AssertionError("two conditions at once");
      case FLOAT_NOT_EQUAL -> {
        to.places.cmov(inst.fromWide, PARITY, register, 2);
        to.places.cmov(inst.fromWide, NOT_EQUAL, register, 2);
      }
      default -> to.places.cmov(inst.fromWide, inst.condition, register, 2);
    }
    // A move on 32 bits clears the upper half even if the condition fails.
  }

  private void jumpAround(MachInst inst) {
    int past = asm.newLabel();
    jump(inst.condition ^ 1, past);
    to.places.move(to.places.place(2), to.places.register(0), MachineEnv.FLOAT);
    asm.bind(past);
  }
}
