// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
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
  private final PlaceContents contents;

  /** By block: what places hold where it begins; {@code null} if nothing leads there so far. */
  private final int[] @Nullable [][] entries;

  private SymbolicChecker(RegallocInput input, RegallocOutput output, MachineEnv env) {
    this.input = input;
    this.output = output;
    this.env = env;
    contents = new PlaceContents(input.vregCount(), output.slotCount());
    entries = new int[input.blockCount()][][];
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
   * {@return whether what is known at the beginning of each block fits in 64 MiB; of a function
   * with tens of thousands of blocks and of values alive throughout it does not}
   *
   * @param input what was to be allocated
   * @param output the allocation
   */
  public static boolean canCheck(RegallocInput input, RegallocOutput output) {
    return (long) input.blockCount() * (64 + output.slotCount()) <= 8 << 20;
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
    entries[0] = contents.snapshot();
    work.add(0);
    while (!work.isEmpty()) {
      int b = work.remove();
      queued.clear(b);
      walk(b, false);
      int[][] end = contents.snapshot();
      for (int e = 0; e < input.successorCount(b); e++) {
        int to = input.successor(b, e);
        if (e > 0) {
          contents.load(end);
        }
        cross(b, e);
        if (meet(to) && !queued.get(to)) {
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

  /** Goes over an edge, where the arguments become parameters. */
  private void cross(int block, int edge) {
    int to = input.successor(block, edge);
    int[] params = new int[input.blockParamCount(to)];
    int[] arguments = new int[params.length];
    for (int i = 0; i < params.length; i++) {
      params[i] = input.blockParam(to, i);
      arguments[i] = input.branchArgument(block, edge, i);
    }
    contents.assign(params, arguments);
  }

  private boolean meet(int block) {
    int[][] known = entries[block];
    if (known == null) {
      entries[block] = contents.snapshot();
      return true;
    }
    return PlaceContents.meet(known, contents.snapshot());
  }

  private void walk(int block, boolean reports) {
    contents.load(Objects.requireNonNull(entries[block]));
    for (int i = input.firstInst(block); i < input.endInst(block); i++) {
      for (int m = firstMove[i]; m < firstMove[i + 1]; m++) {
        move(m, reports);
      }
      contents.set(env.intScratch(), PlaceContents.NOTHING);
      contents.set(env.floatScratch(), PlaceContents.NOTHING);
      if (reports) {
        checkUses(i);
        checkOverlap(i);
      }
      write(i);
    }
  }

  private void move(int move, boolean reports) {
    int to = output.moveTo(move);
    int c = output.moveClass(move);
    int origin = output.moveOrigin(move);
    int[] held;
    if (origin >= 0) {
      held = new int[] {origin};
      if (reports && !(input.isRematerializable(origin) && Allocation.isRegister(to))) {
        error(output.moveInst(move), "cannot make v" + origin + " again in " + name(to));
      }
      if (reports && input.vregClass(origin) != c) {
        error(output.moveInst(move), "makes v" + origin + " again in the other class");
      }
    } else {
      int from = output.moveFrom(move);
      held = contents.get(from);
      if (reports && held.length == 0) {
        error(output.moveInst(move), "moves what nobody knows from " + name(from));
      }
      if (reports && from < 0 && to < 0) {
        error(output.moveInst(move), "moves from slot to slot");
      }
      checkMovePlace(move, from, c, reports);
    }
    checkMovePlace(move, to, c, reports);
    contents.set(to, held);
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

  private void checkUses(int inst) {
    for (int o = 0; o < input.operandCount(inst); o++) {
      int vreg = input.operandVreg(inst, o);
      int demand = input.operandDemand(inst, o);
      int place = output.place(inst, o);
      if (!Operand.isDef(demand) && !contents.holds(place, vreg)) {
        error(
            inst,
            "operand "
                + o
                + ": wanted v"
                + vreg
                + ", found "
                + Arrays.toString(contents.get(place))
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

  private void write(int inst) {
    for (long rest = clobbers(inst); rest != 0; rest &= rest - 1) {
      contents.set(Long.numberOfTrailingZeros(rest), PlaceContents.NOTHING);
    }
    for (int o = 0; o < input.operandCount(inst); o++) {
      if (Operand.isDef(input.operandDemand(inst, o))) {
        int vreg = input.operandVreg(inst, o);
        contents.forget(vreg);
        contents.set(output.place(inst, o), new int[] {vreg});
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
