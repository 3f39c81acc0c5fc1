// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The simplest allocation there is: every virtual register lives in a slot of its own, and is in a
 * register only while an instruction needs it there. Slow code, for tests that another allocator is
 * compared with.
 */
public final class SpillEverything implements RegallocOutput {
  private record Move(int inst, int from, int to, int registerClass) {}

  private final RegallocInput input;
  private final MachineEnv env;
  private final int[][] places;
  private final List<Move> moves = new ArrayList<>();
  private final int slots;

  private SpillEverything(RegallocInput input, MachineEnv env) {
    this.input = input;
    this.env = env;
    int instCount = input.endInst(input.blockCount() - 1);
    places = new int[instCount][];
    int widest = 0;
    for (int b = 0; b < input.blockCount(); b++) {
      for (int i = input.firstInst(b); i < input.endInst(b); i++) {
        places[i] = new int[input.operandCount(i)];
        boolean isLast = i == input.endInst(b) - 1;
        if (isLast && input.successorCount(b) == 1) {
          widest = Math.max(widest, passArguments(b, i));
        }
        allocate(i);
      }
    }
    moves.sort(java.util.Comparator.comparingInt(Move::inst));
    slots = input.vregCount() + widest;
  }

  /**
   * Allocates.
   *
   * @param input the function
   * @param env the machine
   * @return the allocation
   */
  public static RegallocOutput allocate(RegallocInput input, MachineEnv env) {
    return new SpillEverything(input, env);
  }

  private static int slot(int vreg) {
    return Allocation.slot(vreg);
  }

  /** By way of further slots, since parameters may be arguments. */
  private int passArguments(int block, int inst) {
    int to = input.successor(block, 0);
    int count = input.blockParamCount(to);
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < count; i++) {
        int arg = input.branchArgument(block, 0, i);
        int over = Allocation.slot(input.vregCount() + i);
        int from = pass == 0 ? slot(arg) : over;
        int dest = pass == 0 ? over : slot(input.blockParam(to, i));
        int c = input.vregClass(arg);
        int register = registers(c)[0];
        moves.add(new Move(inst, from, register, c));
        moves.add(new Move(inst, register, dest, c));
      }
    }
    return count;
  }

  private int[] registers(int registerClass) {
    return registerClass == MachineEnv.INT ? env.intRegisters() : env.floatRegisters();
  }

  private void allocate(int inst) {
    int n = input.operandCount(inst);
    long taken = 0;
    boolean hasLate = false;
    for (int i = 0; i < n; i++) {
      int demand = input.operandDemand(inst, i);
      if (Operand.constraint(demand) == Operand.FIXED) {
        taken |= 1L << Operand.argument(demand);
      }
      hasLate |= Operand.isLate(demand) && !Operand.isDef(demand);
    }
    if (hasLate) {
      taken |= input.clobbers(inst);
    }
    Arrays.fill(places[inst], Integer.MIN_VALUE);
    for (int i = 0; i < n; i++) {
      int demand = input.operandDemand(inst, i);
      switch (Operand.constraint(demand)) {
        case Operand.FIXED -> places[inst][i] = Operand.argument(demand);
        case Operand.ANY -> places[inst][i] = slot(input.operandVreg(inst, i));
        case Operand.REG -> {
          for (int register : registers(input.vregClass(input.operandVreg(inst, i)))) {
            if ((taken & 1L << register) == 0) {
              taken |= 1L << register;
              places[inst][i] = register;
              break;
            }
          }
        }
        default -> {}
      }
    }
    for (int i = 0; i < n; i++) {
      int demand = input.operandDemand(inst, i);
      int vreg = input.operandVreg(inst, i);
      int c = input.vregClass(vreg);
      if (Operand.constraint(demand) == Operand.REUSE) {
        places[inst][i] = places[inst][Operand.argument(demand)];
      }
      if (Operand.constraint(demand) == Operand.ANY) {
        continue;
      }
      if (Operand.isDef(demand)) {
        moves.add(new Move(inst + 1, places[inst][i], slot(vreg), c));
      } else {
        moves.add(new Move(inst, slot(vreg), places[inst][i], c));
      }
    }

  }

  @Override
  public int place(int inst, int operand) {
    return places[inst][operand];
  }

  @Override
  public int slotCount() {
    return slots;
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
    return -1;
  }
}
