// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static dev.jabiru.codegen.x64.Registers.RAX;
import static dev.jabiru.codegen.x64.Registers.RCX;
import static dev.jabiru.codegen.x64.Registers.RDI;
import static dev.jabiru.codegen.x64.Registers.RDX;
import static dev.jabiru.codegen.x64.Registers.RSI;
import static dev.jabiru.codegen.x64.Registers.SCRATCH;
import static dev.jabiru.codegen.x64.Registers.XMM0;

/**
 * Writes {@link Stub#FILL} and {@link Stub#COPY}: rcx bytes at rdi, from rsi or the byte in sil.
 *
 * <p>Few bytes move through registers, all loaded before the first is stored, in two halves that
 * may overlap. More move in blocks, and the processor's own loop takes over where its start no
 * longer counts.
 */
final class BulkRoutines {
  private static final int BLOCK = 64;
  private static final int VECTOR = 16;

  /** From so many bytes on repeated string instructions are faster than a loop. */
  private static final int STRING_BYTES = 1024;

  private static final long BYTE_TO_WORD = 0x0101010101010101L;

  private final Assembler asm;

  BulkRoutines(Assembler asm) {
    this.asm = asm;
  }

  void fill() {
    asm.rr(X64Op.MOVZX8_RM, false, RAX, RSI, 0);
    asm.o(X64Op.MOVABS_OI, SCRATCH, BYTE_TO_WORD);
    asm.rr(X64Op.IMUL_RM, true, RAX, SCRATCH, 0);
    int few = ifFewer(8);
    int many = asm.newLabel();
    compare(RCX, STRING_BYTES);
    asm.jcc(Comparison.ABOVE_EQUAL, many);
    lea(SCRATCH, RDI, RCX, -8);
    int loop = here();
    at(X64Op.MOV_MR, true, RAX, RDI, Assembler.NONE, 0);
    asm.r(X64Op.ADD_MI8, true, RDI, 8);
    asm.rr(X64Op.CMP_RM, true, RDI, SCRATCH, 0);
    asm.jcc(Comparison.BELOW, loop);
    at(X64Op.MOV_MR, true, RAX, SCRATCH, Assembler.NONE, 0);
    ret();

    asm.bind(many);
    asm.zo(X64Op.REP_STOS8, 0);
    ret();

    asm.bind(few);
    int next = asm.newLabel();
    int done = asm.newLabel();
    asm.bind(next);
    asm.r(X64Op.SUB_MI8, true, RCX, 1);
    asm.jcc(Comparison.BELOW, done);
    at(X64Op.MOV8_MR, false, RAX, RDI, RCX, 0);
    asm.jmp(next);
    asm.bind(done);
    ret();
  }

  void copy() {
    int under16 = ifFewer(VECTOR);
    int large = asm.newLabel();
    compare(RCX, BLOCK);
    asm.jcc(Comparison.ABOVE, large);
    vector(false, 0, RSI, Assembler.NONE, 0);
    vector(false, 1, RSI, RCX, -VECTOR);
    int atMost32 = asm.newLabel();
    compare(RCX, 2 * VECTOR);
    asm.jcc(Comparison.BELOW_EQUAL, atMost32);
    vector(false, 2, RSI, Assembler.NONE, VECTOR);
    vector(false, 3, RSI, RCX, -2 * VECTOR);
    vector(true, 2, RDI, Assembler.NONE, VECTOR);
    vector(true, 3, RDI, RCX, -2 * VECTOR);
    asm.bind(atMost32);
    vector(true, 0, RDI, Assembler.NONE, 0);
    vector(true, 1, RDI, RCX, -VECTOR);
    ret();

    asm.bind(under16);
    int under8 = ifFewer(8);
    twoHalves(true);
    asm.bind(under8);
    int under4 = ifFewer(4);
    twoHalves(false);
    asm.bind(under4);
    fewBytes();

    asm.bind(large);
    blocks();
  }

  /** First and last 8 or 4 bytes. */
  private void twoHalves(boolean wide) {
    int last = wide ? -8 : -4;
    at(X64Op.MOV_RM, wide, RAX, RSI, Assembler.NONE, 0);
    at(X64Op.MOV_RM, wide, SCRATCH, RSI, RCX, last);
    at(X64Op.MOV_MR, wide, RAX, RDI, Assembler.NONE, 0);
    at(X64Op.MOV_MR, wide, SCRATCH, RDI, RCX, last);
    ret();
  }

  /** At most three: first, middle and last, which may be the same. */
  private void fewBytes() {
    int none = asm.newLabel();
    asm.rr(X64Op.TEST_MR, true, RCX, RCX, 0);
    asm.jcc(Comparison.EQUAL, none);
    at(X64Op.MOVZX8_RM, false, RAX, RSI, Assembler.NONE, 0);
    at(X64Op.MOVZX8_RM, false, SCRATCH, RSI, RCX, -1);
    asm.rr(X64Op.MOV_RM, true, RDX, RCX, 0);
    asm.r(X64Op.SHR_MI8, true, RDX, 1);
    at(X64Op.MOVZX8_RM, false, RSI, RSI, RDX, 0);
    at(X64Op.MOV8_MR, false, RSI, RDI, RDX, 0);
    at(X64Op.MOV8_MR, false, RAX, RDI, Assembler.NONE, 0);
    at(X64Op.MOV8_MR, false, SCRATCH, RDI, RCX, -1);
    asm.bind(none);
    ret();
  }

  /**
   * More than a block. Upwards, unless the end of what is read would be overwritten before; the
   * block at the end of the way may overlap the one before and is read first.
   */
  private void blocks() {
    int down = asm.newLabel();
    asm.rr(X64Op.MOV_RM, true, RAX, RDI, 0);
    asm.rr(X64Op.SUB_RM, true, RAX, RSI, 0);
    asm.rr(X64Op.CMP_RM, true, RAX, RCX, 0);
    asm.jcc(Comparison.BELOW, down);
    int up = ifFewer(STRING_BYTES);
    // Slow where the bytes written are among those read next.
    asm.r(X64Op.NEG_M, true, RAX, 0);
    compare(RAX, BLOCK);
    asm.jcc(Comparison.BELOW, up);
    asm.zo(X64Op.REP_MOVS8, 0);
    ret();

    asm.bind(up);
    block(false, 4, RSI, RCX, -BLOCK);
    lea(SCRATCH, RDI, RCX, -BLOCK);
    int loop = here();
    block(false, 0, RSI, Assembler.NONE, 0);
    block(true, 0, RDI, Assembler.NONE, 0);
    asm.r(X64Op.ADD_MI8, true, RSI, BLOCK);
    asm.r(X64Op.ADD_MI8, true, RDI, BLOCK);
    asm.rr(X64Op.CMP_RM, true, RDI, SCRATCH, 0);
    asm.jcc(Comparison.BELOW, loop);
    block(true, 4, SCRATCH, Assembler.NONE, 0);
    ret();

    asm.bind(down);
    block(false, 4, RSI, Assembler.NONE, 0);
    loop = here();
    block(false, 0, RSI, RCX, -BLOCK);
    block(true, 0, RDI, RCX, -BLOCK);
    asm.r(X64Op.SUB_MI8, true, RCX, BLOCK);
    compare(RCX, BLOCK);
    asm.jcc(Comparison.ABOVE, loop);
    block(true, 4, RDI, Assembler.NONE, 0);
    ret();
  }

  private void block(boolean isStore, int number, int base, int index, int offset) {
    for (int i = 0; i < BLOCK / VECTOR; i++) {
      vector(isStore, number + i, base, index, offset + i * VECTOR);
    }
  }

  private void vector(boolean isStore, int number, int base, int index, int offset) {
    at(isStore ? X64Op.MOVUPS_MR : X64Op.MOVUPS_RM, false, XMM0 + number, base, index, offset);
  }

  private void at(X64Op op, boolean wide, int register, int base, int index, int offset) {
    asm.rm(op, wide, register, base, index, 0, offset, 0);
  }

  private void lea(int register, int base, int index, int offset) {
    at(X64Op.LEA_RM, true, register, base, index, offset);
  }

  private void compare(int register, int value) {
    asm.r(value <= 127 ? X64Op.CMP_MI8 : X64Op.CMP_MI, true, register, value);
  }

  /** {@return where it goes on if there are fewer bytes, to be bound} */
  private int ifFewer(int bytes) {
    int label = asm.newLabel();
    compare(RCX, bytes);
    asm.jcc(Comparison.BELOW, label);
    return label;
  }

  private int here() {
    int label = asm.newLabel();
    asm.bind(label);
    return label;
  }

  private void ret() {
    asm.zo(X64Op.RET, 0);
  }
}
