// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.regalloc.RegallocOutput;
import java.util.Arrays;

/** The label of each block; one that only jumps goes by the label of the block it leads to. */
final class BlockLabels {
  private final VCode code;
  private final boolean[] isPassedBy;
  private final int[] labels;

  BlockLabels(VCode code, RegallocOutput allocation, Assembler asm) {
    this.code = code;
    int count = code.blockCount();
    isPassedBy = new boolean[count];
    labels = new int[count];
    boolean[] hasMoves = new boolean[code.insts.length];
    for (int i = 0; i < allocation.moveCount(); i++) {
      hasMoves[allocation.moveInst(i)] = true;
    }
    for (int b = 1; b < count; b++) {
      int first = code.firstInst(b);
      boolean isJump = code.insts[first].kind == MachInst.Kind.JUMP;
      isPassedBy[b] = code.endInst(b) == first + 1 && isJump && !hasMoves[first];
    }
    Arrays.fill(labels, -1);
    for (int b = 0; b < count; b++) {
      int to = destination(b);
      if (labels[to] < 0) {
        labels[to] = asm.newLabel();
      }
    }
    for (int b = 0; b < count; b++) {
      labels[b] = labels[destination(b)];
    }
  }

  /** Where a jump to a block ends; of blocks that jump in a circle, one does not count as empty. */
  private int destination(int from) {
    int to = from;
    for (int steps = 0; isPassedBy[to]; steps++) {
      if (steps > labels.length) {
        isPassedBy[to] = false;
        break;
      }
      to = code.successor(to, 0);
    }
    return to;
  }

  int of(int block) {
    return labels[block];
  }

  boolean isPassedBy(int block) {
    return isPassedBy[block];
  }

  /** Whether what a jump leads to comes right behind a block. */
  boolean isNext(int block, int to) {
    int next = block + 1;
    while (next < labels.length && isPassedBy[next]) {
      next++;
    }
    return next < labels.length && labels[next] == labels[to];
  }
}
