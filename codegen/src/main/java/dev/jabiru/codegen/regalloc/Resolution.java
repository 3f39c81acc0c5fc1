// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Makes the edges agree about what is where, numbers slots and puts all moves in order.
 *
 * <p>First it finds which registers that blocks begin with are read at all; the others need no move
 * on any edge. Then what is read from slots gets one, and is stored once, behind its definition.
 *
 * <p>Before an instruction stand, in this order: stores of what the instruction before defined,
 * moves of the edge into its block, stores of parameters, moves of the instruction itself, moves of
 * the edge out of its block.
 */
final class Resolution {
  private final LinearScan scan;
  private final RegallocInput input;
  private final Liveness liveness;
  private final int width;
  private final IntTable shuffles;
  private final int blocks;

  /** By block, as masks: registers whose content on entry is read. */
  private final long[] liveIn;

  private final long[] reads;
  private final long[] writes;
  private final int[] register;
  private final int[] firstShuffle;

  /** By virtual register: its slot; -1 for none; 0 until they are numbered. */
  private final int[] slot;

  private boolean hasSlots;
  private int slotCount;
  private int[] work = new int[64];
  private int workCount;
  private final Moves moves;

  Resolution(LinearScan scan) {
    this.scan = scan;
    input = scan.input;
    liveness = scan.liveness;
    width = scan.width;
    shuffles = scan.shuffles;
    blocks = input.blockCount();
    liveIn = new long[blocks];
    reads = new long[blocks];
    writes = new long[blocks];
    register = LinearScan.filled(input.vregCount());
    slot = LinearScan.filled(input.vregCount());
    firstShuffle = new int[blocks + 1];
    moves = new Moves(scan.env);
  }

  RegallocOutput resolve() {
    int next = 0;
    for (int b = 0; b < blocks; b++) {
      firstShuffle[b] = next;
      while (next < shuffles.rows() && shuffles.get(next, 0) < input.endInst(b)) {
        next++;
      }
    }
    firstShuffle[blocks] = next;
    for (int b = 0; b < blocks; b++) {
      summarise(b);
    }
    // Parameters in slots read registers on the edges to them, and so more slots may be needed.
    while (findLive()) {
      findSlots();
    }
    numberSlots();
    for (int b = 0; b < blocks; b++) {
      emit(b);
    }
    for (int i = 0; i < blocks; i++) {
      for (int inst = input.firstInst(i); inst < input.endInst(i); inst++) {
        for (int o = scan.firstOperand[inst]; o < scan.firstOperand[inst + 1]; o++) {
          if (scan.places[o] == LinearScan.IN_SLOT) {
            scan.places[o] =
                Allocation.slot(slot[input.operandVreg(inst, o - scan.firstOperand[inst])]);
          }
        }
      }
    }
    return new Allocated(scan.firstOperand, scan.places, slotCount, moves.table());
  }

  private void summarise(int b) {
    long read = 0;
    long written = 0;
    int shuffle = firstShuffle[b + 1] - 1;
    for (int i = input.endInst(b) - 1; i >= input.firstInst(b); i--) {
      for (int o = scan.firstOperand[i]; o < scan.firstOperand[i + 1]; o++) {
        if (scan.places[o] >= 0 && isDef(i, o)) {
          read &= ~(1L << scan.places[o]);
          written |= 1L << scan.places[o];
        }
      }
      for (int o = scan.firstOperand[i]; o < scan.firstOperand[i + 1]; o++) {
        if (scan.places[o] >= 0 && !isDef(i, o)) {
          read |= 1L << scan.places[o];
        }
      }
      long sources = 0;
      for (; shuffle >= firstShuffle[b] && shuffles.get(shuffle, 0) == i; shuffle--) {
        read &= ~(1L << shuffles.get(shuffle, 1));
        written |= 1L << shuffles.get(shuffle, 1);
        int from = shuffles.get(shuffle, 3);
        sources |= from >= 0 ? 1L << from : 0;
      }
      read |= sources;
    }
    reads[b] = read;
    writes[b] = written;
  }

  private boolean isDef(int inst, int place) {
    return Operand.isDef(input.operandDemand(inst, place - scan.firstOperand[inst]));
  }

  /** {@return whether anything new was found} */
  private boolean findLive() {
    boolean isNew = !hasSlots;
    hasSlots = true;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int b = blocks - 1; b >= 0; b--) {
        setExit(b, true);
        long out = 0;
        for (int e = 0; e < input.successorCount(b); e++) {
          int to = input.successor(b, e);
          for (long rest = liveIn[to]; rest != 0; rest &= rest - 1) {
            int v = scan.entryRegs[to * width + Long.numberOfTrailingZeros(rest)];
            int r = v < 0 ? -1 : register[source(b, e, to, v)];
            out |= r >= 0 ? 1L << r : 0;
          }
          for (int p = 0; p < input.blockParamCount(to); p++) {
            int r = register[input.branchArgument(b, e, p)];
            out |= r >= 0 && slot[input.blockParam(to, p)] >= 0 ? 1L << r : 0;
          }
        }
        setExit(b, false);
        long live = reads[b] | out & ~writes[b];
        changed |= live != liveIn[b];
        liveIn[b] = live;
        isNew |= changed;
      }
    }
    return isNew;
  }

  private void setExit(int b, boolean isSet) {
    for (int r = 0; r < width; r++) {
      int v = scan.exitRegs[b * width + r];
      if (v >= 0) {
        register[v] = isSet ? r : -1;
      }
    }
  }

  /** {@return what an edge gives to a virtual register of the block it leads to} */
  private int source(int from, int edge, int to, int v) {
    boolean isParam = liveness.defInst[v] < 0 && liveness.defBlock[v] == to;
    return isParam ? input.branchArgument(from, edge, liveness.paramPosition[v]) : v;
  }

  private void findSlots() {
    for (int b = 0; b < blocks; b++) {
      for (int i = input.firstInst(b); i < input.endInst(b); i++) {
        for (int o = scan.firstOperand[i]; o < scan.firstOperand[i + 1]; o++) {
          if (scan.places[o] == LinearScan.IN_SLOT) {
            need(input.operandVreg(i, o - scan.firstOperand[i]));
          }
        }
      }
      setExit(b, true);
      for (int e = 0; e < input.successorCount(b); e++) {
        int to = input.successor(b, e);
        for (long rest = liveIn[to]; rest != 0; rest &= rest - 1) {
          int v = scan.entryRegs[to * width + Long.numberOfTrailingZeros(rest)];
          if (v >= 0) {
            int from = source(b, e, to, v);
            if (register[from] < 0 && !input.isRematerializable(from)) {
              need(from);
            }
          }
        }
      }
      setExit(b, false);
    }
    for (int s = 0; s < shuffles.rows(); s++) {
      int v = shuffles.get(s, 2);
      if (shuffles.get(s, 3) < 0 && !input.isRematerializable(v)) {
        need(v);
      }
    }
    while (workCount > 0) {
      int v = work[--workCount];
      int b = liveness.defBlock[v];
      if (entryRegister(b, v) < 0) {
        needArguments(b, liveness.paramPosition[v]);
      }
    }
  }

  /** A parameter that begins in its slot: what is not in a register on an edge is in one too. */
  private void needArguments(int b, int position) {
    for (int p = 0; p < input.predecessorCount(b); p++) {
      int from = input.predecessor(b, p);
      for (int e = 0; e < input.successorCount(from); e++) {
        if (input.successor(from, e) == b) {
          int arg = input.branchArgument(from, e, position);
          if (exitRegister(from, arg) < 0 && !input.isRematerializable(arg)) {
            need(arg);
          }
        }
      }
    }
  }

  private int entryRegister(int b, int v) {
    for (long rest = liveIn[b]; rest != 0; rest &= rest - 1) {
      int r = Long.numberOfTrailingZeros(rest);
      if (scan.entryRegs[b * width + r] == v) {
        return r;
      }
    }
    return -1;
  }

  private int exitRegister(int b, int v) {
    for (int r = 0; r < width; r++) {
      if (scan.exitRegs[b * width + r] == v) {
        return r;
      }
    }
    return -1;
  }

  private void need(int v) {
    if (slot[v] < 0) {
      slot[v] = 0;
      if (liveness.defInst[v] < 0 && liveness.defBlock[v] >= 0) {
        if (workCount == work.length) {
          work = Arrays.copyOf(work, workCount * 2);
        }
        work[workCount++] = v;
      }
    }
  }

  /** By a scan over the intervals in the order of their starts; those that ended free slots. */
  private void numberSlots() {
    int count = 0;
    for (int v = 0; v < slot.length; v++) {
      count += slot[v] >= 0 ? 1 : 0;
    }
    long[] order = new long[count];
    count = 0;
    for (int v = 0; v < slot.length; v++) {
      if (slot[v] >= 0) {
        order[count++] = (long) (liveness.start(v) + 1) << 32 | v;
      }
    }
    Arrays.sort(order);
    PriorityQueue<Long> busy = new PriorityQueue<>();
    for (long next : order) {
      int v = (int) next;
      int start = (int) (next >>> 32) - 1;
      Long first = busy.peek();
      if (first != null && first >>> 32 < start) {
        busy.remove();
        slot[v] = (int) (long) first;
      } else {
        slot[v] = slotCount++;
      }
      busy.add((long) liveness.end(v) << 32 | slot[v]);
    }
  }

  private void emit(int b) {
    int first = input.firstInst(b);
    int end = input.endInst(b);
    if (input.predecessorCount(b) == 1) {
      int from = input.predecessor(b, 0);
      storeDefs(first, input.endInst(from) - 1);
      for (int e = 0; e < input.successorCount(from); e++) {
        if (input.successor(from, e) == b) {
          edge(first, from, e, b);
        }
      }
    }
    for (int p = 0; p < input.blockParamCount(b); p++) {
      int v = input.blockParam(b, p);
      int r = slot[v] < 0 ? -1 : entryRegister(b, v);
      if (r >= 0) {
        moves.add(first, r, Allocation.slot(slot[v]), input.vregClass(v), -1);
      }
    }
    int shuffle = firstShuffle[b];
    for (int i = first; i < end; i++) {
      if (i > first) {
        storeDefs(i, i - 1);
      }
      for (; shuffle < firstShuffle[b + 1] && shuffles.get(shuffle, 0) == i; shuffle++) {
        int v = shuffles.get(shuffle, 2);
        int from = shuffles.get(shuffle, 3);
        parallel(v, from, shuffles.get(shuffle, 1));
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

  private void parallel(int v, int from, int to) {
    int c = input.vregClass(v);
    if (from >= 0) {
      moves.parallel(from, to, c, -1);
    } else if (input.isRematerializable(v)) {
      moves.parallel(to, to, c, v);
    } else {
      moves.parallel(Allocation.slot(slot[v]), to, c, -1);
    }
  }

  private void storeDefs(int at, int inst) {
    for (int o = scan.firstOperand[inst]; o < scan.firstOperand[inst + 1]; o++) {
      int v = input.operandVreg(inst, o - scan.firstOperand[inst]);
      if (isDef(inst, o) && slot[v] >= 0 && scan.places[o] >= 0) {
        moves.add(at, scan.places[o], Allocation.slot(slot[v]), input.vregClass(v), -1);
      }
    }
  }

  private void edge(int at, int from, int edge, int to) {
    setExit(from, true);
    for (long rest = liveIn[to]; rest != 0; rest &= rest - 1) {
      int r = Long.numberOfTrailingZeros(rest);
      int v = scan.entryRegs[to * width + r];
      if (v >= 0) {
        int source = source(from, edge, to, v);
        parallel(source, register[source], r);
      }
    }
    for (int p = 0; p < input.blockParamCount(to); p++) {
      int v = input.blockParam(to, p);
      if (slot[v] >= 0 && entryRegister(to, v) < 0) {
        int source = input.branchArgument(from, edge, p);
        parallel(source, register[source], Allocation.slot(slot[v]));
      }
    }
    setExit(from, false);
    moves.flush(at);
  }
}
