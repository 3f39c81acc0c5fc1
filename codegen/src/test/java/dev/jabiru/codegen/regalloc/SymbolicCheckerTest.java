// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Corrupts right allocations in every way there is. Whether a corrupted one is wrong, and not only
 * different, {@link AllocationRun} says; the checker must reject all that are.
 */
class SymbolicCheckerTest {
  private static final int FUNCTIONS = Integer.getInteger("jabiru.functions", 60);
  private static final int MUTANTS = 8;

  private enum Corruption {
    USE_ELSEWHERE,
    DEFINITION_ELSEWHERE,
    MOVE_LEFT_OUT,
    MOVE_FROM_ELSEWHERE,
    MOVE_TO_ELSEWHERE,
    MOVES_SWAPPED,
    MOVE_LATER,
    MOVE_EARLIER,
    MOVE_TWICE,
    OTHER_CONSTANT,
    CONSTANT_NOT_MADE,
    SLOTS_MERGED,
    REGISTERS_MERGED,
    OPERANDS_SWAPPED
  }

  private record Move(int inst, int from, int to, int registerClass, int origin) {}

  /** An allocation that can be changed. */
  private static final class Mutant implements RegallocOutput {
    final int[][] places;
    final List<Move> moves = new ArrayList<>();
    final int slotCount;

    Mutant(RegallocInput input, RegallocOutput right) {
      places = new int[input.endInst(input.blockCount() - 1)][];
      for (int i = 0; i < places.length; i++) {
        places[i] = new int[input.operandCount(i)];
        for (int o = 0; o < places[i].length; o++) {
          places[i][o] = right.place(i, o);
        }
      }
      for (int m = 0; m < right.moveCount(); m++) {
        moves.add(
            new Move(
                right.moveInst(m),
                right.moveFrom(m),
                right.moveTo(m),
                right.moveClass(m),
                right.moveOrigin(m)));
      }
      slotCount = right.slotCount();
    }

    @Override
    public int place(int inst, int operand) {
      return places[inst][operand];
    }

    @Override
    public int slotCount() {
      return slotCount;
    }

    @Override
    public int moveCount() {
      return moves.size();
    }

    @Override
    public int moveInst(int move) {
      return moves.get(move).inst;
    }

    @Override
    public int moveFrom(int move) {
      return moves.get(move).from;
    }

    @Override
    public int moveTo(int move) {
      return moves.get(move).to;
    }

    @Override
    public int moveClass(int move) {
      return moves.get(move).registerClass;
    }

    @Override
    public int moveOrigin(int move) {
      return moves.get(move).origin;
    }
  }

  @Test
  void whatGoesWrongWhenRunIsRejected() {
    Map<Corruption, Integer> wrong = new EnumMap<>(Corruption.class);
    Set<String> distinct = new HashSet<>();
    for (long seed = 1; seed <= FUNCTIONS; seed++) {
      MachineEnv env = seed % 2 == 0 ? RandomInput.SMALL : RandomInput.LARGE;
      RandomInput input = new RandomInput(seed, env, 30 + (int) seed);
      RegallocOutput right = LinearScan.allocate(input, env);
      assertThat(AllocationRun.isWrong(input, right, 20)).as("seed %d", seed).isFalse();
      Random random = new Random(seed);
      for (Corruption corruption : Corruption.values()) {
        for (int i = 0; i < MUTANTS; i++) {
          Mutant mutant = new Mutant(input, right);
          String what = corrupt(corruption, mutant, input, env, random);
          if (what != null && AllocationRun.isWrong(input, mutant, 20)) {
            wrong.merge(corruption, 1, Integer::sum);
            distinct.add(seed + " " + corruption + " " + what);
            assertThat(SymbolicChecker.check(input, mutant, env))
                .as("seed %d, %s: %s", seed, corruption, what)
                .isNotEmpty();
          }
        }
      }
    }
    assertThat(wrong).containsOnlyKeys(Corruption.values());
    assertThat(distinct).hasSizeGreaterThan(1000);
  }

  /** {@return what was changed; {@code null} if there is nothing to change so} */
  private static @Nullable String corrupt(
      Corruption corruption, Mutant mutant, RegallocInput input, MachineEnv env, Random random) {
    int inst = random.nextInt(mutant.places.length);
    int n = mutant.places[inst].length;
    switch (corruption) {
      case USE_ELSEWHERE, DEFINITION_ELSEWHERE -> {
        if (n == 0) {
          return null;
        }
        int o = random.nextInt(n);
        boolean isDef = Operand.isDef(input.operandDemand(inst, o));
        if (isDef != (corruption == Corruption.DEFINITION_ELSEWHERE)) {
          return null;
        }
        int to = place(mutant, input.vregClass(input.operandVreg(inst, o)), env, random);
        mutant.places[inst][o] = to;
        return "operand " + o + " of " + inst + " in " + to;
      }
      case OPERANDS_SWAPPED -> {
        if (n < 2 || mutant.places[inst][0] == mutant.places[inst][n - 1]) {
          return null;
        }
        int place = mutant.places[inst][0];
        mutant.places[inst][0] = mutant.places[inst][n - 1];
        mutant.places[inst][n - 1] = place;
        return "operands of " + inst;
      }
      case SLOTS_MERGED, REGISTERS_MERGED -> {
        int c = random.nextInt(2);
        int a = place(mutant, c, env, random);
        int b = place(mutant, c, env, random);
        if (a == b || a < 0 != b < 0 || a < 0 != (corruption == Corruption.SLOTS_MERGED)) {
          return null;
        }
        for (int[] places : mutant.places) {
          for (int o = 0; o < places.length; o++) {
            places[o] = places[o] == a ? b : places[o];
          }
        }
        mutant.moves.replaceAll(m ->
            new Move(
                m.inst, m.from == a ? b : m.from, m.to == a ? b : m.to, m.registerClass, m.origin));
        return a + " becomes " + b;
      }
      default -> {
        return mutant.moves.isEmpty() ? null : corruptMove(corruption, mutant, input, env, random);
      }
    }
  }

  private static @Nullable String corruptMove(
      Corruption corruption, Mutant mutant, RegallocInput input, MachineEnv env, Random random) {
    List<Move> moves = mutant.moves;
    int at = random.nextInt(moves.size());
    boolean isOfConstant =
        corruption == Corruption.OTHER_CONSTANT || corruption == Corruption.CONSTANT_NOT_MADE;
    while (isOfConstant && at + 1 < moves.size() && moves.get(at).origin < 0) {
      at++;
    }
    Move m = moves.get(at);
    int other = place(mutant, m.registerClass, env, random);
    switch (corruption) {
      case MOVE_LEFT_OUT -> moves.remove(at);
      case MOVE_FROM_ELSEWHERE -> {
        if (m.origin >= 0) {
          return null;
        }
        moves.set(at, new Move(m.inst, other, m.to, m.registerClass, -1));
      }
      case MOVE_TO_ELSEWHERE ->
          moves.set(at, new Move(m.inst, m.from, other, m.registerClass, m.origin));
      case MOVES_SWAPPED -> {
        if (at + 1 == moves.size() || moves.get(at + 1).inst != m.inst) {
          return null;
        }
        moves.set(at, moves.get(at + 1));
        moves.set(at + 1, m);
      }
      case MOVE_LATER -> {
        if (at + 1 < moves.size() && moves.get(at + 1).inst == m.inst
            || m.inst + 1 == mutant.places.length) {
          return null;
        }
        moves.set(at, new Move(m.inst + 1, m.from, m.to, m.registerClass, m.origin));
      }
      case MOVE_EARLIER -> {
        if (at > 0 && moves.get(at - 1).inst == m.inst || m.inst == 0) {
          return null;
        }
        moves.set(at, new Move(m.inst - 1, m.from, m.to, m.registerClass, m.origin));
      }
      case MOVE_TWICE -> moves.add(at, new Move(m.inst, m.to, other, m.registerClass, -1));
      case OTHER_CONSTANT -> {
        int v = otherConstant(input, m.origin, m.registerClass, random);
        if (m.origin < 0 || v < 0) {
          return null;
        }
        moves.set(at, new Move(m.inst, m.from, m.to, m.registerClass, v));
      }
      case CONSTANT_NOT_MADE -> {
        if (m.origin < 0) {
          return null;
        }
        moves.set(at, new Move(m.inst, other, m.to, m.registerClass, -1));
      }
      default -> throw new AssertionError(corruption);
    }
    return "move " + at + ", " + m + ", with " + other;
  }

  private static int otherConstant(
      RegallocInput input, int vreg, int registerClass, Random random) {
    int start = random.nextInt(input.vregCount());
    for (int i = 0; i < input.vregCount(); i++) {
      int v = (start + i) % input.vregCount();
      if (v != vreg && input.isRematerializable(v) && input.vregClass(v) == registerClass) {
        return v;
      }
    }
    return -1;
  }

  private static int place(Mutant mutant, int registerClass, MachineEnv env, Random random) {
    if (mutant.slotCount > 0 && random.nextInt(3) == 0) {
      return Allocation.slot(random.nextInt(mutant.slotCount));
    }
    int[] registers = registerClass == MachineEnv.INT ? env.intRegisters() : env.floatRegisters();
    return registers[random.nextInt(registers.length)];
  }
}
