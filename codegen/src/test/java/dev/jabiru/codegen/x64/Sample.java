// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

/** Tells the assembler to write an instruction. */
final class Sample {
  private Sample() {}

  /** {@return an operand in memory, as the assembler encodes it} */
  static X64Inst.Memory memory(int base, int index, int scaleLog2, int disp) {
    boolean needsDisp = base < 0 || (base & 7) == Registers.RBP;
    return new X64Inst.Memory(base, index, scaleLog2, disp, needsDisp || disp != 0);
  }

  static void emit(X64Inst inst, Assembler to) {
    X64Op op = inst.op();
    boolean wide = inst.wide();
    int condition = inst.condition();
    int reg = inst.reg();
    int v = inst.v();
    int rm = inst.rm();
    int immediate = (int) inst.imm();
    if (inst.memory() != null) {
      emit(inst, inst.memory(), to);
      return;
    }
    switch (op.form) {
      case ZO -> to.zo(op, immediate);
      case D -> to.d(op, 0, immediate);
      case D_CC -> to.d(op, condition, immediate);
      case O -> to.o(op, wide, reg, inst.imm());
      case M, M_CL -> to.r(op, wide, rm, immediate);
      case M_CC -> to.rCc(op, condition, rm);
      case RM, MR -> to.rr(op, wide, reg, rm, immediate);
      case RM_CC -> to.rrCc(op, wide, condition, reg, rm);
      case VM -> to.vr(op, wide, v, rm);
      case RVM, RVR, RMV -> to.rvr(op, wide, reg, v, rm, immediate);
      case MEM, R_MEM, MEM_R -> throw new AssertionError(op);
    }
  }

  private static void emit(X64Inst inst, X64Inst.Memory at, Assembler to) {
    X64Op op = inst.op();
    boolean wide = inst.wide();
    int condition = inst.condition();
    int reg = inst.reg();
    int v = inst.v();
    int base = at.base();
    int index = at.index();
    int scale = at.scaleLog2();
    int disp = at.disp();
    int immediate = (int) inst.imm();
    switch (op.form) {
      case M, MEM, M_CL -> to.m(op, wide, base, index, scale, disp, immediate);
      case M_CC -> to.mCc(op, condition, base, index, scale, disp);
      case RM, R_MEM, MR, MEM_R -> to.rm(op, wide, reg, base, index, scale, disp, immediate);
      case RM_CC -> to.rmCc(op, wide, condition, reg, base, index, scale, disp);
      case VM -> to.vm(op, wide, v, base, index, scale, disp);
      case RVM, RMV -> to.rvm(op, wide, reg, v, base, index, scale, disp, immediate);
      case ZO, O, D, D_CC, RVR -> throw new AssertionError(op);
    }
  }
}
