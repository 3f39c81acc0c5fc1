// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.ControlFlowGraph;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.DominatorTree;
import dev.jabiru.codegen.ir.Edge;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.LoopAnalysis;
import java.util.Arrays;

/**
 * The blocks of machine code in the order in which they are laid out: the reachable blocks of the
 * IR, and behind each that branches an empty block for each edge that passes arguments or is
 * critical.
 *
 * <p>The order is that of the layout if each block but the entry has a predecessor before it, so
 * that a dominator comes before what it dominates; else reverse postorder.
 */
final class MachBlocks {
  private static final int[] NONE = {};

  /** By machine block: the block of the IR, or -1 for one of an edge. */
  final int[] irBlocks;

  /** By machine block: the edge whose arguments it passes on, or -1. */
  final int[] argEdges;

  final int[][] successors;
  final int[][] predecessors;
  final int[] loopDepths;

  private final DataFlowGraph dfg;
  private final Function function;
  private final ControlFlowGraph graph;
  private final int[] numbers; // of the blocks of the IR
  private int count;

  MachBlocks(Function function) {
    this.function = function;
    this.dfg = function.dfg();
    this.graph = ControlFlowGraph.of(function);
    DominatorTree tree = DominatorTree.of(function, graph);
    LoopAnalysis loops = LoopAnalysis.of(graph, tree);
    int[] order = order(tree);
    int capacity = order.length + dfg.edgeCount();
    int[] blocks = new int[capacity];
    int[] edges = new int[capacity];
    int[] depths = new int[capacity];
    int[] splits = new int[dfg.edgeCount()];
    Arrays.fill(splits, -1);
    numbers = new int[dfg.blockCount()];
    for (int index : order) {
      Block block = new Block(index);
      InstructionData end = terminator(block);
      int edgeCount = end.edgeCount();
      numbers[index] = count;
      blocks[count] = index;
      depths[count] = loops.depth(block);
      edges[count++] = edgeCount == 1 ? end.edge(0).index() : -1;
      for (int e = 0; e < edgeCount && edgeCount > 1; e++) {
        Block to = dfg.edgeBlock(end.edge(e));
        if (dfg.edgeArgCount(end.edge(e)) > 0 || graph.predecessorCount(to) > 1) {
          splits[end.edge(e).index()] = count;
          blocks[count] = -1;
          depths[count] = Math.min(loops.depth(block), loops.depth(to));
          edges[count++] = end.edge(e).index();
        }
      }
    }
    irBlocks = Arrays.copyOf(blocks, count);
    argEdges = Arrays.copyOf(edges, count);
    loopDepths = Arrays.copyOf(depths, count);
    successors = new int[count][];
    for (int b = 0; b < count; b++) {
      successors[b] = successorsOf(b, splits);
    }
    predecessors = invert(successors);
  }

  private InstructionData terminator(Block block) {
    return dfg.data(function.layout().terminator(block));
  }

  private int[] order(DominatorTree tree) {
    int[] order = new int[tree.reachableCount()];
    boolean[] isPlaced = new boolean[dfg.blockCount()];
    int n = 0;
    boolean isTopological = true;
    for (Block block : function.layout().blocks()) {
      if (!tree.isReachable(block)) {
        continue;
      }
      boolean hasPlaced = n == 0;
      for (int i = 0; i < graph.predecessorCount(block) && !hasPlaced; i++) {
        hasPlaced = isPlaced[graph.predecessor(block, i).index()];
      }
      isTopological &= hasPlaced;
      isPlaced[block.index()] = true;
      order[n++] = block.index();
    }
    for (int i = 0; i < n && !isTopological; i++) {
      order[i] = tree.inReversePostorder(i).index();
    }
    return order;
  }

  private int[] successorsOf(int block, int[] splits) {
    if (irBlocks[block] < 0) {
      return new int[] {numberOf(new Edge(argEdges[block]))};
    }
    InstructionData end = terminator(new Block(irBlocks[block]));
    int[] to = end.edgeCount() == 0 ? NONE : new int[end.edgeCount()];
    for (int e = 0; e < to.length; e++) {
      int split = splits[end.edge(e).index()];
      to[e] = split >= 0 ? split : numberOf(end.edge(e));
    }
    return to;
  }

  private int numberOf(Edge edge) {
    return numbers[dfg.edgeBlock(edge).index()];
  }

  private static int[][] invert(int[][] successors) {
    int[] counts = new int[successors.length];
    for (int[] list : successors) {
      for (int to : list) {
        counts[to]++;
      }
    }
    int[][] predecessors = new int[successors.length][];
    for (int b = 0; b < counts.length; b++) {
      predecessors[b] = counts[b] == 0 ? NONE : new int[counts[b]];
      counts[b] = 0;
    }
    for (int from = 0; from < successors.length; from++) {
      for (int to : successors[from]) {
        predecessors[to][counts[to]++] = from;
      }
    }
    return predecessors;
  }

  int count() {
    return count;
  }
}
