// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.InstructionData;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The reachable blocks in the order in which they are emitted, with their edges and loops.
 *
 * <p>Blocks go by their <em>position</em> in this order. Every block but the entry has a
 * predecessor before it, so that a dominator comes before what it dominates. It is the order of the
 * layout if that has the property, as a front end for structured code makes it, else reverse
 * postorder.
 *
 * <p>A loop is an interval of positions from the target of a backward edge to the last source of
 * one. Intervals nest: of two that overlap, the outer one is stretched.
 */
final class BlockOrder {
  /** Blocks by position. */
  final int[] blocks;

  /** Positions by block, -1 where unreachable. */
  final int[] positions;

  /**
   * The successors of position {@code p}: {@code targets[firstTarget[p]]} up to the next's first.
   */
  final int[] firstTarget;

  /** Positions of successors, one per edge, in the order of the edges. */
  final int[] targets;

  /** Of the position of a loop's header, the last position of the loop; else -1. */
  final int[] loopEnd;

  /** The position of the header of the innermost loop around a position, itself included; or -1. */
  final int[] loopHeader;

  /** How many loops are around a position. */
  final int[] loopDepth;

  BlockOrder(Function function) {
    int blockCount = function.dfg().blockCount();
    positions = new int[blockCount];
    int[] reversePostorder = reversePostorder(function);
    int[] layout = layoutOrder(function, reversePostorder.length);
    blocks = isTopological(function, layout) ? layout : reversePostorder;
    number(blocks);
    int n = blocks.length;
    firstTarget = new int[n + 1];
    int edges = 0;
    for (int p = 0; p < n; p++) {
      firstTarget[p] = edges;
      edges += terminator(function, p).edgeCount();
    }
    firstTarget[n] = edges;
    targets = new int[edges];
    loopEnd = new int[n];
    Arrays.fill(loopEnd, -1);
    for (int p = 0; p < n; p++) {
      InstructionData terminator = terminator(function, p);
      for (int i = 0; i < terminator.edgeCount(); i++) {
        int target = positions[function.dfg().edgeBlock(terminator.edge(i)).index()];
        targets[firstTarget[p] + i] = target;
        if (target <= p) {
          loopEnd[target] = Math.max(loopEnd[target], p);
        }
      }
    }
    loopHeader = new int[n];
    loopDepth = new int[n];
    nestLoops(n);
  }

  int count() {
    return blocks.length;
  }

  private InstructionData terminator(Function function, int position) {
    return function.dfg().data(function.layout().terminator(new Block(blocks[position])));
  }

  private void number(int[] order) {
    Arrays.fill(positions, -1);
    for (int p = 0; p < order.length; p++) {
      positions[order[p]] = p;
    }
  }

  /** Finds the reachable blocks and leaves {@link #positions} not negative for them. */
  private int[] reversePostorder(Function function) {
    int blockCount = positions.length;
    Arrays.fill(positions, -1);
    int[] stack = new int[blockCount];
    int[] nextEdge = new int[blockCount];
    int[] order = new int[blockCount];
    int last = blockCount;
    int depth = 0;
    int entry = function.layout().entry().index();
    stack[depth++] = entry;
    positions[entry] = 0;
    while (depth > 0) {
      int block = stack[depth - 1];
      InstructionData end = function.dfg().data(function.layout().terminator(new Block(block)));
      int edges = end.edgeCount();
      if (nextEdge[block] < edges) {
        int edge = edges - ++nextEdge[block]; // the last edge first, so that the first comes first
        int target = function.dfg().edgeBlock(end.edge(edge)).index();
        if (positions[target] < 0) {
          positions[target] = 0;
          stack[depth++] = target;
        }
      } else {
        order[--last] = block;
        depth--;
      }
    }
    return Arrays.copyOfRange(order, last, blockCount);
  }

  private int[] layoutOrder(Function function, int count) {
    int[] order = new int[count];
    int n = 0;
    for (@Nullable Block b = function.layout().firstBlock();
        b != null;
        b = function.layout().nextBlock(b)) {
      if (positions[b.index()] >= 0) {
        order[n++] = b.index();
      }
    }
    return order;
  }

  private boolean isTopological(Function function, int[] order) {
    boolean[] reached = new boolean[positions.length];
    reached[order[0]] = true;
    for (int block : order) {
      if (!reached[block]) {
        return false;
      }
      InstructionData end = function.dfg().data(function.layout().terminator(new Block(block)));
      for (int i = 0; i < end.edgeCount(); i++) {
        reached[function.dfg().edgeBlock(end.edge(i)).index()] = true;
      }
    }
    return true;
  }

  private void nestLoops(int n) {
    int[] open = new int[n];
    int depth = 0;
    for (int p = 0; p < n; p++) {
      while (depth > 0 && loopEnd[open[depth - 1]] < p) {
        depth--;
      }
      if (loopEnd[p] >= 0) {
        for (int i = depth - 1; i >= 0 && loopEnd[open[i]] < loopEnd[p]; i--) {
          loopEnd[open[i]] = loopEnd[p];
        }
        open[depth++] = p;
      }
      loopHeader[p] = depth == 0 ? -1 : open[depth - 1];
      loopDepth[p] = depth;
    }
  }

  /** The position of the header of the loop around the loop that a position heads; or -1. */
  int outerLoop(int header) {
    return header == 0 ? -1 : enclosing(header);
  }

  private int enclosing(int header) {
    int outer = loopHeader[header - 1];
    while (outer >= 0 && loopEnd[outer] < header) {
      outer = outerLoop(outer);
    }
    return outer;
  }
}
