// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.regalloc.MachineEnv;

/**
 * The registers: 0 to 15 are rax to r15 in the order of the hardware, 16 to 31 are xmm0 to xmm15;
 * and who uses which.
 *
 * <p>There are no callee-saved registers. r15 holds the instance's context, r11 and xmm15 belong to
 * whatever is being emitted, rbp is the frame pointer.
 */
final class Registers {
  static final int RAX = 0;
  static final int RCX = 1;
  static final int RDX = 2;
  static final int RBX = 3;
  static final int RSP = 4;
  static final int RBP = 5;
  static final int RSI = 6;
  static final int RDI = 7;
  static final int R8 = 8;
  static final int R9 = 9;
  static final int R10 = 10;
  static final int R11 = 11;
  static final int R12 = 12;
  static final int R13 = 13;
  static final int R14 = 14;
  static final int R15 = 15;
  static final int XMM0 = 16;
  static final int XMM15 = 31;

  static final int SCRATCH = R11;
  static final int FLOAT_SCRATCH = XMM15;
  static final int CONTEXT = R15;

  private static final int[] INT_ALLOCATABLE = {
    RAX, RCX, RDX, RSI, RDI, R8, R9, R10, RBX, R12, R13, R14
  };
  private static final int[] FLOAT_ALLOCATABLE = floats(15);

  /** What the register allocator is told. */
  static final MachineEnv ENV =
      new MachineEnv(INT_ALLOCATABLE, FLOAT_ALLOCATABLE, SCRATCH, FLOAT_SCRATCH);

  /** All that a call destroys. */
  static final long ALLOCATABLE = mask(INT_ALLOCATABLE) | mask(FLOAT_ALLOCATABLE);

  /** All that a call of a stub that comes back by itself destroys. */
  static final long LEAF_CLOBBERS = mask(new int[] {RAX, RCX, RDX, RSI, RDI}) | mask(floats(8));

  /** Where integer and reference arguments go. */
  static final int[] INT_ARGUMENTS = {RDI, RSI, RDX, RCX, R8, R9, R10, RAX};

  /** Where integer and reference results come from. */
  static final int[] INT_RESULTS = {RAX, RDX, RCX, RDI, RSI, R8, R9, R10};

  /** Where floating-point arguments and results are: xmm0 on. */
  static final int FLOAT_PLACES = 8;

  private Registers() {}

  private static int[] floats(int count) {
    int[] registers = new int[count];
    for (int i = 0; i < count; i++) {
      registers[i] = XMM0 + i;
    }
    return registers;
  }

  private static long mask(int[] registers) {
    long mask = 0;
    for (int register : registers) {
      mask |= 1L << register;
    }
    return mask;
  }

  static boolean isFloat(int register) {
    return register >= XMM0;
  }
}
