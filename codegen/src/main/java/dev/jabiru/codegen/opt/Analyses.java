// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.ControlFlowGraph;
import dev.jabiru.codegen.ir.DominatorTree;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.LoopAnalysis;
import org.jspecify.annotations.Nullable;

/** What passes over one function share: analyses of its edges, computed when first asked for. */
final class Analyses {
  private final Function function;
  private @Nullable ControlFlowGraph graph;
  private @Nullable DominatorTree tree;
  private @Nullable LoopAnalysis loops;

  Analyses(Function function) {
    this.function = function;
  }

  ControlFlowGraph graph() {
    if (graph == null) {
      graph = ControlFlowGraph.of(function);
    }
    return graph;
  }

  DominatorTree tree() {
    if (tree == null) {
      tree = DominatorTree.of(function, graph());
    }
    return tree;
  }

  LoopAnalysis loops() {
    if (loops == null) {
      loops = LoopAnalysis.of(graph(), tree());
    }
    return loops;
  }

  /** Forgets everything: a pass has removed, added or redirected edges or blocks. */
  void edgesChanged() {
    graph = null;
    tree = null;
    loops = null;
  }
}
