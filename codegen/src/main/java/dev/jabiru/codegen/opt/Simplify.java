// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.DominatorTree;
import dev.jabiru.codegen.ir.Edge;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Layout;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.entity.EntityList;

/**
 * Computes what is constant, applies the {@link Rules} of algebra, and decides branches and checks
 * whose conditions are known.
 *
 * <p>Operands are simplified before their uses, loops aside: blocks are taken in reverse postorder.
 * What becomes unreachable is removed.
 */
final class Simplify implements Pass {
  @Override
  public void run(Function function, Analyses analyses) {
    DominatorTree tree = analyses.tree();
    Walk walk = new Walk(function);
    for (int i = 0; i < tree.reachableCount(); i++) {
      walk.simplify(tree.inReversePostorder(i));
    }
    function.dfg().resolveAliases(function.layout());
    if (walk.edgesAreChanged) {
      analyses.edgesChanged();
      new RemoveUnreachable().run(function, analyses);
    }
  }

  private static final class Walk {
    /** Enough for any sensible chain of rules; a bound in case two rules undo each other. */
    private static final int MAX_REWRITES = 16;

    private final DataFlowGraph dfg;
    private final Layout layout;
    private final Folder folder;
    private final Rewriter rewriter;
    private boolean edgesAreChanged;

    Walk(Function function) {
      this.dfg = function.dfg();
      this.layout = function.layout();
      this.folder = new Folder(function);
      this.rewriter = new Rewriter(function, folder);
    }

    void simplify(Block block) {
      Inst inst = layout.firstInst(block);
      while (inst != null) {
        Inst next = layout.nextInst(inst);
        for (int i = 0, n = dfg.argCount(inst); i < n; i++) {
          Value arg = dfg.arg(inst, i);
          if (dfg.isAlias(arg)) {
            dfg.setArg(inst, i, dfg.resolve(arg));
          }
        }
        switch (dfg.opcode(inst)) {
          case BRIF -> simplifyBranch(inst);
          case BR_TABLE -> simplifyTable(inst);
          case TRAPZ, TRAPNZ -> simplifyCheck(inst, block);
          default -> simplifyResult(inst);
        }
        // A check that always fails has taken away what follows it.
        inst = next == null || layout.blockOf(next) == null ? null : next;
      }
    }

    private void simplifyResult(Inst inst) {
      for (int i = 0; i < MAX_REWRITES; i++) {
        InstructionData data = dfg.data(inst);
        if (data.opcode() == Opcode.SELECT) {
          simplifySelection(inst);
          data = dfg.data(inst);
        }
        if (data.opcode().isCommutative()) {
          putConstantLast(inst);
        }
        boolean isDone =
            folder.fold(inst) || !rewriter.rewrite(inst) || layout.blockOf(inst) == null;
        if (isDone) {
          return;
        }
      }
    }

    private void putConstantLast(Inst inst) {
      Value a = dfg.arg(inst, 0);
      Value b = dfg.arg(inst, 1);
      if (dfg.scalarConstant(a) != null && dfg.scalarConstant(b) == null) {
        dfg.setArg(inst, 0, b);
        dfg.setArg(inst, 1, a);
      }
    }

    /**
     * If a condition is a comparison of an i32 with zero, puts that i32 in its place.
     *
     * @return whether the condition now means the opposite
     */
    private boolean peelCondition(Inst inst) {
      boolean isOpposite = false;
      while (true) {
        Inst compare = dfg.definingInst(dfg.arg(inst, 0));
        if (compare == null || dfg.opcode(compare) != Opcode.ICMP) {
          return isOpposite;
        }
        InstructionData data = dfg.data(compare);
        IntCondition condition = data.intCondition();
        InstructionData zero = dfg.scalarConstant(dfg.resolve(dfg.arg(compare, 1)));
        boolean isTest =
            data.type() == Type.I32
                && zero != null
                && zero.imm() == 0
                && (condition == IntCondition.EQ || condition == IntCondition.NE);
        if (!isTest) {
          return isOpposite;
        }
        dfg.setArg(inst, 0, dfg.resolve(dfg.arg(compare, 0)));
        isOpposite ^= condition == IntCondition.EQ;
      }
    }

    private void simplifySelection(Inst inst) {
      if (peelCondition(inst)) {
        Value a = dfg.arg(inst, 1);
        dfg.setArg(inst, 1, dfg.arg(inst, 2));
        dfg.setArg(inst, 2, a);
      }
    }

    private void simplifyBranch(Inst inst) {
      Edge then = dfg.data(inst).edge(0);
      Edge otherwise = dfg.data(inst).edge(1);
      if (peelCondition(inst)) {
        dfg.swapEdges(then, otherwise);
        edgesAreChanged = true;
      }
      InstructionData constant = dfg.scalarConstant(dfg.arg(inst, 0));
      if (constant != null) {
        dfg.replaceWithJump(inst, constant.imm() != 0 ? then : otherwise);
        edgesAreChanged = true;
      } else if (dfg.edgeBlock(then).equals(dfg.edgeBlock(otherwise))
          && dfg.pool().contentEquals(dfg.edgeArgs(then), dfg.edgeArgs(otherwise))) {
        dfg.replaceWithJump(inst, then);
        edgesAreChanged = true;
      }
    }

    private void simplifyTable(Inst inst) {
      InstructionData data = dfg.data(inst);
      InstructionData constant = dfg.scalarConstant(dfg.arg(inst, 0));
      int last = data.edgeCount() - 1;
      if (constant != null || last == 0) {
        long index = constant == null ? 0 : constant.imm() & 0xFFFFFFFFL;
        dfg.replaceWithJump(inst, data.edge((int) Math.min(index, last)));
        edgesAreChanged = true;
      }
    }

    private void simplifyCheck(Inst inst, Block block) {
      InstructionData data = dfg.data(inst);
      if (peelCondition(inst)) {
        Opcode opposite = data.opcode() == Opcode.TRAPZ ? Opcode.TRAPNZ : Opcode.TRAPZ;
        dfg.replace(inst, opposite, data.type(), data.trapCode().ordinal(), 0, data.args());
      }
      InstructionData constant = dfg.scalarConstant(dfg.arg(inst, 0));
      if (constant == null) {
        return;
      }
      boolean traps = constant.imm() != 0 == (dfg.opcode(inst) == Opcode.TRAPNZ);
      if (traps) {
        Inst last = layout.lastInst(block);
        while (last != null && !last.equals(inst)) {
          layout.removeInst(last);
          last = layout.lastInst(block);
        }
        int code = data.trapCode().ordinal();
        dfg.replace(inst, Opcode.TRAP, Type.I32, code, 0, EntityList.empty());
        edgesAreChanged = true;
      } else {
        layout.removeInst(inst);
      }
    }
  }
}
