// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/**
 * Where instructions take registers by name: for operands that must be there, and to destroy them.
 */
final class FixedUses {
  private static final int NOBODY = -1;

  /** An instruction that destroys this many registers is taken to destroy all; a call. */
  private static final int BARRIER_REGISTERS = 12;

  /** By register: pairs of position and the virtual register that may be there, ascending. */
  private final int[][] entries = new int[64][];

  private final int[] sizes = new int[64];

  /** Positions of the instructions that destroy all there is. */
  private int[] barriers = new int[16];

  private int barrierCount;

  FixedUses(RegallocInput input) {
    for (int b = 0; b < input.blockCount(); b++) {
      for (int i = input.firstInst(b); i < input.endInst(b); i++) {
        add(input, i);
      }
    }
  }

  private void add(RegallocInput input, int inst) {
    for (int pass = 0; pass < 2; pass++) { // early ones first
      for (int o = 0, n = input.operandCount(inst); o < n; o++) {
        int demand = input.operandDemand(inst, o);
        if (Operand.constraint(demand) == Operand.FIXED && Operand.isLate(demand) == (pass == 1)) {
          add(Operand.argument(demand), 2 * inst + pass, input.operandVreg(inst, o));
        }
      }
    }
    if (Long.bitCount(input.clobbers(inst)) >= BARRIER_REGISTERS) {
      if (barrierCount == barriers.length) {
        barriers = Arrays.copyOf(barriers, barrierCount * 2);
      }
      barriers[barrierCount++] = 2 * inst + 1;
      return;
    }
    for (long left = input.clobbers(inst); left != 0; left &= left - 1) {
      add(Long.numberOfTrailingZeros(left), 2 * inst + 1, NOBODY);
    }
  }

  private void add(int register, int position, int vreg) {
    int[] list = entries[register];
    if (list == null) {
      list = new int[16];
    } else if (sizes[register] == list.length) {
      list = Arrays.copyOf(list, list.length * 2);
    }
    list[sizes[register]++] = position;
    list[sizes[register]++] = vreg;
    entries[register] = list;
  }

  /**
   * {@return whether something that destroys all registers stands between start and end} What such
   * an instruction defines begins with it, and is not destroyed.
   */
  boolean hasBarrier(int start, int end) {
    int i = Arrays.binarySearch(barriers, 0, barrierCount, start + 1);
    int next = i >= 0 ? i : -i - 1;
    return next < barrierCount && barriers[next] < end;
  }

  /** {@return whether a virtual register can be in a register all the way from start to end} */
  boolean isFree(int register, int vreg, int start, int end) {
    int[] list = entries[register];
    int low = 0;
    int high = sizes[register] / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (list[2 * middle] < start) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int i = low; i < sizes[register] / 2 && list[2 * i] < end; i++) {
      if (list[2 * i + 1] != vreg) {
        return false;
      }
    }
    return true;
  }
}
