// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.regalloc.RegallocOutput;
import java.util.Arrays;

/** The label of each block; one that only jumps goes by the label of the block it leads to. */
final class BlockLabels {
  private final VCode code;
  private static final int UNKNOWN = -1;
  private static final int ON_THE_WAY = -2;

  private final boolean[] isPassedBy;
  private final int[] labels;

  /** Where jumps to a block end, once it is known. */
  private final int[] destinations;

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
    destinations = new int[count];
    Arrays.fill(destinations, UNKNOWN);
    Arrays.fill(labels, -1);
    for (int b = 0; b < count; b++) {
      int to = destination(b);
      if (labels[to] < 0) {
        labels[to] = asm.newLabel();
      }
    }
    for (int b = 0; b < count; b++) {
      labels[b] = labels[destinations[b]];
    }
  }

  /** Where a jump to a block ends; of blocks that jump in a circle, one does not count as empty. */
  private int destination(int from) {
    int to = from;
    while (destinations[to] == UNKNOWN && isPassedBy[to]) {
      destinations[to] = ON_THE_WAY;
      to = code.successor(to, 0);
    }
    if (destinations[to] == ON_THE_WAY) {
      isPassedBy[to] = false;
    }
    int end = destinations[to] >= 0 ? destinations[to] : to;
    for (int at = from; destinations[at] == ON_THE_WAY; at = code.successor(at, 0)) {
      destinations[at] = end;
    }
    destinations[end] = end;
    return end;
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
