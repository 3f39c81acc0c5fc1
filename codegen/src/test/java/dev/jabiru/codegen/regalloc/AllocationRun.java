// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Runs an allocated function on values that are all different, along a random path, and sees what
 * each operand finds. It proves nothing right, but what it finds wrong is wrong: the measure of
 * {@link SymbolicChecker}, and sharing nothing with it.
 */
final class AllocationRun {
  private static final int MOST_STEPS = 3000;

  private final RegallocInput input;
  private final RegallocOutput output;
  private final Random random;
  private final Map<Integer, Long> places = new HashMap<>();
  private final long[] values;
  private long fresh = 1;
  private int move;

  private AllocationRun(RegallocInput input, RegallocOutput output, long seed) {
    this.input = input;
    this.output = output;
    random = new Random(seed);
    values = new long[input.vregCount()];
  }

  /** {@return whether something goes wrong on one of some random paths} */
  static boolean isWrong(RegallocInput input, RegallocOutput output, int paths) {
    for (int path = 0; path < paths; path++) {
      if (!new AllocationRun(input, output, path).run()) {
        return true;
      }
    }
    return false;
  }

  private boolean run() {
    int block = 0;
    for (int step = 0; step < MOST_STEPS; ) {
      for (int i = input.firstInst(block); i < input.endInst(block); i++, step++) {
        if (!run(i)) {
          return false;
        }
      }
      if (input.successorCount(block) == 0) {
        return true;
      }
      int edge = random.nextInt(input.successorCount(block));
      int to = input.successor(block, edge);
      long[] before = values.clone();
      for (int p = 0; p < input.blockParamCount(to); p++) {
        values[input.blockParam(to, p)] = before[input.branchArgument(block, edge, p)];
      }
      block = to;
    }
    return true;
  }

  private boolean run(int inst) {
    int first = 0;
    int last = output.moveCount();
    while (first < last) {
      int middle = first + last >>> 1;
      if (output.moveInst(middle) < inst) {
        first = middle + 1;
      } else {
        last = middle;
      }
    }
    for (move = first; move < output.moveCount() && output.moveInst(move) == inst; move++) {
      int origin = output.moveOrigin(move);
      places.put(
          output.moveTo(move),
          origin >= 0 ? constant(origin) : places.getOrDefault(output.moveFrom(move), 0L));
    }
    if (!usesAreRight(inst, false)) {
      return false;
    }
    int n = input.operandCount(inst);
    for (int o = 0; o < n; o++) {
      int demand = input.operandDemand(inst, o);
      if (Operand.isDef(demand)) {
        int v = input.operandVreg(inst, o);
        values[v] = input.isRematerializable(v) ? constant(v) : fresh++;
        if (!Operand.isLate(demand)) {
          places.put(output.place(inst, o), values[v]);
        }
      }
    }
    if (!usesAreRight(inst, false)) {
      return false;
    }
    for (long rest = input.clobbers(inst); rest != 0; rest &= rest - 1) {
      places.put(Long.numberOfTrailingZeros(rest), 0L);
    }
    for (int o = 0; o < n; o++) {
      int demand = input.operandDemand(inst, o);
      if (Operand.isDef(demand) && Operand.isLate(demand)) {
        places.put(output.place(inst, o), values[input.operandVreg(inst, o)]);
      }
    }
    return usesAreRight(inst, true) && defsAreRight(inst);
  }

  private static long constant(int vreg) {
    return -1L - vreg;
  }

  private boolean usesAreRight(int inst, boolean isEnd) {
    for (int o = 0, n = input.operandCount(inst); o < n; o++) {
      int demand = input.operandDemand(inst, o);
      if (!Operand.isDef(demand) && (!isEnd || Operand.isLate(demand)) && !isRight(inst, o)) {
        return false;
      }
    }
    return true;
  }

  private boolean defsAreRight(int inst) {
    for (int o = 0, n = input.operandCount(inst); o < n; o++) {
      if (Operand.isDef(input.operandDemand(inst, o)) && !isRight(inst, o)) {
        return false;
      }
    }
    return true;
  }

  private boolean isRight(int inst, int operand) {
    int place = output.place(inst, operand);
    int demand = input.operandDemand(inst, operand);
    boolean fits =
        switch (Operand.constraint(demand)) {
          case Operand.ANY -> true;
          case Operand.REG -> Allocation.isRegister(place);
          case Operand.FIXED -> place == Operand.argument(demand);
          default -> place == output.place(inst, Operand.argument(demand));
        };
    return fits && places.getOrDefault(place, 0L) == values[input.operandVreg(inst, operand)];
  }
}
