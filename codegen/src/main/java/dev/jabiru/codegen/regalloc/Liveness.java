// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/**
 * Where each virtual register is defined and used, and out of which blocks it is live, to be asked
 * in the order of the layout.
 *
 * <p>An instruction {@code i} uses at position {@code 2 * i}, the edges out of its block at {@code
 * 2 * end - 1}, where {@code end} is the instruction behind the block. Cursors only go forward, so
 * that a whole scan takes time linear in the function; {@link #rewind} starts another.
 */
final class Liveness {
  static final int NEVER = Integer.MAX_VALUE;

  /** By virtual register: the block it is defined in. */
  final int[] defBlock;

  /** The instruction that defines, or -1 for a parameter of a block. */
  final int[] defInst;

  /** The place among the parameters of its block, or -1. */
  final int[] paramPosition;

  private final RegallocInput input;

  /** By virtual register: where its uses begin in {@link #uses}. */
  private final int[] firstUse;

  private final int[] uses;
  private final int[] nextUse;
  private final LiveBlocks live;
  private final int[] nextRange;

  /** By instruction. */
  private final int[] blockOf;

  Liveness(RegallocInput input) {
    this.input = input;
    int vregs = input.vregCount();
    defBlock = LinearScan.filled(vregs);
    defInst = LinearScan.filled(vregs);
    paramPosition = LinearScan.filled(vregs);
    firstUse = new int[vregs + 1];
    count();
    for (int v = 0; v < vregs; v++) {
      firstUse[v + 1] += firstUse[v];
    }
    uses = new int[firstUse[vregs]];
    nextUse = firstUse.clone();
    fill();
    live = new LiveBlocks(input, defBlock);
    blockOf = new int[input.endInst(input.blockCount() - 1)];
    findBlocks();
    nextRange = new int[vregs];
    rewind();
  }

  private void count() {
    for (int b = 0; b < input.blockCount(); b++) {
      for (int p = 0, n = input.blockParamCount(b); p < n; p++) {
        defBlock[input.blockParam(b, p)] = b;
        paramPosition[input.blockParam(b, p)] = p;
      }
      for (int i = input.firstInst(b), end = input.endInst(b); i < end; i++) {
        for (int o = 0, n = input.operandCount(i); o < n; o++) {
          int v = input.operandVreg(i, o);
          if (Operand.isDef(input.operandDemand(i, o))) {
            defBlock[v] = b;
            defInst[v] = i;
          } else {
            firstUse[v + 1]++;
          }
        }
      }
      for (int e = 0; e < input.successorCount(b); e++) {
        for (int p = 0, n = input.blockParamCount(input.successor(b, e)); p < n; p++) {
          firstUse[input.branchArgument(b, e, p) + 1]++;
        }
      }
    }
  }

  private void fill() {
    for (int b = 0; b < input.blockCount(); b++) {
      for (int i = input.firstInst(b), end = input.endInst(b); i < end; i++) {
        for (int o = 0, n = input.operandCount(i); o < n; o++) {
          if (!Operand.isDef(input.operandDemand(i, o))) {
            uses[nextUse[input.operandVreg(i, o)]++] = 2 * i;
          }
        }
      }
      for (int e = 0; e < input.successorCount(b); e++) {
        for (int p = 0, n = input.blockParamCount(input.successor(b, e)); p < n; p++) {
          uses[nextUse[input.branchArgument(b, e, p)]++] = 2 * input.endInst(b) - 1;
        }
      }
    }
  }

  private void findBlocks() {
    for (int b = 0; b < input.blockCount(); b++) {
      Arrays.fill(blockOf, input.firstInst(b), input.endInst(b), b);
    }
    for (int b = 0; b < input.blockCount(); b++) {
      for (int p = 0, n = input.blockParamCount(b); p < n; p++) {
        findBlocks(input.blockParam(b, p));
      }
      for (int i = input.firstInst(b), end = input.endInst(b); i < end; i++) {
        for (int o = 0, n = input.operandCount(i); o < n; o++) {
          if (Operand.isDef(input.operandDemand(i, o))) {
            findBlocks(input.operandVreg(i, o));
          }
        }
      }
    }
    live.finish();
  }

  private void findBlocks(int vreg) {
    int end = firstUse[vreg + 1];
    int last = defBlock[vreg];
    boolean isLocal = true;
    for (int u = firstUse[vreg]; u < end; u++) {
      int block = blockOf[uses[u] >> 1];
      if (block != last) {
        if (isLocal) {
          live.begin(vreg);
          isLocal = false;
        }
        live.use(block);
        last = block;
      }
    }
  }

  /** Starts all cursors again. */
  void rewind() {
    for (int v = 0; v < nextRange.length; v++) {
      nextUse[v] = firstUse[v];
      nextRange[v] = live.firstRange(v);
    }
  }

  /** {@return the blocks that virtual registers are live out of} */
  LiveBlocks blocks() {
    return live;
  }

  boolean isUsed(int vreg) {
    return firstUse[vreg] < firstUse[vreg + 1];
  }

  /** {@return the first use at or after a position; positions never go down} */
  int nextUse(int vreg, int position) {
    int end = firstUse[vreg + 1];
    int next = nextUse[vreg];
    while (next < end && uses[next] < position) {
      next++;
    }
    nextUse[vreg] = next;
    return next < end ? uses[next] : NEVER;
  }

  /** {@return the first use at or after a position, in any order} */
  int findUse(int vreg, int position) {
    int low = firstUse[vreg];
    int high = firstUse[vreg + 1];
    while (low < high) {
      int middle = low + high >>> 1;
      if (uses[middle] < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < firstUse[vreg + 1] ? uses[low] : NEVER;
  }

  /** {@return whether a virtual register is live out of a block; blocks never go down} */
  boolean isLiveOut(int vreg, int block) {
    int end = live.endRange(vreg);
    int next = nextRange[vreg];
    while (next < end && live.endBlock(next) <= block) {
      next += 2;
    }
    nextRange[vreg] = next;
    return next < end && live.startBlock(next) <= block;
  }

  /** {@return the block behind those it is live out of without a gap} */
  int rangeEnd(int vreg, int block) {
    return isLiveOut(vreg, block) ? live.endBlock(nextRange[vreg]) : block;
  }

  boolean isLiveIn(int vreg, int block) {
    return defBlock[vreg] != block
        && (isLiveOut(vreg, block)
            || nextUse(vreg, 2 * input.firstInst(block)) < 2 * input.endInst(block));
  }

  /** {@return whether a virtual register is given by edges, and not defined by an instruction} */
  boolean isParam(int vreg) {
    return paramPosition[vreg] >= 0;
  }

  /**
   * {@return where a virtual register is live, in any order: pairs of first position and the one
   * behind the last, ascending} It is live from behind its definition, and where it is not used at
   * least there.
   */
  int[] segments(int vreg) {
    int use = firstUse[vreg];
    int endUse = firstUse[vreg + 1];
    int range = live.firstRange(vreg);
    int endRange = live.endRange(vreg);
    int[] segments = new int[2 + Math.min(4, 2 * (endUse - use)) + endRange - range];
    int start = start(vreg);
    segments[0] = start;
    segments[1] = start + 1;
    int size = 2;
    while (use < endUse || range < endRange) {
      int block = use < endUse ? blockOf[uses[use] >> 1] : NEVER;
      int end;
      if (range < endRange && live.startBlock(range) <= block) {
        block = live.startBlock(range);
        end = 2 * input.endInst(live.endBlock(range) - 1);
        range += 2;
      } else {
        end = 0;
      }
      for (; use < endUse && (uses[use] < end || blockOf[uses[use] >> 1] == block); use++) {
        end = Math.max(end, uses[use] + 1);
      }
      int begin = block == defBlock[vreg] ? start : 2 * input.firstInst(block);
      assert begin >= start : "v" + vreg + " lives before its definition";
      if (begin <= segments[size - 1]) {
        segments[size - 1] = Math.max(segments[size - 1], end);
      } else {
        if (size == segments.length) {
          segments = Arrays.copyOf(segments, 2 * size);
        }
        segments[size++] = begin;
        segments[size++] = end;
      }
    }
    return size == segments.length ? segments : Arrays.copyOf(segments, size);
  }

  private int start(int vreg) {
    return defInst[vreg] >= 0 ? 2 * defInst[vreg] + 1 : 2 * input.firstInst(defBlock[vreg]);
  }
}
