// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules about blocks and edges; {@link Verifier} lists them. */
final class StructureChecks {
  private final Function function;
  private final DataFlowGraph dfg;
  private final Layout layout;
  private final List<VerifierError> errors;
  private int[] predecessors = new int[0];
  private boolean isWhole = true;

  StructureChecks(Function function, List<VerifierError> errors) {
    this.function = function;
    this.dfg = function.dfg();
    this.layout = function.layout();
    this.errors = errors;
  }

  /** Checks them; returns whether the function has a control-flow graph. */
  boolean check() {
    Block entry = layout.firstBlock();
    if (entry == null) {
      errors.add(new VerifierError(null, null, "the function has no blocks"));
      return false;
    }
    checkTypes(entry, null, entry, function.signature().params(), "the function");
    for (Block block : layout.blocks()) {
      checkTerminator(block);
    }
    countPredecessors();
    if (predecessors[entry.index()] > 0) {
      broken(entry, null, "an edge leads to the entry");
    }
    for (Block block : layout.blocks()) {
      for (Inst inst : layout.insts(block)) {
        checkEdges(block, inst);
      }
    }
    return isWhole;
  }

  private void error(Block block, @Nullable Inst inst, String message) {
    errors.add(new VerifierError(block, inst, message));
  }

  /** An error that leaves the function without a control-flow graph. */
  private void broken(Block block, @Nullable Inst inst, String message) {
    error(block, inst, message);
    isWhole = false;
  }

  private void checkTerminator(Block block) {
    Inst last = layout.lastInst(block);
    if (last == null || !dfg.opcode(last).isTerminator()) {
      broken(block, last, "the block does not end in a terminator");
    }
    for (Inst inst : layout.insts(block)) {
      if (!inst.equals(last) && dfg.opcode(inst).isTerminator()) {
        broken(block, inst, "instructions follow this terminator");
      }
    }
  }

  private void countPredecessors() {
    predecessors = new int[dfg.blockCount()];
    for (Block block : layout.blocks()) {
      for (Inst inst : layout.insts(block)) {
        InstructionData data = dfg.data(inst);
        for (int i = 0; i < data.edgeCount(); i++) {
          predecessors[dfg.edgeBlock(data.edge(i)).index()]++;
        }
      }
    }
  }

  private void checkEdges(Block block, Inst inst) {
    InstructionData data = dfg.data(inst);
    int count = data.edgeCount();
    switch (data.opcode()) {
      case JUMP -> checkEdgeCount(block, inst, count, 1, 1);
      case BRIF -> checkEdgeCount(block, inst, count, 2, 2);
      case BR_TABLE, TRY_CALL, TRY_CALL_INDIRECT, TRY_CALL_REF ->
          checkEdgeCount(block, inst, count, 1, Integer.MAX_VALUE);
      default -> {}
    }
    for (int i = 0; i < count; i++) {
      Edge edge = data.edge(i);
      if (!layout.contains(dfg.edgeBlock(edge))) {
        broken(block, inst, "the edge to " + dfg.edgeBlock(edge) + " leads out of the function");
      } else {
        checkEdge(block, inst, data, i, edge);
      }
    }
  }

  private void checkEdgeCount(Block block, Inst inst, int count, int min, int max) {
    if (count < min || count > max) {
      broken(
          block, inst, "wanted " + min + (max > min ? " or more" : "") + " edges, found " + count);
    }
  }

  private void checkEdge(Block block, Inst inst, InstructionData data, int i, Edge edge) {
    EdgeKind kind = dfg.edgeKind(edge);
    Block to = dfg.edgeBlock(edge);
    String wanted =
        switch (data.opcode()) {
          case JUMP, BRIF, BR_TABLE -> kind == EdgeKind.BRANCH ? null : "a branch";
          case TRY_CALL, TRY_CALL_INDIRECT, TRY_CALL_REF ->
              i == 0
                  ? kind == EdgeKind.RETURN ? null : "a return edge"
                  : kind.isHandler() ? null : "a handler";
          default -> kind.isHandler() ? null : "a handler";
        };
    if (wanted != null) {
      error(block, inst, "the edge to " + to + ": wanted " + wanted + ", found " + kind);
      return;
    }
    if (kind == EdgeKind.BRANCH) {
      checkArgs(block, inst, edge);
      return;
    }
    if (dfg.edgeArgCount(edge) != 0) {
      error(block, inst, "the edge to " + to + " passes arguments to a " + kind);
    }
    if (predecessors[to.index()] != 1) {
      error(block, inst, to + ", behind a " + kind + ", has other predecessors");
    }
    List<Type> types = typesTaken(kind, data, edge);
    if (types == null) {
      error(block, inst, "the edge to " + to + " names something that is not declared");
    } else {
      checkTypes(block, inst, to, types, "a " + kind);
    }
  }

  /** Returns what the block behind an edge that is no branch takes, or null if that is unknown. */
  private @Nullable List<Type> typesTaken(EdgeKind kind, InstructionData data, Edge edge) {
    if (kind == EdgeKind.RETURN) {
      boolean isDeclared =
          data.opcode() == Opcode.TRY_CALL
              ? function.functions().isValid(data.function())
              : function.signatures().isValid(data.signature());
      return isDeclared ? function.signatureOf(data).returns() : null;
    }
    List<Type> types = new ArrayList<>();
    Tag tag = dfg.edgeTag(edge);
    if (tag != null) {
      if (!function.tags().isValid(tag)) {
        return null;
      }
      types.addAll(function.signatures().get(function.tags().get(tag).signature()).params());
    }
    if (kind == EdgeKind.CATCH_REF || kind == EdgeKind.CATCH_ALL_REF) {
      types.add(Type.REF);
    }
    return types;
  }

  private void checkArgs(Block block, Inst inst, Edge edge) {
    Block to = dfg.edgeBlock(edge);
    int params = dfg.blockParamCount(to);
    int args = dfg.edgeArgCount(edge);
    if (args != params) {
      error(block, inst, to + " takes " + params + " arguments, the edge passes " + args);
      return;
    }
    for (int i = 0; i < args; i++) {
      Value arg = dfg.edgeArg(edge, i);
      Value param = dfg.blockParam(to, i);
      if (dfg.isValid(arg) && dfg.type(arg) != dfg.type(param)) {
        error(
            block,
            inst,
            to
                + " takes "
                + param
                + ": "
                + dfg.type(param)
                + ", the edge passes "
                + arg
                + ": "
                + dfg.type(arg));
      }
    }
  }

  private void checkTypes(
      Block block, @Nullable Inst inst, Block to, List<Type> wanted, String source) {
    List<Type> found = new ArrayList<>();
    for (int i = 0; i < dfg.blockParamCount(to); i++) {
      found.add(dfg.type(dfg.blockParam(to, i)));
    }
    if (!found.equals(wanted)) {
      error(block, inst, to + " takes " + found + ", " + source + " gives it " + wanted);
    }
  }
}
