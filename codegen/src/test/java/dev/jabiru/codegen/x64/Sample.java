// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

/**
 * One instruction with operands: what to tell the assembler, and the text that a disassembler must
 * find. What the form of the row has no use for is ignored.
 *
 * @param memory what is in r/m, or null if that is a register
 */
record Sample(
    X64Op op, boolean wide, int condition, int reg, int v, int rm, Memory memory, long imm) {
  /** An operand in memory. */
  record Memory(int base, int index, int scaleLog2, int disp) {}

  void emit(Assembler to) {
    int immediate = (int) imm;
    if (memory != null) {
      emitMemory(to, memory.base, memory.index, memory.scaleLog2, memory.disp, immediate);
      return;
    }
    switch (op.form) {
      case ZO -> to.zo(op, immediate);
      case O -> to.o(op, wide, reg, imm);
      case M, M_CL -> to.r(op, wide, rm, immediate);
      case M_CC -> to.rCc(op, condition, rm);
      case RM, MR -> to.rr(op, wide, reg, rm, immediate);
      case RM_CC -> to.rrCc(op, wide, condition, reg, rm);
      case VM -> to.vr(op, wide, v, rm);
      case RVM, RVR, RMV -> to.rvr(op, wide, reg, v, rm, immediate);
      case MEM, R_MEM, MEM_R -> throw new AssertionError(op);
    }
  }

  private void emitMemory(Assembler to, int base, int index, int scale, int disp, int immediate) {
    switch (op.form) {
      case M, MEM, M_CL -> to.m(op, wide, base, index, scale, disp, immediate);
      case M_CC -> to.mCc(op, condition, base, index, scale, disp);
      case RM, R_MEM, MR, MEM_R -> to.rm(op, wide, reg, base, index, scale, disp, immediate);
      case RM_CC -> to.rmCc(op, wide, condition, reg, base, index, scale, disp);
      case VM -> to.vm(op, wide, v, base, index, scale, disp);
      case RVM, RMV -> to.rvm(op, wide, reg, v, base, index, scale, disp, immediate);
      case ZO, O, RVR -> throw new AssertionError(op);
    }
  }

  String text() {
    int[] widths = IntelText.widths(op, wide);
    String first = IntelText.reg(reg, widths[0]);
    String vvvv = IntelText.reg(v, widths[0]);
    String rest =
        memory == null
            ? IntelText.reg(rm, widths[1])
            : IntelText.mem(
                op, widths[1], memory.base, memory.index, memory.scaleLog2, memory.disp);
    String operands =
        switch (op.form) {
          case ZO -> "";
          case O -> first;
          case M, MEM, M_CC -> rest;
          case M_CL -> rest + ",cl";
          case RM, R_MEM, RM_CC -> first + "," + rest;
          case MR, MEM_R -> rest + "," + first;
          case VM -> vvvv + "," + rest;
          case RVM, RVR -> first + "," + vvvv + "," + rest;
          case RMV -> first + "," + rest + "," + vvvv;
        };
    if (op.immBytes > 0) {
      int width = op.form == X64Op.Form.M ? widths[1] : widths[0];
      operands += (operands.isEmpty() ? "" : ",") + IntelText.imm(op, imm, width);
    }
    String mnemonic = IntelText.mnemonic(op, wide, condition);
    return operands.isEmpty() ? mnemonic : mnemonic + " " + operands;
  }
}
