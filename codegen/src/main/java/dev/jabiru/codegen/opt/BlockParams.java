// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.ControlFlowGraph;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.EdgeKind;
import dev.jabiru.codegen.ir.Value;
import java.util.function.Predicate;

/** Takes parameters away from a block, and the arguments for them from the edges into it. */
final class BlockParams {
  private BlockParams() {}

  /** Whether the parameters of a block come from the edges into it, and are ours to change. */
  static boolean areArguments(DataFlowGraph dfg, ControlFlowGraph graph, Block block, Block entry) {
    return !block.equals(entry)
        && graph.predecessorCount(block) > 0
        && dfg.edgeKind(graph.predecessorEdge(block, 0)) == EdgeKind.BRANCH;
  }

  static void retain(
      DataFlowGraph dfg, ControlFlowGraph graph, Block block, Predicate<Value> isKept) {
    int count = dfg.blockParamCount(block);
    boolean[] keep = new boolean[count];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      keep[i] = isKept.test(dfg.blockParam(block, i));
      kept += keep[i] ? 1 : 0;
    }
    if (kept == count) {
      return;
    }
    dfg.retainBlockParams(block, keep);
    for (int e = 0, n = graph.predecessorCount(block); e < n; e++) {
      dfg.retainEdgeArgs(graph.predecessorEdge(block, e), keep);
    }
  }
}
