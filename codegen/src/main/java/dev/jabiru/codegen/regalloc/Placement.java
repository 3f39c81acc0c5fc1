// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

/**
 * What the scan decides: a register or "in the slot" for each operand, what registers hold where
 * blocks begin and end, and the shuffles: moves into registers before instructions.
 *
 * <p>{@link LinearScan} fills it, {@link Resolution} reads it. Belongs to one thread.
 */
final class Placement {
  /** In the place of an operand: the slot of its virtual register, numbered later. */
  static final int IN_SLOT = Integer.MIN_VALUE;

  final RegallocInput input;
  final MachineEnv env;

  /** By instruction: where its operands begin in {@link #places}. */
  final int[] firstOperand;

  final int[] places;

  /** By class: the registers that can be allocated, as a mask. */
  final long[] classMask = new long[2];

  /** Rows of instruction, register, virtual register, and register it was in; -1 for its slot. */
  final IntTable shuffles = new IntTable(4);

  /** By block: see {@link #edge}. */
  private final int[] edges;

  private final int width;
  private final int[] entry;
  private final int[] exit;

  Placement(RegallocInput input, MachineEnv env) {
    this.input = input;
    this.env = env;
    int blocks = input.blockCount();
    int insts = input.endInst(blocks - 1);
    firstOperand = new int[insts + 1];
    for (int i = 0; i < insts; i++) {
      firstOperand[i + 1] = firstOperand[i] + input.operandCount(i);
    }
    places = LinearScan.filled(firstOperand[insts]);
    for (int c = 0; c < 2; c++) {
      for (int r : c == MachineEnv.INT ? env.intRegisters() : env.floatRegisters()) {
        classMask[c] |= 1L << r;
      }
    }
    width = Long.SIZE - Long.numberOfLeadingZeros(classMask[0] | classMask[1]);
    edges = new int[blocks];
    for (int b = 0; b < blocks; b++) {
      for (int e = 1; e < input.successorCount(b); e++) {
        edges[input.successor(b, e)] = e;
      }
    }
    entry = new int[blocks * width];
    exit = new int[blocks * width];
  }

  /**
   * {@return which edge out of each of its predecessors leads to a block} It is the first if there
   * are several predecessors, since each of those then has one successor.
   */
  int edge(int block) {
    return edges[block];
  }

  void setEntry(int block, int[] content) {
    System.arraycopy(content, 0, entry, block * width, width);
  }

  void setExit(int block, int[] content) {
    System.arraycopy(content, 0, exit, block * width, width);
  }

  /** {@return the virtual register that a register holds where a block begins, or -1} */
  int entry(int block, int register) {
    return entry[block * width + register];
  }

  /** {@return the virtual register that a register holds where a block ends, or -1} */
  int exit(int block, int register) {
    return exit[block * width + register];
  }

  /** {@return the register that holds a virtual register where a block ends, or -1} */
  int exitRegister(int block, int vreg) {
    long registers = classMask[input.vregClass(vreg)];
    for (long rest = registers; rest != 0; rest &= rest - 1) {
      int r = Long.numberOfTrailingZeros(rest);
      if (exit[block * width + r] == vreg) {
        return r;
      }
    }
    return -1;
  }

  /** {@return the same, found at once if it is the register expected} */
  int exitRegister(int block, int vreg, int expected) {
    return exit[block * width + expected] == vreg ? expected : exitRegister(block, vreg);
  }

  /** {@return the register that holds a virtual register where a block begins, or -1} */
  int entryRegister(int block, int vreg) {
    long registers = classMask[input.vregClass(vreg)];
    for (long rest = registers; rest != 0; rest &= rest - 1) {
      int r = Long.numberOfTrailingZeros(rest);
      if (entry[block * width + r] == vreg) {
        return r;
      }
    }
    return -1;
  }

  boolean isDef(int inst, int place) {
    return Operand.isDef(input.operandDemand(inst, place - firstOperand[inst]));
  }

  int vreg(int inst, int place) {
    return input.operandVreg(inst, place - firstOperand[inst]);
  }
}
