// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.DominatorTree;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Layout;
import dev.jabiru.codegen.ir.Value;
import java.util.Arrays;

/**
 * Uses a result again where the same is computed from the same operands further down the dominator
 * tree, and drops a second check of what has been checked.
 *
 * <p>One hash table serves a walk of the tree in preorder. An entry found whose block does not
 * dominate the current one was made in a subtree that the walk has left for good, so the current
 * instruction takes its place: no scopes need to be undone.
 *
 * <p>Constants are shared too. A target does well to make a constant where it is used, and not to
 * keep it in a register from where it is defined.
 *
 * <p>Blocks and edges stay as they were.
 */
final class GlobalValueNumbering implements Pass {
  @Override
  public void run(Function function, Analyses analyses) {
    new Walk(function, analyses.tree()).run();
  }

  private static final class Walk {
    private static final int EMPTY = -1;

    private final DataFlowGraph dfg;
    private final Layout layout;
    private final DominatorTree tree;

    /** Open addressing: pairs of a hash and the index of an instruction. */
    private int[] table = new int[512];

    private int entries;

    Walk(Function function, DominatorTree tree) {
      this.dfg = function.dfg();
      this.layout = function.layout();
      this.tree = tree;
      Arrays.fill(table, EMPTY);
    }

    void run() {
      Block block = layout.firstBlock();
      while (block != null) {
        number(block);
        Block next = tree.firstChild(block);
        while (next == null && block != null) {
          next = tree.nextSibling(block);
          block = tree.immediateDominator(block);
        }
        block = next;
      }
      dfg.resolveAliases(layout);
    }

    private void number(Block block) {
      Inst inst = layout.firstInst(block);
      while (inst != null) {
        Inst next = layout.nextInst(inst);
        resolveOperands(inst);
        InstructionData data = dfg.data(inst);
        if (data.opcode().isRepeatable() && !data.opcode().isTerminator()) {
          number(inst, data, block);
        }
        inst = next;
      }
    }

    private void resolveOperands(Inst inst) {
      for (int i = 0, n = dfg.argCount(inst); i < n; i++) {
        Value arg = dfg.arg(inst, i);
        if (dfg.isAlias(arg)) {
          dfg.setArg(inst, i, dfg.resolve(arg));
        }
      }
    }

    private void number(Inst inst, InstructionData data, Block block) {
      int hash = hash(inst, data);
      int slot = slot(hash, inst, data);
      if (table[slot + 1] == EMPTY) {
        put(slot, hash, inst);
        if (++entries * 4 > table.length) {
          grow();
        }
        return;
      }
      Inst before = new Inst(table[slot + 1]);
      Block above = layout.blockOf(before);
      if (above == null || !tree.dominates(above, block)) {
        put(slot, hash, inst);
        return;
      }
      for (int i = 0, n = dfg.resultCount(inst); i < n; i++) {
        dfg.changeToAlias(dfg.result(inst, i), dfg.result(before, i));
      }
      layout.removeInst(inst);
    }

    private void put(int slot, int hash, Inst inst) {
      table[slot] = hash;
      table[slot + 1] = inst.index();
    }

    /** Returns where an instruction that computes the same is or, if there is none, goes. */
    private int slot(int hash, Inst inst, InstructionData data) {
      int mask = table.length - 1;
      int slot = hash << 1 & mask;
      while (table[slot + 1] != EMPTY
          && !(table[slot] == hash && isSame(inst, data, new Inst(table[slot + 1])))) {
        slot = slot + 2 & mask;
      }
      return slot;
    }

    private int hash(Inst inst, InstructionData data) {
      int hash = data.operationHash();
      int count = dfg.argCount(inst);
      int first = 0;
      if (data.opcode().isCommutative()) {
        int a = dfg.arg(inst, 0).index();
        int b = dfg.arg(inst, 1).index();
        hash = (hash * 31 + a + b) * 31 + a * b; // sums alone are all the same in a deep expression
        first = 2;
      }
      for (int i = first; i < count; i++) {
        hash = hash * 31 + dfg.arg(inst, i).index();
      }
      hash = (hash ^ hash >>> 16) * 0x85EBCA6B; // the end of MurmurHash3
      hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
      return hash ^ hash >>> 16;
    }

    private boolean isSame(Inst inst, InstructionData data, Inst other) {
      int count = dfg.argCount(inst);
      if (!data.sameOperation(dfg.data(other)) || dfg.argCount(other) != count) {
        return false;
      }
      int first = 0;
      if (data.opcode().isCommutative()) {
        boolean isSwapped = isSameArg(inst, 0, other, 1) && isSameArg(inst, 1, other, 0);
        if (!isSwapped && !(isSameArg(inst, 0, other, 0) && isSameArg(inst, 1, other, 1))) {
          return false;
        }
        first = 2;
      }
      for (int i = first; i < count; i++) {
        if (!isSameArg(inst, i, other, i)) {
          return false;
        }
      }
      return true;
    }

    private boolean isSameArg(Inst inst, int i, Inst other, int j) {
      return dfg.arg(inst, i).index() == dfg.arg(other, j).index();
    }

    private void grow() {
      int[] old = table;
      table = new int[old.length * 2];
      Arrays.fill(table, EMPTY);
      int mask = table.length - 1;
      for (int i = 0; i < old.length; i += 2) {
        if (old[i + 1] != EMPTY) {
          int slot = old[i] << 1 & mask;
          while (table[slot + 1] != EMPTY) {
            slot = slot + 2 & mask;
          }
          table[slot] = old[i];
          table[slot + 1] = old[i + 1];
        }
      }
    }
  }
}
