// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.ControlFlowGraph;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.DominatorTree;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.GlobalData;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Layout;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Trait;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.entity.SecondaryMap;
import org.jspecify.annotations.Nullable;

/**
 * Uses what is known to be in memory, globals and tables: a load of what has been loaded or stored
 * yields that value, and a store that the next store covers at once is dropped.
 *
 * <p>What is known flows from a block to those of which it is the only predecessor; a join knows
 * nothing. Two accesses with the same address operand and disjoint ranges do not touch each other;
 * any two others might, in two memories too, since a memory can be imported twice. Calls may change
 * everything but immutable globals. Checks for interruption and fuel change nothing that can be
 * loaded.
 *
 * <p>A load that is dropped cannot have trapped: the same bytes have been accessed before. A store
 * that is dropped would have trapped where the next one does, which so takes its source location.
 * Plain accesses of shared memories are left alone.
 *
 * <p>Blocks and edges stay as they were.
 */
final class ForwardMemory implements Pass {
  @Override
  public void run(Function function, Analyses analyses) {
    new Walk(function, analyses).run();
  }

  private static final class Walk {
    private final Function function;
    private final DataFlowGraph dfg;
    private final Layout layout;
    private final ControlFlowGraph graph;
    private final DominatorTree tree;

    /** What is known at the end of a block that others inherit from. */
    private final SecondaryMap<Block, @Nullable KnownPlaces> atEnd = SecondaryMap.withDefault(null);

    private KnownPlaces known = new KnownPlaces();

    Walk(Function function, Analyses analyses) {
      this.function = function;
      this.dfg = function.dfg();
      this.layout = function.layout();
      this.graph = analyses.graph();
      this.tree = analyses.tree();
    }

    void run() {
      for (int i = 0; i < tree.reachableCount(); i++) {
        Block block = tree.inReversePostorder(i);
        Block from = block.equals(layout.entry()) ? null : graph.singlePredecessor(block);
        KnownPlaces before = from == null ? null : atEnd.get(from);
        known = before == null ? new KnownPlaces() : new KnownPlaces(before);
        visit(block);
        if (known.size() > 0 && tree.firstChild(block) != null) {
          atEnd.set(block, known);
        }
      }
      dfg.resolveAliases(layout);
    }

    private void visit(Block block) {
      Inst store = null; // the last one, if nothing has happened since
      Inst inst = layout.firstInst(block);
      while (inst != null) {
        Inst next = layout.nextInst(inst);
        for (int i = 0, n = dfg.argCount(inst); i < n; i++) {
          Value arg = dfg.arg(inst, i);
          if (dfg.isAlias(arg)) {
            dfg.setArg(inst, i, dfg.resolve(arg));
          }
        }
        Opcode opcode = dfg.opcode(inst);
        if (!opcode.isPure()) {
          if (store != null && covers(inst, store)) {
            function.setSourceLoc(inst, function.sourceLoc(store));
            layout.removeInst(store);
          }
          visit(inst, dfg.data(inst));
          store = isStore(opcode) ? inst : null;
        }
        inst = next;
      }
    }

    private static boolean isStore(Opcode opcode) {
      return opcode == Opcode.STORE || opcode == Opcode.GLOBAL_SET || opcode == Opcode.TABLE_SET;
    }

    private boolean covers(Inst inst, Inst store) {
      InstructionData data = dfg.data(inst);
      return data.sameOperation(dfg.data(store))
          && (data.opcode() == Opcode.GLOBAL_SET
              || dfg.arg(inst, 0).equals(dfg.arg(store, 0))
                  && (data.opcode() != Opcode.STORE || !isShared(data)));
    }

    private void visit(Inst inst, InstructionData data) {
      switch (data.opcode()) {
        case LOAD, ULOAD8, SLOAD8, ULOAD16, SLOAD16, ULOAD32, SLOAD32 -> {
          if (!isShared(data)) {
            Value address = dfg.arg(inst, 0);
            load(inst, data.opcode(), data.memory().index(), address, data.offset(), data.type());
          }
        }
        case GLOBAL_GET ->
            load(inst, Opcode.GLOBAL_GET, data.global().index(), null, 0, data.type());
        case TABLE_GET ->
            load(inst, Opcode.TABLE_GET, data.table().index(), dfg.arg(inst, 0), 0, data.type());
        case STORE -> {
          storeMemory(inst, data, data.type().bytes());
          if (!isShared(data)) {
            known.put(
                Opcode.LOAD,
                data.type(),
                data.memory().index(),
                dfg.arg(inst, 0),
                data.offset(),
                data.type().bytes(),
                dfg.arg(inst, 1));
          }
        }
        case ISTORE8 -> storeMemory(inst, data, 1);
        case ISTORE16 -> storeMemory(inst, data, 2);
        case ISTORE32 -> storeMemory(inst, data, 4);
        case GLOBAL_SET -> {
          known.forget(Opcode.GLOBAL_GET, this::isMutable);
          known.put(
              Opcode.GLOBAL_GET, data.type(), data.global().index(), null, 0, 0, dfg.arg(inst, 0));
        }
        case TABLE_SET -> {
          known.forget(Opcode.TABLE_GET, table -> true);
          known.put(
              Opcode.TABLE_GET,
              dfg.type(dfg.arg(inst, 1)),
              data.table().index(),
              dfg.arg(inst, 0),
              0,
              0,
              dfg.arg(inst, 1));
        }
        case INTERRUPT_CHECK, FUEL, STACK_STORE -> {}
        default -> {
          if (data.opcode().is(Trait.WRITES)) {
            known.forgetAllBut(Opcode.GLOBAL_GET, global -> !isMutable(global));
          }
        }
      }
    }

    private void load(
        Inst inst, Opcode opcode, int entity, @Nullable Value address, long offset, Type type) {
      Value result = dfg.result(inst);
      int found = known.find(opcode, dfg.type(result), entity, address, offset);
      if (found >= 0) {
        dfg.changeToAlias(result, new Value(found));
        layout.removeInst(inst);
        return;
      }
      known.put(opcode, dfg.type(result), entity, address, offset, widthOf(opcode, type), result);
    }

    private void storeMemory(Inst inst, InstructionData data, int bytes) {
      known.overwrite(dfg.arg(inst, 0), data.offset(), bytes);
    }

    private static int widthOf(Opcode opcode, Type type) {
      return switch (opcode) {
        case LOAD -> type.bytes();
        case ULOAD8, SLOAD8 -> 1;
        case ULOAD16, SLOAD16 -> 2;
        case ULOAD32, SLOAD32 -> 4;
        default -> 0;
      };
    }

    private boolean isShared(InstructionData data) {
      return function.memories().get(data.memory()).isShared();
    }

    private boolean isMutable(int global) {
      GlobalData data = function.globals().get(new dev.jabiru.codegen.ir.Global(global));
      return data.isMutable();
    }
  }
}
