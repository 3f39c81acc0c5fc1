// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

/**
 * Makes the edges agree about what is where, and puts all moves in order.
 *
 * <p>Before an instruction stand, in this order: stores of what the instruction before defined,
 * moves of the edge into its block, stores of parameters, moves of the instruction itself, moves of
 * the edge out of its block.
 */
final class Resolution {
  private final Placement placement;
  private final RegallocInput input;
  private final Needs needs;
  private final Slots slots;
  private final Moves moves;

  private Resolution(Placement placement, Liveness liveness) {
    this.placement = placement;
    input = placement.input;
    needs = new Needs(placement, liveness);
    slots = new Slots(placement, liveness, needs);
    moves = new Moves(placement.env, slots.count());
  }

  /** {@return the finished allocation of what the scan decided} */
  static RegallocOutput resolve(Placement placement, Liveness liveness) {
    return new Resolution(placement, liveness).resolve();
  }

  private RegallocOutput resolve() {
    for (int b = 0; b < input.blockCount(); b++) {
      emit(b);
    }
    int[] places = placement.places;
    for (int i = 0, end = input.endInst(input.blockCount() - 1); i < end; i++) {
      for (int o = placement.firstOperand[i]; o < placement.firstOperand[i + 1]; o++) {
        if (places[o] == Placement.IN_SLOT) {
          places[o] = slots.place(placement.vreg(i, o));
        }
      }
    }
    return new Allocated(placement.firstOperand, places, slots.count(), moves.table());
  }

  private void emit(int b) {
    int first = input.firstInst(b);
    int end = input.endInst(b);
    if (input.predecessorCount(b) == 1) {
      int from = input.predecessor(b, 0);
      storeDefs(first, input.endInst(from) - 1);
      edge(first, from, placement.edge(b), b);
    }
    for (int p = 0, n = input.blockParamCount(b); p < n; p++) {
      int v = input.blockParam(b, p);
      if (slots.has(v)) {
        int r = readEntryRegister(b, v);
        if (r >= 0) {
          moves.add(first, r, slots.place(v), input.vregClass(v), -1);
        }
      }
    }
    IntTable shuffles = placement.shuffles;
    int shuffle = needs.firstShuffle(b);
    int endShuffle = needs.firstShuffle(b + 1);
    for (int i = first; i < end; i++) {
      if (i > first) {
        storeDefs(i, i - 1);
      }
      for (; shuffle < endShuffle && shuffles.get(shuffle, 0) == i; shuffle++) {
        parallel(shuffles.get(shuffle, 2), shuffles.get(shuffle, 3), shuffles.get(shuffle, 1));
      }
      moves.flush(i);
    }
    if (input.successorCount(b) == 1 && input.predecessorCount(input.successor(b, 0)) > 1) {
      if (input.operandCount(end - 1) > 0) {
        throw new AssertionError(
            "the jump to a block of several predecessors has operands: instruction "
                + (end - 1)
                + "\n"
                + AllocationPrinter.print(input, null));
      }
      edge(end - 1, b, 0, input.successor(b, 0));
    }
  }

  private int readEntryRegister(int block, int vreg) {
    int r = placement.entryRegister(block, vreg);
    return r >= 0 && needs.isReadOnEntry(block, r) ? r : -1;
  }

  private void parallel(int v, int from, int to) {
    int c = input.vregClass(v);
    if (from >= 0) {
      moves.parallel(from, to, c, -1);
    } else if (input.isRematerializable(v)) {
      moves.parallel(to, to, c, v);
    } else {
      moves.parallel(slots.place(v), to, c, -1);
    }
  }

  private void storeDefs(int at, int inst) {
    for (int o = placement.firstOperand[inst]; o < placement.firstOperand[inst + 1]; o++) {
      if (placement.places[o] >= 0 && placement.isDef(inst, o)) {
        int v = placement.vreg(inst, o);
        if (slots.has(v)) {
          moves.add(at, placement.places[o], slots.place(v), input.vregClass(v), -1);
        }
      }
    }
  }

  private void edge(int at, int from, int edge, int to) {
    for (long rest = needs.readOnEntry(to); rest != 0; rest &= rest - 1) {
      int r = Long.numberOfTrailingZeros(rest);
      int v = placement.entry(to, r);
      if (v >= 0) {
        int source = needs.source(from, edge, to, v);
        parallel(source, placement.exitRegister(from, source, r), r);
      }
    }
    for (int p = 0, n = input.blockParamCount(to); p < n; p++) {
      int v = input.blockParam(to, p);
      if (slots.has(v) && readEntryRegister(to, v) < 0) {
        int source = input.branchArgument(from, edge, p);
        if (slots.has(source) && slots.place(source) == slots.place(v)) {
          continue;
        }
        parallel(source, placement.exitRegister(from, source), slots.place(v));
      }
    }
    moves.flush(at);
  }
}
