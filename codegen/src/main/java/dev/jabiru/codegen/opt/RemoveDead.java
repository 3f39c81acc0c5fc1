// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.ControlFlowGraph;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.Layout;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.entity.EntitySet;
import java.util.Arrays;

/**
 * Removes instructions and block parameters that nothing needs.
 *
 * <p>Needed are the instructions with an effect and what they use, directly or not; a parameter
 * needs the arguments passed to it. So a loop that only computes its own variable loses it, which
 * counting uses would not find. Loops themselves stay, they might not end.
 *
 * <p>Blocks and edges stay as they were.
 */
final class RemoveDead implements Pass {
  @Override
  public void run(Function function, Analyses analyses) {
    new Sweep(function, analyses.graph()).run();
  }

  private static final class Sweep {
    private final DataFlowGraph dfg;
    private final Layout layout;
    private final ControlFlowGraph graph;
    private final EntitySet<Value> needed = new EntitySet<>();
    private int[] work = new int[256];
    private int workEnd;

    Sweep(Function function, ControlFlowGraph graph) {
      this.dfg = function.dfg();
      this.layout = function.layout();
      this.graph = graph;
      needed.ensureCapacity(dfg.valueCount());
    }

    void run() {
      for (Block block = layout.firstBlock(); block != null; block = layout.nextBlock(block)) {
        for (Inst inst = layout.firstInst(block); inst != null; inst = layout.nextInst(inst)) {
          if (!dfg.data(inst).isRemovable()) {
            needOperands(inst);
          }
        }
      }
      while (workEnd > 0) {
        propagate(new Value(work[--workEnd]));
      }
      for (Block block = layout.firstBlock(); block != null; block = layout.nextBlock(block)) {
        removeInstructions(block);
        if (hasArguments(block)) {
          BlockParams.retain(dfg, graph, block, needed::contains);
        }
      }
    }

    private void needOperands(Inst inst) {
      for (int i = 0, n = dfg.argCount(inst); i < n; i++) {
        need(dfg.arg(inst, i));
      }
    }

    private void need(Value value) {
      if (needed.add(value)) {
        if (workEnd == work.length) {
          work = Arrays.copyOf(work, workEnd * 2);
        }
        work[workEnd++] = value.index();
      }
    }

    private void propagate(Value value) {
      Inst inst = dfg.definingInst(value);
      if (inst != null) {
        if (dfg.data(inst).isRemovable()) {
          needOperands(inst);
        }
        return;
      }
      Block block = dfg.definingBlock(value);
      if (block != null && hasArguments(block)) {
        int position = dfg.definingPosition(value);
        for (int i = 0, n = graph.predecessorCount(block); i < n; i++) {
          need(dfg.edgeArg(graph.predecessorEdge(block, i), position));
        }
      }
    }

    private boolean hasArguments(Block block) {
      return BlockParams.areArguments(dfg, graph, block, layout.entry());
    }

    private void removeInstructions(Block block) {
      Inst inst = layout.firstInst(block);
      while (inst != null) {
        Inst next = layout.nextInst(inst);
        if (dfg.data(inst).isRemovable() && !isNeeded(inst)) {
          layout.removeInst(inst);
        }
        inst = next;
      }
    }

    private boolean isNeeded(Inst inst) {
      for (int i = 0, n = dfg.resultCount(inst); i < n; i++) {
        if (needed.contains(dfg.result(inst, i))) {
          return true;
        }
      }
      return false;
    }
  }
}
