// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.ControlFlowGraph;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.DominatorTree;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.Layout;
import dev.jabiru.codegen.ir.Loop;
import dev.jabiru.codegen.ir.LoopAnalysis;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.entity.EntitySecondaryMap;
import dev.jabiru.entity.IntSecondaryMap;
import org.jspecify.annotations.Nullable;

/**
 * Moves what a loop computes anew in each round, from values that it does not change, to before the
 * loop.
 *
 * <p>Only pure instructions move, and only those of blocks that every round passes through: the
 * arms of an interpreter's loop compute hundreds of such values, and to have them all ready would
 * cost more than to compute the one that is wanted. For the same reason a loop gives away no more
 * than {@link #MOST_PER_LOOP}. Constants move only with what uses them.
 *
 * <p>A loop is entered from one block outside, or nothing leaves it. What dominates a block of the
 * loop and stands outside dominates the header, and so the end of that block.
 *
 * <p>Blocks and edges stay as they were.
 */
final class HoistInvariants implements Pass {
  /** A register each; of 15 a loop needs some itself. */
  private static final int MOST_PER_LOOP = 8;

  @Override
  public void run(Function function, Analyses analyses) {
    new Hoisting(function, analyses).run();
  }

  private static final class Hoisting {
    private final DataFlowGraph dfg;
    private final Layout layout;
    private final ControlFlowGraph graph;
    private final DominatorTree tree;
    private final LoopAnalysis loops;

    /** The block a loop is entered from, where there is one only. */
    private final EntitySecondaryMap<Loop, Block> entries = new EntitySecondaryMap<>();

    private final IntSecondaryMap<Loop> moved = IntSecondaryMap.withDefault(0);

    Hoisting(Function function, Analyses analyses) {
      this.dfg = function.dfg();
      this.layout = function.layout();
      this.graph = analyses.graph();
      this.tree = analyses.tree();
      this.loops = analyses.loops();
    }

    void run() {
      boolean any = false;
      for (Loop loop : loops.loops()) {
        Block entry = entryOf(loop);
        if (entry != null) {
          entries.set(loop, entry);
          any = true;
        }
      }
      for (int i = 0; any && i < tree.reachableCount(); i++) {
        Block block = tree.inReversePostorder(i);
        Loop loop = loops.innermost(block);
        if (loop != null && isInEveryRound(block, loop)) {
          hoistFrom(block, loop);
        }
      }
    }

    private @Nullable Block entryOf(Loop loop) {
      Block header = loops.header(loop);
      Block entry = null;
      for (int i = 0, n = graph.predecessorCount(header); i < n; i++) {
        Block from = graph.predecessor(header, i);
        if (!isIn(from, loop)) {
          if (entry != null || !tree.isReachable(from)) {
            return null;
          }
          entry = from;
        }
      }
      return entry;
    }

    private boolean isInEveryRound(Block block, Loop loop) {
      Block header = loops.header(loop);
      for (int i = 0, n = graph.predecessorCount(header); i < n; i++) {
        Block from = graph.predecessor(header, i);
        if (isIn(from, loop) && !tree.dominates(block, from)) {
          return false;
        }
      }
      return true;
    }

    private boolean isIn(Block block, Loop loop) {
      Loop inner = loops.innermost(block);
      while (inner != null && loops.depth(inner) > loops.depth(loop)) {
        inner = loops.parent(inner);
      }
      return loop.equals(inner);
    }

    private void hoistFrom(Block block, Loop innermost) {
      Inst inst = layout.firstInst(block);
      while (inst != null) {
        Inst next = layout.nextInst(inst);
        if (dfg.opcode(inst).isPure() && dfg.argCount(inst) > 0) {
          hoist(inst, innermost);
        }
        inst = next;
      }
    }

    /** Moves an instruction out of as many loops as it is invariant in. */
    private void hoist(Inst inst, Loop innermost) {
      Loop target = null;
      Block entry = null;
      for (Loop loop = innermost; loop != null; loop = loops.parent(loop)) {
        if (!entries.isSet(loop)
            || moved.get(loop) >= MOST_PER_LOOP
            || !isInvariant(inst, loop)
            || !isInEveryRound(loops.header(innermost), loop)) {
          break;
        }
        target = loop;
        entry = entries.get(loop, Block::new);
      }
      if (target == null || entry == null) {
        return;
      }
      Inst place = layout.terminator(entry);
      for (int i = 0, n = dfg.argCount(inst); i < n; i++) {
        Inst constant = dfg.definingInst(dfg.arg(inst, i));
        if (constant != null && isWithin(constant, target)) {
          move(constant, place);
        }
      }
      move(inst, place);
      moved.set(target, moved.get(target) + 1);
    }

    private void move(Inst inst, Inst before) {
      layout.removeInst(inst);
      layout.insertInstBefore(inst, before);
    }

    private boolean isInvariant(Inst inst, Loop loop) {
      for (int i = 0, n = dfg.argCount(inst); i < n; i++) {
        Value arg = dfg.arg(inst, i);
        Inst definition = dfg.definingInst(arg);
        if (definition == null) {
          Block block = dfg.definingBlock(arg);
          if (block == null || isIn(block, loop)) {
            return false;
          }
        } else if (isWithin(definition, loop) && !isConstant(definition)) {
          return false;
        }
      }
      return true;
    }

    private boolean isConstant(Inst inst) {
      return dfg.opcode(inst).isPure() && dfg.argCount(inst) == 0;
    }

    private boolean isWithin(Inst inst, Loop loop) {
      Block block = layout.blockOf(inst);
      return block != null && isIn(block, loop);
    }
  }
}
