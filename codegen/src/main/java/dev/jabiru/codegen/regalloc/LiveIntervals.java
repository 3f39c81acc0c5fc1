// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * From where to where each virtual register is needed, in the order of the instructions, and how
 * much. Instruction {@code i} has two positions, {@code 2i} where early operands are and {@code 2i
 * + 1} for late ones; ends are exclusive. There are no holes.
 *
 * <p>Definitions come before uses in the order of the blocks, so an interval begins with its
 * definition, and ends behind the last use or the last block that the value is carried through.
 */
final class LiveIntervals {
  final int[] start;
  final int[] end;

  /** Uses and definitions, each weighed by the loops around it. */
  final float[] weight;

  private final RegallocInput input;
  private final int[] definingBlock;
  private final int[] stamps;
  private final int[] work;

  LiveIntervals(RegallocInput input) {
    this.input = input;
    int vregs = input.vregCount();
    start = new int[vregs];
    end = new int[vregs];
    weight = new float[vregs];
    definingBlock = new int[vregs];
    stamps = new int[input.blockCount()];
    work = new int[input.blockCount()];
    int[] count = new int[vregs + 1];
    for (int b = 0; b < input.blockCount(); b++) {
      visit(b, count, null, null);
    }
    int[] first = new int[vregs + 1];
    for (int v = 0, sum = 0; v < vregs; v++) {
      first[v] = sum;
      sum += count[v];
      first[v + 1] = sum;
    }
    int[] useBlocks = new int[first[vregs]];
    int[] filled = Arrays.copyOf(first, vregs);
    for (int b = 0; b < input.blockCount(); b++) {
      visit(b, null, filled, useBlocks);
    }
    Arrays.fill(stamps, -1);
    for (int v = 0; v < vregs; v++) {
      for (int u = first[v]; u < first[v + 1]; u++) {
        carry(v, useBlocks[u]);
      }
    }
  }

  /** Counts the uses in a block or, the second time, says for each which block it is in. */
  private void visit(
      int block, int @Nullable [] count, int @Nullable [] filled, int @Nullable [] useBlocks) {
    float factor = (float) Math.pow(8, Math.min(6, input.loopDepth(block)));
    int last = input.endInst(block) - 1;
    if (count != null) {
      for (int i = 0; i < input.blockParamCount(block); i++) {
        define(input.blockParam(block, i), block, 2 * input.firstInst(block), factor);
      }
    }
    for (int i = input.firstInst(block); i <= last; i++) {
      for (int o = 0, n = input.operandCount(i); o < n; o++) {
        int demand = input.operandDemand(i, o);
        int vreg = input.operandVreg(i, o);
        int position = 2 * i + (Operand.isLate(demand) ? 1 : 0);
        if (!Operand.isDef(demand)) {
          use(vreg, block, position, factor, count, filled, useBlocks);
        } else if (count != null) {
          define(vreg, block, position, factor);
          end[vreg] = 2 * i + 2;
        }
      }
    }
    if (input.successorCount(block) == 1) {
      for (int i = 0, n = input.blockParamCount(input.successor(block, 0)); i < n; i++) {
        int arg = input.branchArgument(block, 0, i);
        use(arg, block, 2 * last, factor, count, filled, useBlocks);
      }
    }
  }

  private void define(int vreg, int block, int position, float factor) {
    start[vreg] = position;
    end[vreg] = Math.max(end[vreg], position + 1);
    definingBlock[vreg] = block;
    weight[vreg] += factor;
  }

  private void use(
      int vreg,
      int block,
      int position,
      float factor,
      int @Nullable [] count,
      int @Nullable [] filled,
      int @Nullable [] blocks) {
    if (count != null) {
      count[vreg]++;
      weight[vreg] += factor;
      end[vreg] = Math.max(end[vreg], position + 1);
    } else if (filled != null && blocks != null) {
      blocks[filled[vreg]++] = block;
    }
  }

  /** Carries a value from its definition to a block, through all blocks on the way. */
  private void carry(int vreg, int useBlock) {
    int size = 0;
    if (useBlock != definingBlock[vreg] && stamps[useBlock] != vreg) {
      stamps[useBlock] = vreg;
      work[size++] = useBlock;
    }
    while (size > 0) {
      int block = work[--size];
      for (int p = 0, n = input.predecessorCount(block); p < n; p++) {
        int from = input.predecessor(block, p);
        end[vreg] = Math.max(end[vreg], 2 * input.endInst(from));
        if (from != definingBlock[vreg] && stamps[from] != vreg) {
          stamps[from] = vreg;
          work[size++] = from;
        }
      }
    }
  }
}
