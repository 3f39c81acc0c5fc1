// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

/**
 * The loops of a function, and how many registers they would need to keep all in registers that
 * lives in them. A loop is known by its header and takes the blocks from there to the last that
 * leads back.
 */
final class Loops {
  private final int[] lastBlock;
  private final int[] outer;

  /** By header and class: the most virtual registers that live at once in the loop. */
  private final int[] pressure;

  Loops(RegallocInput input, Liveness liveness) {
    int blocks = input.blockCount();
    lastBlock = LinearScan.filled(blocks);
    outer = LinearScan.filled(blocks);
    pressure = new int[2 * blocks];
    for (int b = 0; b < blocks; b++) {
      for (int p = 0, n = input.predecessorCount(b); p < n; p++) {
        if (input.predecessor(b, p) >= b) {
          lastBlock[b] = Math.max(lastBlock[b], input.predecessor(b, p));
        }
      }
    }
    int[] lastSeen = LinearScan.filled(input.vregCount());
    int[] most = new int[2];
    int loop = -1;
    for (int b = 0; b < blocks; b++) {
      loop = innermost(loop, b);
      if (lastBlock[b] >= 0) {
        outer[b] = loop;
        loop = b;
      }
      if (loop >= 0) {
        measure(input, liveness, b, lastSeen, most);
        for (int c = 0; c < 2; c++) {
          pressure[2 * loop + c] = Math.max(pressure[2 * loop + c], most[c]);
        }
      }
    }
    for (int b = blocks - 1; b >= 0; b--) {
      if (lastBlock[b] >= 0 && outer[b] >= 0) {
        for (int c = 0; c < 2; c++) {
          int at = 2 * outer[b] + c;
          pressure[at] = Math.max(pressure[at], pressure[2 * b + c]);
        }
      }
    }
    liveness.rewind();
  }

  private int innermost(int loop, int block) {
    int innermost = loop;
    while (innermost >= 0 && lastBlock[innermost] < block) {
      innermost = outer[innermost];
    }
    return innermost;
  }

  /**
   * Counts what lives at once in a block: backwards, last uses begin lives, definitions end them.
   */
  private static void measure(
      RegallocInput input, Liveness liveness, int block, int[] lastSeen, int[] most) {
    int[] live = {0, 0};
    int[] peak = {0, 0};
    for (int i = input.endInst(block) - 1; i >= input.firstInst(block); i--) {
      for (int o = 0, n = input.operandCount(i); o < n; o++) {
        int v = input.operandVreg(i, o);
        if (Operand.isDef(input.operandDemand(i, o))) {
          live[input.vregClass(v)]--;
        } else if (lastSeen[v] != block) {
          lastSeen[v] = block;
          if (!liveness.isLiveOut(v, block)) {
            live[input.vregClass(v)]++;
          }
        }
      }
      peak[0] = Math.max(peak[0], live[0]);
      peak[1] = Math.max(peak[1], live[1]);
    }
    // Now live is what the block begins with, less what it ends with.
    for (int c = 0; c < 2; c++) {
      int begins = liveness.blocks().liveInCount(block, c);
      for (int p = 0, n = input.blockParamCount(block); p < n; p++) {
        begins += input.vregClass(input.blockParam(block, p)) == c ? 1 : 0;
      }
      most[c] = begins + Math.max(0, peak[c] - live[c]);
    }
  }

  /** {@return whether a block is the header of a loop} */
  boolean isHeader(int block) {
    return lastBlock[block] >= 0;
  }

  /** {@return the last block of the loop of a header} */
  int lastBlock(int header) {
    return lastBlock[header];
  }

  /**
   * {@return the header of the innermost loop around a block, or -1}
   *
   * @param loop that of the block before
   */
  int next(int loop, int block) {
    return isHeader(block) ? block : innermost(loop, block);
  }

  /** {@return the most virtual registers of a class that live at once in the loop of a header} */
  int pressure(int header, int registerClass) {
    return pressure[2 * header + registerClass];
  }
}
