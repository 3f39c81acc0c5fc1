// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks every way from the entry to a block leads through.
 *
 * <p>The algorithm is semi-NCA (Georgiadis, "Linear-Time Algorithms for Dominators and Related
 * Problems", 2005): semidominators as Lengauer and Tarjan find them, with path compression, then
 * for each block the nearest ancestor in the tree so far that is no deeper than its semidominator.
 * The iterative algorithm of Cooper, Harvey and Kennedy takes quadratic time on what WebAssembly
 * likes: a long sequence of blocks each of which may leave to the same place.
 *
 * <p>A snapshot: it holds until edges change.
 */
public final class DominatorTree {
  private static final int NONE = -1;

  /** The reachable blocks in reverse postorder. */
  private final int[] order;

  /** By block: the immediate dominator; -1 for the entry and for unreachable blocks. */
  private final int[] idom;

  /**
   * By block: the first block it dominates immediately, and the next one with the same dominator.
   */
  private final int[] firstChild;

  private final int[] nextSibling;

  /** By block: when a walk of the tree enters it, from 1, and the last entry before it leaves. */
  private final int[] enter;

  private final int[] last;

  private DominatorTree(int[] order, int[] idom) {
    this.order = order;
    this.idom = idom;
    this.firstChild = new int[idom.length];
    this.nextSibling = new int[idom.length];
    this.enter = new int[idom.length];
    this.last = new int[idom.length];
    linkChildren();
    numberTree();
  }

  /**
   * Computes the tree of a function.
   *
   * @param function the function
   * @param graph its control-flow graph
   * @return the tree
   */
  public static DominatorTree of(Function function, ControlFlowGraph graph) {
    int[] idom = new SemiNca(function, graph).immediateDominators();
    return new DominatorTree(ControlFlowGraph.reversePostorder(function), idom);
  }

  private void linkChildren() {
    Arrays.fill(firstChild, NONE);
    Arrays.fill(nextSibling, NONE);
    for (int i = order.length - 1; i > 0; i--) {
      int block = order[i];
      nextSibling[block] = firstChild[idom[block]];
      firstChild[idom[block]] = block;
    }
  }

  private void numberTree() {
    int time = 0;
    int block = order.length == 0 ? NONE : order[0];
    while (block != NONE) {
      enter[block] = ++time;
      if (firstChild[block] != NONE) {
        block = firstChild[block];
        continue;
      }
      last[block] = time;
      while (block != NONE && nextSibling[block] == NONE) {
        block = idom[block];
        if (block != NONE) {
          last[block] = time;
        }
      }
      block = block == NONE ? NONE : nextSibling[block];
    }
  }

  /**
   * Tells whether the entry leads to a block.
   *
   * @param block the block
   * @return whether it can be reached
   */
  public boolean isReachable(Block block) {
    return block.index() < enter.length && enter[block.index()] != 0;
  }

  /**
   * Returns the immediate dominator of a block.
   *
   * @param block the block
   * @return its immediate dominator; null for the entry and for unreachable blocks
   */
  public @Nullable Block immediateDominator(Block block) {
    int dominator = idom[block.index()];
    return dominator == NONE ? null : new Block(dominator);
  }

  /**
   * Tells whether every way from the entry to a block leads through another; each block dominates
   * itself.
   *
   * @param above a reachable block
   * @param block a reachable block
   * @return whether {@code above} dominates {@code block}
   */
  public boolean dominates(Block above, Block block) {
    int time = enter[block.index()];
    return enter[above.index()] <= time && time <= last[above.index()];
  }

  /** {@return the number of reachable blocks} */
  public int reachableCount() {
    return order.length;
  }

  /**
   * Returns a reachable block by its position in reverse postorder: loops aside, each block comes
   * after those that lead to it, and always after those that dominate it.
   *
   * @param i the position, from 0, the entry
   * @return the block
   */
  public Block inReversePostorder(int i) {
    return new Block(order[i]);
  }

  /**
   * Returns the first of the blocks that a block dominates immediately.
   *
   * @param block the block
   * @return the first, or null if there are none
   */
  public @Nullable Block firstChild(Block block) {
    int child = firstChild[block.index()];
    return child == NONE ? null : new Block(child);
  }

  /**
   * Returns the next of the blocks with the same immediate dominator, in reverse postorder.
   *
   * @param block one of them
   * @return the next, or null after the last
   */
  public @Nullable Block nextSibling(Block block) {
    int sibling = nextSibling[block.index()];
    return sibling == NONE ? null : new Block(sibling);
  }

  /** One computation; blocks are numbered in the preorder of a depth-first walk, from 0. */
  private static final class SemiNca {
    private final Function function;
    private final ControlFlowGraph graph;

    private final int[] blockAt;
    private final int[] numberOf;
    private final int[] parent;
    private final int[] ancestor;
    private final int[] semi;
    private final int[] label;
    private final int[] path;
    private int count;

    SemiNca(Function function, ControlFlowGraph graph) {
      this.function = function;
      this.graph = graph;
      int n = function.dfg().blockCount();
      this.blockAt = new int[n];
      this.numberOf = new int[n];
      this.parent = new int[n];
      this.ancestor = new int[n];
      this.semi = new int[n];
      this.label = new int[n];
      this.path = new int[n];
    }

    int[] immediateDominators() {
      walk();
      for (int w = count - 1; w > 0; w--) {
        Block block = new Block(blockAt[w]);
        for (int i = 0, n = graph.predecessorCount(block); i < n; i++) {
          int v = numberOf[graph.predecessor(block, i).index()];
          if (v != NONE) {
            semi[w] = Math.min(semi[w], semi[evaluate(v, w)]);
          }
        }
        label[w] = w;
      }
      // In preorder: the dominators of what lies above are known.
      int[] dominator = ancestor; // no longer needed, reused
      int[] result = new int[blockAt.length];
      Arrays.fill(result, NONE);
      for (int w = 1; w < count; w++) {
        int d = parent[w];
        while (d > semi[w]) {
          d = dominator[d];
        }
        dominator[w] = d;
        result[blockAt[w]] = blockAt[d];
      }
      return result;
    }

    private void walk() {
      DataFlowGraph dfg = function.dfg();
      Layout layout = function.layout();
      Arrays.fill(numberOf, NONE);
      Block entry = layout.firstBlock();
      if (entry == null) {
        return;
      }
      int[] nextEdge = path; // by number; not needed for paths yet
      int v = number(entry.index(), NONE);
      while (v != NONE) {
        InstructionData end = dfg.data(layout.terminator(new Block(blockAt[v])));
        if (nextEdge[v] == end.edgeCount()) {
          v = parent[v];
          continue;
        }
        int to = dfg.edgeBlock(end.edge(nextEdge[v]++)).index();
        if (numberOf[to] == NONE) {
          v = number(to, v);
        }
      }
    }

    private int number(int block, int from) {
      int v = count++;
      blockAt[v] = block;
      numberOf[block] = v;
      parent[v] = from;
      ancestor[v] = from;
      semi[v] = v;
      label[v] = v;
      return v;
    }

    /**
     * Returns the block with the least semidominator on the way up from {@code v} through blocks
     * done already, those with numbers above {@code lastDone}, and shortens the way.
     */
    private int evaluate(int v, int current) {
      if (v <= current) {
        return v;
      }
      int length = 0;
      int top = v;
      while (ancestor[top] > current) {
        path[length++] = top;
        top = ancestor[top];
      }
      // `top` is the highest block done; from there down, each label becomes the best so far.
      for (int i = length - 1; i >= 0; i--) {
        int w = path[i];
        int above = ancestor[w];
        if (semi[label[above]] < semi[label[w]]) {
          label[w] = label[above];
        }
        ancestor[w] = ancestor[top];
      }
      return label[v];
    }
  }
}
