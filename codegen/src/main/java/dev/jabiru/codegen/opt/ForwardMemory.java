// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.ControlFlowGraph;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.DominatorTree;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Global;
import dev.jabiru.codegen.ir.GlobalData;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstBuilder;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Layout;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Trait;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.codegen.opt.PendingStores.Pending;
import dev.jabiru.entity.SecondaryMap;
import org.jspecify.annotations.Nullable;

/**
 * Uses what is known to be in memory, globals and tables: a load of what has been loaded or stored
 * yields that value, and a store that another covers before anything sees it is dropped.
 *
 * <p>What is known flows from a block to those of which it is the only predecessor; a join knows
 * nothing. {@link Place} says when two accesses are of the same bytes and when they are apart; any
 * two others might touch each other, in two memories too, since a memory can be imported twice.
 * Calls may change everything but immutable globals. Checks for interruption and fuel change
 * nothing that can be loaded.
 *
 * <p>A load of as many bytes as a known access is of yields that one's value, or the lowest bytes
 * of it, extended: what that takes comes in the load's place. Narrower and wider loads are left.
 *
 * <p>A load that is dropped cannot have trapped: the same bytes have been accessed before. What may
 * trap shows memory to the host, and so sees every store before it; {@link CheckedRanges} says what
 * does not. {@link PendingStores} says which stores are dropped. One that may trap is dropped only
 * where the next does so instead, which takes its source location.
 *
 * <p>Plain accesses of shared memories are left alone.
 *
 * <p>Blocks and edges stay as they were.
 */
final class ForwardMemory implements Pass {
  @Override
  public void run(Function function, Analyses analyses) {
    new Walk(function, analyses).run();
  }

  private static final class Walk implements InstBuilder {
    private final Function function;
    private final DataFlowGraph dfg;
    private final Layout layout;
    private final ControlFlowGraph graph;
    private final DominatorTree tree;
    private final Place place;
    private final GreatestValue greatest;
    private final Folder folder;

    /** The load in whose place something else comes. */
    private @Nullable Inst before;

    /** What is known at the end of a block that others inherit from. */
    private final SecondaryMap<Block, @Nullable KnownPlaces> atEnd = SecondaryMap.withDefault(null);

    private KnownPlaces known = new KnownPlaces();

    /** The ranges checked at the end of a block that dominates others. */
    private final SecondaryMap<Block, @Nullable CheckedRanges> checkedAtEnd =
        SecondaryMap.withDefault(null);

    private @Nullable CheckedRanges checked;

    private final PendingStores pending = new PendingStores();

    Walk(Function function, Analyses analyses) {
      this.function = function;
      this.dfg = function.dfg();
      this.layout = function.layout();
      this.graph = analyses.graph();
      this.tree = analyses.tree();
      this.place = new Place(dfg);
      this.greatest = new GreatestValue(dfg);
      this.folder = new Folder(function);
    }

    void run() {
      for (int i = 0; i < tree.reachableCount(); i++) {
        Block block = tree.inReversePostorder(i);
        Block from = block.equals(layout.entry()) ? null : graph.singlePredecessor(block);
        KnownPlaces before = from == null ? null : atEnd.get(from);
        known = before == null ? new KnownPlaces() : new KnownPlaces(before);
        Block dominator = tree.immediateDominator(block);
        checked = dominator == null ? null : checkedAtEnd.get(dominator);
        visit(block);
        if (checked != null && tree.firstChild(block) != null) {
          checkedAtEnd.set(block, checked);
        }
        if (known.size() > 0 && tree.firstChild(block) != null) {
          atEnd.set(block, known);
        }
      }
      dfg.resolveAliases(layout);
    }

    private void visit(Block block) {
      pending.clear();
      Inst inst = layout.firstInst(block);
      while (inst != null) {
        Inst next = layout.nextInst(inst);
        for (int i = 0, n = dfg.argCount(inst); i < n; i++) {
          Value arg = dfg.arg(inst, i);
          if (dfg.isAlias(arg)) {
            dfg.setArg(inst, i, dfg.resolve(arg));
          }
        }
        if (!dfg.opcode(inst).isPure()) {
          visit(inst, dfg.data(inst));
        }
        inst = next;
      }
    }

    private void visit(Inst inst, InstructionData data) {
      switch (data.opcode()) {
        case LOAD, ULOAD8, SLOAD8, ULOAD16, SLOAD16, ULOAD32, SLOAD32 -> loadMemory(inst, data);
        case GLOBAL_GET -> {
          int global = data.global().index();
          if (!load(inst, Opcode.GLOBAL_GET, place.ofGlobal(global), false) && isMutable(global)) {
            pending.readGlobal();
          }
        }
        case TABLE_GET -> {
          if (!load(inst, Opcode.TABLE_GET, placeInTable(inst, data), true)) {
            pending.clear();
          }
        }
        case STORE, ISTORE8, ISTORE16, ISTORE32 -> storeMemory(inst, data);
        case GLOBAL_SET -> {
          known.forgetGlobals(this::isMutable);
          store(inst, place.ofGlobal(data.global().index()), false);
          known.put(place, Opcode.GLOBAL_GET, data.type(), dfg.arg(inst, 0));
        }
        case TABLE_SET -> {
          Value element = dfg.arg(inst, 1);
          known.overwriteTable(placeInTable(inst, data));
          store(inst, place, true);
          known.put(place, Opcode.TABLE_GET, dfg.type(element), element);
        }
        case STACK_LOAD, STACK_STORE, MEMORY_SIZE, TABLE_SIZE -> pending.passBy();
        case INTERRUPT_CHECK, FUEL -> pending.clear();
        default -> {
          pending.clear();
          if (data.opcode().is(Trait.WRITES)) {
            known.forgetAllBut(global -> !isMutable(global));
          }
        }
      }
    }

    private void loadMemory(Inst inst, InstructionData data) {
      if (isShared(data)) {
        pending.clear();
        return;
      }
      boolean mayTrap = mayTrap(placeInMemory(inst, data), data);
      if (load(inst, data.opcode(), place, mayTrap)) {
        return;
      }
      if (mayTrap) {
        pending.clear();
        checked = CheckedRanges.with(place, checked);
      } else {
        pending.readMemory(place);
      }
    }

    private void storeMemory(Inst inst, InstructionData data) {
      known.overwriteMemory(placeInMemory(inst, data));
      if (isShared(data)) {
        pending.clear();
        return;
      }
      if (data.isInBounds()) { // because of a store that is pending, perhaps
        pending.passBy();
      }
      boolean mayTrap = mayTrap(place, data);
      store(inst, place, mayTrap);
      if (mayTrap) {
        checked = CheckedRanges.with(place, checked);
      }
      Opcode opcode = data.opcode() == Opcode.STORE ? Opcode.LOAD : data.opcode();
      known.put(place, opcode, data.type(), dfg.arg(inst, 1));
    }

    private boolean mayTrap(Place place, InstructionData data) {
      return !CheckedRanges.cover(checked, place, function.memories().get(data.memory()));
    }

    /** Drops the stores that one makes superfluous. */
    private void store(Inst inst, Place place, boolean mayTrap) {
      boolean mayTrapNow = mayTrap;
      Pending covered = pending.takeCovered(place, mayTrap);
      while (covered != null) {
        if (covered.mayTrap) { // so will this one now, in its place
          function.setSourceLoc(inst, function.sourceLoc(covered.inst));
          mayTrapNow = true;
        }
        layout.removeInst(covered.inst);
        covered = pending.takeCovered(place, mayTrap);
      }
      if (mayTrapNow) {
        pending.clear();
      }
      pending.add(inst, place, mayTrapNow);
    }

    private Place placeInMemory(Inst inst, InstructionData data) {
      int bytes = AddressSum.bytes(data);
      return place.inMemory(data.memory().index(), dfg.arg(inst, 0), data.offset(), bytes);
    }

    private Place placeInTable(Inst inst, InstructionData data) {
      return place.inTable(data.table().index(), dfg.arg(inst, 0));
    }

    /** Drops a load if what it yields is known, and returns whether it is. */
    private boolean load(Inst inst, Opcode opcode, Place place, boolean mayTrap) {
      Value result = dfg.result(inst);
      Type type = dfg.type(result);
      int found = known.find(place, opcode, type, mayTrap);
      Value value = found < 0 ? null : known.value(found);
      if (value == null) {
        int bytes = known.findBytes(place, mayTrap);
        before = inst;
        value = bytes < 0 ? null : extracted(known.value(bytes), place.bytes, opcode, type);
        known.put(place, opcode, type, value == null ? result : value);
      }
      if (value == null) {
        return false;
      }
      dfg.changeToAlias(result, value);
      layout.removeInst(inst);
      return true;
    }

    // What a load would make of a value's lowest bytes.

    /** Returns what a load yields from where the lowest bytes of a value are, null if unknown. */
    private @Nullable Value extracted(Value value, int bytes, Opcode load, Type to) {
      Type from = dfg.type(value);
      if (load == Opcode.LOAD) {
        boolean isCast = from.bytes() == to.bytes() && from.isInt() != to.isInt();
        return from == to
            ? value
            : from == Type.I64 && to == Type.I32
                ? folded(ireduce(value))
                : isCast ? folded(bitcast(to, value)) : null;
      }
      if (!from.isInt()) {
        return null;
      }
      boolean isSigned = load == Opcode.SLOAD8 || load == Opcode.SLOAD16 || load == Opcode.SLOAD32;
      Value part = from == Type.I64 && to == Type.I32 ? folded(ireduce(value)) : value;
      part = isSigned ? signExtended(part, bytes) : masked(part, bytes);
      if (dfg.type(part) == to) {
        return part;
      }
      return folded(isSigned ? sextend(part) : uextend(part));
    }

    private Value signExtended(Value value, int bytes) {
      return switch (bytes) {
        case 1 -> folded(sextend8(value));
        case 2 -> folded(sextend16(value));
        default -> dfg.type(value) == Type.I64 ? folded(sextend32(value)) : value;
      };
    }

    private Value masked(Value value, int bytes) {
      long mask = -1L >>> Long.SIZE - bytes * Byte.SIZE;
      if (greatest.of(value) <= mask) {
        return value;
      }
      return folded(band(value, iconst(dfg.type(value), mask)));
    }

    private Value folded(Value value) {
      Inst inst = dfg.definingInst(value);
      if (inst != null) {
        folder.fold(inst);
      }
      return value;
    }

    @Override
    public Function function() {
      return function;
    }

    @Override
    public void place(Inst inst) {
      if (before != null) {
        layout.insertInstBefore(inst, before);
        function.setSourceLoc(inst, function.sourceLoc(before));
      }
    }

    // Entities.

    private boolean isShared(InstructionData data) {
      return function.memories().get(data.memory()).isShared();
    }

    private boolean isMutable(int global) {
      GlobalData data = function.globals().get(new Global(global));
      return data.isMutable();
    }
  }
}
