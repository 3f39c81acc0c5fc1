// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.EntityPrimaryMap;
import dev.jabiru.entity.EntitySecondaryMap;
import dev.jabiru.entity.IntPrimaryMap;
import dev.jabiru.entity.KeyRange;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The natural loops of a function, and how they nest.
 *
 * <p>A loop has a header, which dominates a block that leads back to it; its body is all that leads
 * to such a block without passing the header. Back edges to one header make one loop. A cycle that
 * can be entered at several places is no loop here; WebAssembly has none.
 *
 * <p>A snapshot: it holds until edges change.
 */
public final class LoopAnalysis {
  private final EntityPrimaryMap<Loop, Block> headers = new EntityPrimaryMap<>();
  private final EntitySecondaryMap<Loop, Loop> parents = new EntitySecondaryMap<>();
  private final EntitySecondaryMap<Block, Loop> innermost = new EntitySecondaryMap<>();
  private final IntPrimaryMap<Loop> depths = new IntPrimaryMap<>();

  /** For a loop some loop around it; only while loops are being found. */
  private final EntitySecondaryMap<Loop, Loop> shortcuts = new EntitySecondaryMap<>();

  private final ControlFlowGraph graph;
  private final DominatorTree tree;
  private int[] work = new int[64];
  private int workEnd;

  private LoopAnalysis(ControlFlowGraph graph, DominatorTree tree) {
    this.graph = graph;
    this.tree = tree;
  }

  /**
   * Finds the loops of a function.
   *
   * @param graph its control-flow graph
   * @param tree its dominator tree
   * @return the loops; those outside come before those inside them
   */
  public static LoopAnalysis of(ControlFlowGraph graph, DominatorTree tree) {
    LoopAnalysis loops = new LoopAnalysis(graph, tree);
    loops.findHeaders();
    for (int i = loops.headers.size() - 1; i >= 0; i--) {
      loops.findBody(new Loop(i));
    }
    for (int i = 0; i < loops.headers.size(); i++) {
      Loop parent = loops.parent(new Loop(i));
      loops.depths.push(parent == null ? 1 : loops.depths.get(parent) + 1, Loop::new);
    }
    return loops;
  }

  private void findHeaders() {
    for (int i = 0; i < tree.reachableCount(); i++) {
      Block block = tree.inReversePostorder(i);
      for (int j = 0, n = graph.predecessorCount(block); j < n; j++) {
        if (isBackEdge(graph.predecessor(block, j), block)) {
          headers.push(block, Loop::new);
          break;
        }
      }
    }
  }

  private boolean isBackEdge(Block from, Block to) {
    return tree.isReachable(from) && tree.dominates(to, from);
  }

  /** Inner loops are done before outer ones, whose search passes over them in one step. */
  private void findBody(Loop loop) {
    Block header = header(loop);
    for (int i = 0, n = graph.predecessorCount(header); i < n; i++) {
      Block from = graph.predecessor(header, i);
      if (isBackEdge(from, header)) {
        push(from);
      }
    }
    while (workEnd > 0) {
      Block block = new Block(work[--workEnd]);
      Loop inner = innermost(block);
      if (inner == null) {
        innermost.set(block, loop);
        if (!block.equals(header)) {
          pushPredecessors(block);
        }
        continue;
      }
      Loop outer = outermost(inner);
      if (!outer.equals(loop)) {
        parents.set(outer, loop);
        shortcuts.set(outer, loop);
        pushPredecessors(header(outer));
      }
    }
    innermost.set(header, loop);
  }

  /** Follows shortcuts to the outermost loop so far, and leaves shorter ones behind. */
  private Loop outermost(Loop loop) {
    Loop outer = loop;
    while (shortcuts.isSet(outer)) {
      outer = new Loop(shortcuts.getIndex(outer));
    }
    for (Loop l = loop; !l.equals(outer); ) {
      Loop next = new Loop(shortcuts.getIndex(l));
      shortcuts.set(l, outer);
      l = next;
    }
    return outer;
  }

  private void pushPredecessors(Block block) {
    for (int i = 0, n = graph.predecessorCount(block); i < n; i++) {
      Block from = graph.predecessor(block, i);
      if (tree.isReachable(from)) {
        push(from);
      }
    }
  }

  private void push(Block block) {
    if (workEnd == work.length) {
      work = Arrays.copyOf(work, workEnd * 2);
    }
    work[workEnd++] = block.index();
  }

  /** {@return the loops; those outside come before those inside them} */
  public KeyRange<Loop> loops() {
    return headers.keys(Loop::new);
  }

  /**
   * Returns where a loop is entered.
   *
   * @param loop the loop
   * @return its header
   */
  public Block header(Loop loop) {
    return headers.get(loop, Block::new);
  }

  /**
   * Returns the loop around a loop.
   *
   * @param loop the loop
   * @return the next one outside, or null
   */
  public @Nullable Loop parent(Loop loop) {
    return parents.get(loop, Loop::new);
  }

  /**
   * Returns the innermost loop that a block is in.
   *
   * @param block the block
   * @return the loop, or null
   */
  public @Nullable Loop innermost(Block block) {
    return innermost.get(block, Loop::new);
  }

  /**
   * Returns how many loops a loop is in, itself included.
   *
   * @param loop the loop
   * @return the number
   */
  public int depth(Loop loop) {
    return depths.get(loop);
  }

  /**
   * Returns how many loops a block is in.
   *
   * @param block the block
   * @return the number
   */
  public int depth(Block block) {
    Loop loop = innermost(block);
    return loop == null ? 0 : depths.get(loop);
  }
}
