// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.IntSecondaryMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which edges lead into each block. The edges out of a block are at hand already, in its
 * terminator.
 *
 * <p>A snapshot: it holds until edges change. Edges from blocks that are not in the layout do not
 * count; edges from unreachable blocks do.
 */
public final class ControlFlowGraph {
  private final DataFlowGraph dfg;

  /** The edges, those into one block next to each other in the order of their sources. */
  private final int[] edges;

  /** Where the edges into a block begin; one more entry than there are blocks. */
  private final int[] begin;

  private final IntSecondaryMap<Edge> sources = IntSecondaryMap.withDefault(-1);

  private ControlFlowGraph(DataFlowGraph dfg, int[] edges, int[] begin) {
    this.dfg = dfg;
    this.edges = edges;
    this.begin = begin;
  }

  /**
   * Computes the graph of a function.
   *
   * @param function a function whose blocks all end in a terminator
   * @return its graph
   */
  public static ControlFlowGraph of(Function function) {
    DataFlowGraph dfg = function.dfg();
    Layout layout = function.layout();
    int[] begin = new int[dfg.blockCount() + 1];
    int count = 0;
    for (Block block = layout.firstBlock(); block != null; block = layout.nextBlock(block)) {
      InstructionData end = dfg.data(layout.terminator(block));
      for (int i = 0, n = end.edgeCount(); i < n; i++) {
        begin[dfg.edgeBlock(end.edge(i)).index()]++;
        count++;
      }
    }
    int sum = 0;
    for (int i = 0; i < begin.length; i++) {
      sum += begin[i];
      begin[i] = sum; // the end, from which filling counts down
    }
    ControlFlowGraph graph = new ControlFlowGraph(dfg, new int[count], begin);
    graph.fill(layout);
    return graph;
  }

  private void fill(Layout layout) {
    for (Block block = layout.lastBlock(); block != null; block = layout.prevBlock(block)) {
      InstructionData end = dfg.data(layout.terminator(block));
      for (int i = end.edgeCount() - 1; i >= 0; i--) {
        Edge edge = end.edge(i);
        edges[--begin[dfg.edgeBlock(edge).index()]] = edge.index();
        sources.set(edge, block.index());
      }
    }
  }

  /**
   * Returns the number of edges into a block; two from the same block count twice.
   *
   * @param block the block
   * @return the number
   */
  public int predecessorCount(Block block) {
    return begin[block.index() + 1] - begin[block.index()];
  }

  /**
   * Returns an edge into a block.
   *
   * @param block the block
   * @param i its position, from 0; in the order of the layout of the sources
   * @return the edge
   */
  public Edge predecessorEdge(Block block, int i) {
    assert i >= 0 && i < predecessorCount(block) : block;
    return new Edge(edges[begin[block.index()] + i]);
  }

  /**
   * Returns the block that an edge into a block comes from.
   *
   * @param block the block
   * @param i the position of the edge, from 0
   * @return the block it comes from
   */
  public Block predecessor(Block block, int i) {
    return source(predecessorEdge(block, i));
  }

  /**
   * Returns the block whose terminator an edge belongs to.
   *
   * @param edge an edge of a block in the layout
   * @return the block
   */
  public Block source(Edge edge) {
    return new Block(sources.get(edge));
  }

  /**
   * Returns the block before a block that has only one edge into it.
   *
   * @param block the block
   * @return the one before, or null if there is none or there are several edges
   */
  public @Nullable Block singlePredecessor(Block block) {
    return predecessorCount(block) == 1 ? predecessor(block, 0) : null;
  }

  /**
   * Lists the blocks that can be reached in an order in which, loops aside, each comes after the
   * blocks before it: the reverse of a postorder of a depth-first walk.
   *
   * @param function the function of this graph
   * @return the blocks that can be reached from the entry, the entry first
   */
  static int[] reversePostorder(Function function) {
    DataFlowGraph dfg = function.dfg();
    Layout layout = function.layout();
    int n = dfg.blockCount();
    int[] order = new int[n];
    int filled = n;
    boolean[] seen = new boolean[n];
    int[] stack = new int[n];
    int[] nextEdge = new int[n];
    int depth = 0;
    Block entry = layout.firstBlock();
    if (entry == null) {
      return new int[0];
    }
    seen[entry.index()] = true;
    nextEdge[0] = dfg.data(layout.terminator(entry)).edgeCount();
    stack[depth++] = entry.index();
    while (depth > 0) {
      InstructionData end = dfg.data(layout.terminator(new Block(stack[depth - 1])));
      // The last edge first, so that in the result what the first edge leads to comes first.
      if (nextEdge[depth - 1] == 0) {
        order[--filled] = stack[--depth];
        continue;
      }
      int to = dfg.edgeBlock(end.edge(--nextEdge[depth - 1])).index();
      if (!seen[to]) {
        seen[to] = true;
        nextEdge[depth] = dfg.data(layout.terminator(new Block(to))).edgeCount();
        stack[depth++] = to;
      }
    }
    return Arrays.copyOfRange(order, filled, n);
  }
}
