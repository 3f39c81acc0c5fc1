// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import java.util.List;

/** The rules about where values are defined and used; {@link Verifier} lists them. */
final class DominanceChecks {
  private final DataFlowGraph dfg;
  private final Layout layout;
  private final List<VerifierError> errors;
  private final DominatorTree tree;

  /**
   * By value: its place among the instructions of its block, 0 for a parameter; -1 if undefined.
   */
  private final int[] place;

  private final int[] blockOf;

  DominanceChecks(Function function, List<VerifierError> errors) {
    this.dfg = function.dfg();
    this.layout = function.layout();
    this.errors = errors;
    this.tree = DominatorTree.of(function, ControlFlowGraph.of(function));
    this.place = new int[dfg.valueCount()];
    this.blockOf = new int[dfg.valueCount()];
  }

  void check() {
    java.util.Arrays.fill(place, -1);
    for (Block block : layout.blocks()) {
      placeValues(block);
    }
    for (Block block : layout.blocks()) {
      int at = 0;
      for (Inst inst : layout.insts(block)) {
        at++;
        for (int i = 0, n = dfg.argCount(inst); i < n; i++) {
          checkUse(dfg.arg(inst, i), block, inst, at);
        }
        InstructionData data = dfg.data(inst);
        for (int i = 0; i < data.edgeCount(); i++) {
          for (int j = 0, n = dfg.edgeArgCount(data.edge(i)); j < n; j++) {
            checkUse(dfg.edgeArg(data.edge(i), j), block, inst, at);
          }
        }
      }
    }
  }

  private void placeValues(Block block) {
    for (int i = 0, n = dfg.blockParamCount(block); i < n; i++) {
      place(dfg.blockParam(block, i), block, 0);
    }
    int at = 0;
    for (Inst inst : layout.insts(block)) {
      at++;
      for (int i = 0, n = dfg.resultCount(inst); i < n; i++) {
        place(dfg.result(inst, i), block, at);
      }
    }
  }

  private void place(Value value, Block block, int at) {
    place[value.index()] = at;
    blockOf[value.index()] = block.index();
  }

  private void checkUse(Value value, Block block, Inst inst, int at) {
    if (!dfg.isValid(value)) {
      error(block, inst, value + " does not exist");
    } else if (dfg.isAlias(value)) {
      error(block, inst, value + " is an alias");
    } else if (place[value.index()] < 0) {
      error(block, inst, value + " is not defined in the layout");
    } else if (tree.isReachable(block)) {
      Block from = new Block(blockOf[value.index()]);
      boolean isAbove =
          from.equals(block)
              ? place[value.index()] < at
              : tree.isReachable(from) && tree.dominates(from, block);
      if (!isAbove) {
        error(block, inst, value + " is not defined on every way here");
      }
    }
  }

  private void error(Block block, Inst inst, String message) {
    errors.add(new VerifierError(block, inst, message));
  }
}
