// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Proves an allocation right: follows every virtual register through places and moves, over all
 * paths, and sees that each operand finds the value that the input meant, where it demanded it.
 *
 * <p>What is known at a point is which virtual registers each place holds for certain; where paths
 * meet, what all of them know. A definition makes what places held of an older value of the same
 * virtual register void. An edge gives the parameters of its block the values of the arguments, all
 * at once. Shares no code with any allocator. Belongs to one thread.
 */
public final class SymbolicChecker {
  private static final int MOST = 20;

  private final RegallocInput input;
  private final RegallocOutput output;
  private final MachineEnv env;
  private final List<String> errors = new ArrayList<>();
  private final int[] firstMove;
  private final @Nullable TreeMap<Integer, TreeSet<Integer>>[] entries;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private SymbolicChecker(RegallocInput input, RegallocOutput output, MachineEnv env) {
    this.input = input;
    this.output = output;
    this.env = env;
    entries = new TreeMap[input.blockCount()];
    firstMove = new int[input.endInst(input.blockCount() - 1) + 1];
    int move = 0;
    for (int i = 0; i < firstMove.length; i++) {
      firstMove[i] = move;
      while (move < output.moveCount() && output.moveInst(move) == i) {
        move++;
      }
    }
    if (move != output.moveCount()) {
      errors.add("moves are out of order, or stand behind the last instruction");
    }
  }

  /**
   * Checks an allocation.
   *
   * @param input what was to be allocated
   * @param output the allocation
   * @param env the machine
   * @return what is wrong with it; empty if it is right
   */
  public static List<String> check(RegallocInput input, RegallocOutput output, MachineEnv env) {
    SymbolicChecker checker = new SymbolicChecker(input, output, env);
    if (checker.errors.isEmpty()) {
      checker.solve();
      checker.report();
    }
    return checker.errors;
  }

  private void solve() {
    ArrayDeque<Integer> work = new ArrayDeque<>();
    BitSet queued = new BitSet();
    entries[0] = new TreeMap<>();
    work.add(0);
    while (!work.isEmpty()) {
      int b = work.remove();
      queued.clear(b);
      TreeMap<Integer, TreeSet<Integer>> state = walk(b, false);
      for (int e = 0; e < input.successorCount(b); e++) {
        int to = input.successor(b, e);
        if (meet(to, cross(state, b, e)) && !queued.get(to)) {
          queued.set(to);
          work.add(to);
        }
      }
    }
  }

  private void report() {
    for (int b = 0; b < input.blockCount() && errors.size() < MOST; b++) {
      if (entries[b] != null) {
        walk(b, true);
      }
    }
  }

  /** {@return what is known behind an edge, where the arguments have become parameters} */
  private TreeMap<Integer, TreeSet<Integer>> cross(
      TreeMap<Integer, TreeSet<Integer>> state, int block, int edge) {
    int to = input.successor(block, edge);
    TreeMap<Integer, TreeSet<Integer>> behind = copy(state);
    int params = input.blockParamCount(to);
    for (int i = 0; i < params; i++) {
      forget(behind, input.blockParam(to, i));
    }
    for (int i = 0; i < params; i++) {
      int arg = input.branchArgument(block, edge, i);
      for (var entry : state.entrySet()) {
        if (entry.getValue().contains(arg)) {
          behind.computeIfAbsent(entry.getKey(), k -> new TreeSet<>()).add(input.blockParam(to, i));
        }
      }
    }
    return behind;
  }

  private boolean meet(int block, TreeMap<Integer, TreeSet<Integer>> state) {
    TreeMap<Integer, TreeSet<Integer>> known = entries[block];
    if (known == null || block == 0) {
      boolean isNew = known == null;
      entries[block] = isNew ? state : known;
      return isNew;
    }
    boolean changed = false;
    for (var i = known.entrySet().iterator(); i.hasNext(); ) {
      var entry = i.next();
      changed |= entry.getValue().retainAll(state.getOrDefault(entry.getKey(), new TreeSet<>()));
      if (entry.getValue().isEmpty()) {
        i.remove();
      }
    }
    return changed;
  }

  private static TreeMap<Integer, TreeSet<Integer>> copy(TreeMap<Integer, TreeSet<Integer>> state) {
    TreeMap<Integer, TreeSet<Integer>> copy = new TreeMap<>();
    state.forEach((place, vregs) -> copy.put(place, new TreeSet<>(vregs)));
    return copy;
  }

  private static void forget(TreeMap<Integer, TreeSet<Integer>> state, int vreg) {
    state.values().forEach(vregs -> vregs.remove(vreg));
    state.values().removeIf(TreeSet::isEmpty);
  }

  private TreeMap<Integer, TreeSet<Integer>> walk(int block, boolean reports) {
    TreeMap<Integer, TreeSet<Integer>> entry = entries[block];
    if (entry == null) {
      throw new AssertionError("no edge to block" + block + " has been walked");
    }
    TreeMap<Integer, TreeSet<Integer>> state = copy(entry);
    for (int i = input.firstInst(block); i < input.endInst(block); i++) {
      for (int m = firstMove[i]; m < firstMove[i + 1]; m++) {
        move(state, m, reports);
      }
      state.remove(env.intScratch());
      state.remove(env.floatScratch());
      if (reports) {
        checkUses(state, i);
        checkOverlap(i);
      }
      write(state, i);
    }
    return state;
  }

  private void move(TreeMap<Integer, TreeSet<Integer>> state, int move, boolean reports) {
    int to = output.moveTo(move);
    int c = output.moveClass(move);
    int origin = output.moveOrigin(move);
    TreeSet<Integer> held = new TreeSet<>();
    if (origin >= 0) {
      held.add(origin);
      if (reports && !(input.isRematerializable(origin) && Allocation.isRegister(to))) {
        error(output.moveInst(move), "cannot make v" + origin + " again in " + name(to));
      }
      if (reports && input.vregClass(origin) != c) {
        error(output.moveInst(move), "makes v" + origin + " again in the other class");
      }
    } else {
      int from = output.moveFrom(move);
      held.addAll(state.getOrDefault(from, new TreeSet<>()));
      if (reports && held.isEmpty()) {
        error(output.moveInst(move), "moves what nobody knows from " + name(from));
      }
      if (reports && from < 0 && to < 0) {
        error(output.moveInst(move), "moves from slot to slot");
      }
      checkMovePlace(move, from, c, reports);
    }
    checkMovePlace(move, to, c, reports);
    state.remove(to);
    if (!held.isEmpty()) {
      state.put(to, held);
    }
  }

  private void checkMovePlace(int move, int place, int c, boolean reports) {
    int scratch = c == MachineEnv.INT ? env.intScratch() : env.floatScratch();
    if (reports && place != scratch && !isPlace(place, c)) {
      error(output.moveInst(move), "moves from or to " + name(place) + ", which is no such place");
    }
  }

  private boolean isPlace(int place, int c) {
    if (!Allocation.isRegister(place)) {
      return Allocation.slotNumber(place) < output.slotCount();
    }
    for (int register : c == MachineEnv.INT ? env.intRegisters() : env.floatRegisters()) {
      if (register == place) {
        return true;
      }
    }
    return false;
  }

  private void checkUses(TreeMap<Integer, TreeSet<Integer>> state, int inst) {
    for (int o = 0; o < input.operandCount(inst); o++) {
      int vreg = input.operandVreg(inst, o);
      int demand = input.operandDemand(inst, o);
      int place = output.place(inst, o);
      if (!Operand.isDef(demand) && !state.getOrDefault(place, new TreeSet<>()).contains(vreg)) {
        error(
            inst,
            "operand "
                + o
                + ": wanted v"
                + vreg
                + ", found "
                + state.get(place)
                + " in "
                + name(place));
      }
      boolean fits =
          switch (Operand.constraint(demand)) {
            case Operand.ANY -> isPlace(place, input.vregClass(vreg));
            case Operand.REG ->
                Allocation.isRegister(place) && isPlace(place, input.vregClass(vreg));
            case Operand.FIXED -> place == Operand.argument(demand);
            default -> place == output.place(inst, Operand.argument(demand));
          };
      if (!fits) {
        error(inst, "operand " + o + " may not be in " + name(place));
      }
    }
  }

  private long clobbers(int inst) {
    long clobbers = input.clobbers(inst);
    for (int o = 0; o < input.operandCount(inst); o++) {
      int demand = input.operandDemand(inst, o);
      if (Operand.isDef(demand) && Operand.constraint(demand) == Operand.FIXED) {
        clobbers &= ~(1L << Operand.argument(demand));
      }
    }
    return clobbers;
  }

  private void checkOverlap(int inst) {
    long clobbers = clobbers(inst);
    int n = input.operandCount(inst);
    for (int o = 0; o < n; o++) {
      int demand = input.operandDemand(inst, o);
      int place = output.place(inst, o);
      boolean isDef = Operand.isDef(demand);
      if ((isDef || Operand.isLate(demand)) && place >= 0 && (clobbers >>> place & 1) != 0) {
        error(inst, "operand " + o + " is in " + name(place) + ", which is destroyed");
      }
      for (int p = 0; isDef && p < n; p++) {
        int other = input.operandDemand(inst, p);
        boolean collides = Operand.isDef(other) || Operand.isLate(other) || !Operand.isLate(demand);
        if (p != o && place == output.place(inst, p) && collides) {
          error(inst, "operands " + o + " and " + p + " are both in " + name(place));
        }
      }
    }
  }

  private void write(TreeMap<Integer, TreeSet<Integer>> state, int inst) {
    for (long rest = clobbers(inst); rest != 0; rest &= rest - 1) {
      state.remove(Long.numberOfTrailingZeros(rest));
    }
    for (int o = 0; o < input.operandCount(inst); o++) {
      if (Operand.isDef(input.operandDemand(inst, o))) {
        forget(state, input.operandVreg(inst, o));
        TreeSet<Integer> held = new TreeSet<>();
        held.add(input.operandVreg(inst, o));
        state.put(output.place(inst, o), held);
      }
    }
  }

  private void error(int inst, String what) {
    if (errors.size() < MOST) {
      errors.add("instruction " + inst + ": " + what);
    }
  }

  private static String name(int place) {
    return Allocation.isRegister(place) ? "r" + place : "slot" + Allocation.slotNumber(place);
  }
}
