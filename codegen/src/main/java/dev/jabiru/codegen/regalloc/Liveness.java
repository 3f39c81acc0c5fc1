// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/**
 * Where each virtual register is used, and out of which blocks it is live, to be asked in the order
 * of the layout.
 *
 * <p>An instruction {@code i} uses at position {@code 2 * i}, the edges out of its block at {@code
 * 2 * i + 1}. Cursors only go forward, so that a whole scan takes time linear in the function.
 */
final class Liveness {
  static final int NEVER = Integer.MAX_VALUE;

  final int[] defBlock;

  /** The instruction that defines, or -1 for a parameter of a block. */
  final int[] defInst;

  /** The place among the parameters of its block, or -1. */
  final int[] paramPosition;

  private final RegallocInput input;
  private final int[] firstUse;
  private final int[] nextUse;
  private final int[] uses;
  private final int[] useBlocks;
  private final int[] firstRange;
  private final int[] nextRange;
  private int[] ranges = new int[256];
  private int rangeCount;
  private int[] stack = new int[64];

  Liveness(RegallocInput input) {
    this.input = input;
    int vregs = input.vregCount();
    defBlock = filled(vregs);
    defInst = filled(vregs);
    paramPosition = filled(vregs);
    firstUse = new int[vregs + 1];
    count();
    for (int v = 0; v < vregs; v++) {
      firstUse[v + 1] += firstUse[v];
    }
    uses = new int[firstUse[vregs]];
    useBlocks = new int[firstUse[vregs]];
    nextUse = firstUse.clone();
    fill();
    System.arraycopy(firstUse, 0, nextUse, 0, vregs);
    firstRange = new int[vregs + 1];
    long[] out = new long[(input.blockCount() >> 6) + 1];
    for (int v = 0; v < vregs; v++) {
      firstRange[v] = rangeCount;
      findRanges(v, out);
    }
    firstRange[vregs] = rangeCount;
    nextRange = firstRange.clone();
  }

  private static int[] filled(int length) {
    int[] array = new int[length];
    Arrays.fill(array, -1);
    return array;
  }

  private void count() {
    for (int b = 0; b < input.blockCount(); b++) {
      for (int p = 0; p < input.blockParamCount(b); p++) {
        defBlock[input.blockParam(b, p)] = b;
        paramPosition[input.blockParam(b, p)] = p;
      }
      for (int i = input.firstInst(b); i < input.endInst(b); i++) {
        for (int o = 0; o < input.operandCount(i); o++) {
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
        int params = input.blockParamCount(input.successor(b, e));
        for (int p = 0; p < params; p++) {
          firstUse[input.branchArgument(b, e, p) + 1]++;
        }
      }
    }
  }

  private void fill() {
    for (int b = 0; b < input.blockCount(); b++) {
      for (int i = input.firstInst(b); i < input.endInst(b); i++) {
        for (int o = 0; o < input.operandCount(i); o++) {
          if (!Operand.isDef(input.operandDemand(i, o))) {
            add(input.operandVreg(i, o), 2 * i, b);
          }
        }
      }
      for (int e = 0; e < input.successorCount(b); e++) {
        int params = input.blockParamCount(input.successor(b, e));
        for (int p = 0; p < params; p++) {
          add(input.branchArgument(b, e, p), 2 * input.endInst(b) - 1, b);
        }
      }
    }
  }

  private void add(int vreg, int position, int block) {
    uses[nextUse[vreg]] = position;
    useBlocks[nextUse[vreg]++] = block;
  }

  /** Goes backwards from each use to the definition, over blocks not seen yet. */
  private void findRanges(int v, long[] out) {
    int low = Integer.MAX_VALUE;
    int high = -1;
    int depth = 0;
    int last = -1;
    for (int u = firstUse[v]; u < firstUse[v + 1]; u++) {
      if (useBlocks[u] != last && useBlocks[u] != defBlock[v]) {
        depth = push(depth, useBlocks[u]);
      }
      last = useBlocks[u];
    }
    while (depth > 0) {
      int b = stack[--depth];
      for (int p = 0; p < input.predecessorCount(b); p++) {
        int from = input.predecessor(b, p);
        if ((out[from >> 6] >>> from & 1) == 0) {
          out[from >> 6] |= 1L << from;
          low = Math.min(low, from);
          high = Math.max(high, from);
          if (from != defBlock[v]) {
            depth = push(depth, from);
          }
        }
      }
    }
    if (high >= 0) {
      gather(out, low, high);
    }
  }

  private int push(int depth, int block) {
    if (depth == stack.length) {
      stack = Arrays.copyOf(stack, depth * 2);
    }
    stack[depth] = block;
    return depth + 1;
  }

  private void gather(long[] out, int low, int high) {
    int b = low;
    while (b <= high) {
      if (out[b >> 6] >>> b == 0) {
        b = (b >> 6) + 1 << 6;
        continue;
      }
      b += Long.numberOfTrailingZeros(out[b >> 6] >>> b);
      int from = b;
      while (b <= high && (out[b >> 6] >>> b & 1) != 0) {
        b++;
      }
      if (rangeCount + 2 > ranges.length) {
        ranges = Arrays.copyOf(ranges, ranges.length * 2);
      }
      ranges[rangeCount++] = from;
      ranges[rangeCount++] = b;
    }
    Arrays.fill(out, low >> 6, (high >> 6) + 1, 0);
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
    int end = firstRange[vreg + 1];
    int next = nextRange[vreg];
    while (next < end && ranges[next + 1] <= block) {
      next += 2;
    }
    nextRange[vreg] = next;
    return next < end && ranges[next] <= block;
  }

  /** {@return the block behind those it is live out of without a gap} */
  int rangeEnd(int vreg, int block) {
    return isLiveOut(vreg, block) ? ranges[nextRange[vreg] + 1] : block;
  }

  boolean isLiveIn(int vreg, int block) {
    return defBlock[vreg] != block
        && (isLiveOut(vreg, block)
            || nextUse(vreg, 2 * input.firstInst(block)) < 2 * input.endInst(block));
  }

  /** {@return the first position it is live at, by layout} */
  int start(int vreg) {
    int start = defInst[vreg] >= 0 ? 2 * defInst[vreg] : 2 * input.firstInst(defBlock[vreg]) - 1;
    if (firstRange[vreg] < firstRange[vreg + 1]) {
      start = Math.min(start, 2 * input.firstInst(ranges[firstRange[vreg]]) - 1);
    }
    return start;
  }

  /** {@return the last position it is live at, by layout} */
  int end(int vreg) {
    int end = start(vreg) + 2;
    if (isUsed(vreg)) {
      end = Math.max(end, uses[firstUse[vreg + 1] - 1] + 2);
    }
    if (firstRange[vreg] < firstRange[vreg + 1]) {
      end = Math.max(end, 2 * input.endInst(ranges[firstRange[vreg + 1] - 1] - 1) + 2);
    }
    return end;
  }
}
