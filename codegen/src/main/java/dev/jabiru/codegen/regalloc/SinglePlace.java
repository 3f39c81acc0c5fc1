// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Gives each virtual register one place for all its life: a register or a slot.
 *
 * <p>A linear scan over {@link LiveIntervals}: where registers run out, the interval goes to a slot
 * that is used least for its length. What is needed while a call destroys all registers is in a
 * slot, or made again. The last registers of each class are set aside for what is in slots and
 * needed in a register by one instruction.
 */
public final class SinglePlace implements RegallocOutput {
  /** So many registers an instruction may need at once for what is in slots. */
  private static final int RESERVED_INTS = 4;

  private static final int RESERVED_FLOATS = 3;
  private static final int NOWHERE = Integer.MIN_VALUE;

  private final RegallocInput input;
  private final LiveIntervals intervals;
  private final FixedUses fixed;
  private final MoveList moves;
  private final int[][] registers;
  private final int[][] reserved;

  /** By virtual register. */
  private final int[] places;

  private final int[] hintRegister;
  private final int[] hintVreg;

  /** By virtual register: the use whose register the definition takes, or -1. */
  private final int[] reused;

  /** By register: the virtual register that was last put there. */
  private final int[] holders = new int[64];

  private final int[] firstOperand;
  private final int[] operandPlaces;
  private int slotCount;

  private SinglePlace(RegallocInput input, MachineEnv env) {
    this.input = input;
    this.intervals = new LiveIntervals(input);
    this.fixed = new FixedUses(input);
    int ints = env.intRegisters().length - RESERVED_INTS;
    int floats = env.floatRegisters().length - RESERVED_FLOATS;
    this.registers =
        new int[][] {
          Arrays.copyOf(env.intRegisters(), ints), Arrays.copyOf(env.floatRegisters(), floats)
        };
    this.reserved =
        new int[][] {
          Arrays.copyOfRange(env.intRegisters(), ints, ints + RESERVED_INTS),
          Arrays.copyOfRange(env.floatRegisters(), floats, floats + RESERVED_FLOATS)
        };
    this.moves = new MoveList(env, reserved[0][0], reserved[1][0]);
    int vregs = input.vregCount();
    this.places = filled(vregs, NOWHERE);
    this.hintRegister = filled(vregs, -1);
    this.hintVreg = filled(vregs, -1);
    this.reused = filled(vregs, -1);
    int instCount = input.endInst(input.blockCount() - 1);
    this.firstOperand = new int[instCount + 1];
    for (int i = 0; i < instCount; i++) {
      firstOperand[i + 1] = firstOperand[i] + input.operandCount(i);
    }
    this.operandPlaces = new int[firstOperand[instCount]];
    Arrays.fill(holders, -1);
  }

  private static int[] filled(int length, int value) {
    int[] array = new int[length];
    Arrays.fill(array, value);
    return array;
  }

  /**
   * Allocates.
   *
   * @param input the function
   * @param env the machine
   * @return the allocation
   */
  public static RegallocOutput allocate(RegallocInput input, MachineEnv env) {
    SinglePlace allocator = new SinglePlace(input, env);
    allocator.collectHints();
    allocator.scan();
    allocator.assignSlots();
    allocator.assignOperands();
    return allocator;
  }

  // What would save moves.

  private void collectHints() {
    for (int b = 0; b < input.blockCount(); b++) {
      for (int i = input.firstInst(b); i < input.endInst(b); i++) {
        collectHints(i);
      }
      if (input.successorCount(b) == 1) {
        int to = input.successor(b, 0);
        for (int p = 0; p < input.blockParamCount(to); p++) {
          int param = input.blockParam(to, p);
          int arg = input.branchArgument(b, 0, p);
          if (hintVreg[arg] < 0) {
            hintVreg[arg] = param;
          }
          if (hintVreg[param] < 0) {
            hintVreg[param] = arg;
          }
        }
      }
    }
  }

  private void collectHints(int inst) {
    for (int o = 0, n = input.operandCount(inst); o < n; o++) {
      int demand = input.operandDemand(inst, o);
      int vreg = input.operandVreg(inst, o);
      switch (Operand.constraint(demand)) {
        case Operand.FIXED -> {
          if (hintRegister[vreg] < 0) {
            hintRegister[vreg] = Operand.argument(demand);
          }
        }
        case Operand.REUSE -> reused[vreg] = inst * 16 + Operand.argument(demand);
        default -> {}
      }
    }
    if (input.isMove(inst)) {
      hintVreg[input.operandVreg(inst, 0)] = input.operandVreg(inst, 1);
    }
  }

  // The scan.

  private void scan() {
    int[] order = sortedByStart();
    for (int vreg : order) {
      if (intervals.weight[vreg] > 0
          && !fixed.hasBarrier(intervals.start[vreg], intervals.end[vreg])) {
        place(vreg);
      }
    }
  }

  private int[] sortedByStart() {
    long[] keys = new long[input.vregCount()];
    for (int v = 0; v < keys.length; v++) {
      keys[v] = (long) intervals.start[v] << 32 | v;
    }
    Arrays.sort(keys);
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }

  private void place(int vreg) {
    int best = -1;
    int hint = hint(vreg);
    if (hint >= 0 && isFree(hint, vreg) && fits(hint, vreg)) {
      best = hint;
    }
    int[] candidates = registers[input.vregClass(vreg)];
    for (int i = 0; i < candidates.length && best < 0; i++) {
      if (isFree(candidates[i], vreg) && fits(candidates[i], vreg)) {
        best = candidates[i];
      }
    }
    if (best < 0) {
      best = evict(vreg, candidates);
    }
    if (best >= 0) {
      places[vreg] = best;
      holders[best] = vreg;
    }
  }

  /** Takes the register of an interval that matters less; -1 if this one matters least. */
  private int evict(int vreg, int[] candidates) {
    int best = -1;
    float least = importance(vreg);
    for (int register : candidates) {
      int holder = holders[register];
      if (holder >= 0
          && intervals.start[holder] < (intervals.start[vreg] & ~1)
          && importance(holder) < least
          && fits(register, vreg)) {
        best = register;
        least = importance(holder);
      }
    }
    if (best >= 0) {
      places[holders[best]] = NOWHERE;
    }
    return best;
  }

  private float importance(int vreg) {
    float each = input.isRematerializable(vreg) ? 0.5f : 1;
    return each * intervals.weight[vreg] / (intervals.end[vreg] - intervals.start[vreg] + 1);
  }

  private int hint(int vreg) {
    int use = reusedVreg(vreg);
    if (use >= 0 && isRegister(places[use])) {
      return places[use];
    }
    int related = hintVreg[vreg];
    if (related >= 0 && isRegister(places[related])) {
      return places[related];
    }
    int register = hintRegister[vreg];
    for (int candidate : registers[input.vregClass(vreg)]) {
      if (candidate == register) {
        return register;
      }
    }
    if (related >= 0 && hintRegister[related] >= 0) {
      for (int candidate : registers[input.vregClass(vreg)]) {
        if (candidate == hintRegister[related]) {
          return candidate;
        }
      }
    }
    return -1;
  }

  private static boolean isRegister(int place) {
    return place >= 0;
  }

  private int reusedVreg(int vreg) {
    return reused[vreg] < 0 ? -1 : input.operandVreg(reused[vreg] >> 4, reused[vreg] & 15);
  }

  /**
   * Where the interval begins if it is in a register. A definition in the register of a use is
   * there before other uses are read, if it has to be moved there.
   */
  private int start(int vreg, int register) {
    int start = intervals.start[vreg];
    int use = reusedVreg(vreg);
    return use < 0 || places[use] == register ? start : start & ~1;
  }

  private boolean isFree(int register, int vreg) {
    int holder = holders[register];
    return holder < 0
        || places[holder] != register
        || intervals.end[holder] <= start(vreg, register);
  }

  private boolean fits(int register, int vreg) {
    return fixed.isFree(register, vreg, start(vreg, register), intervals.end[vreg]);
  }

  /** Slots for what has no register; two share one if the first is not needed any more. */
  private void assignSlots() {
    PriorityQueue<long[]> busy = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
    for (int vreg : sortedByStart()) {
      if (intervals.weight[vreg] <= 0 || places[vreg] != NOWHERE) {
        continue;
      }
      int slot;
      if (!busy.isEmpty() && busy.peek()[0] <= (intervals.start[vreg] & ~1)) {
        slot = (int) busy.remove()[1];
      } else {
        slot = slotCount++;
      }
      places[vreg] = Allocation.slot(slot);
      busy.add(new long[] {intervals.end[vreg], slot});
    }
  }

  // Operands, and the moves around them.

  private void assignOperands() {
    for (int b = 0; b < input.blockCount(); b++) {
      int last = input.endInst(b) - 1;
      for (int i = input.firstInst(b); i <= last; i++) {
        if (i > input.firstInst(b)) {
          addMovesBehind(i - 1);
        }
        if (i == last && input.successorCount(b) == 1) {
          passArguments(b, i);
        }
        assignOperands(i);
      }
    }
  }

  private void passArguments(int block, int inst) {
    int to = input.successor(block, 0);
    for (int p = 0; p < input.blockParamCount(to); p++) {
      int arg = input.branchArgument(block, 0, p);
      if (!isRemade(arg)) {
        int target = places[input.blockParam(to, p)];
        if (target != NOWHERE) {
          moves.addParallel(places[arg], target, input.vregClass(arg));
        }
      }
    }
    moves.flush(inst);
    for (int p = 0; p < input.blockParamCount(to); p++) {
      int arg = input.branchArgument(block, 0, p);
      int target = places[input.blockParam(to, p)];
      if (isRemade(arg) && target != NOWHERE) {
        int c = input.vregClass(arg);
        if (isRegister(target)) {
          moves.add(inst, NOWHERE, target, c, arg);
        } else {
          moves.add(inst, NOWHERE, moves.scratch(c), c, arg);
          moves.add(inst, moves.scratch(c), target, c, -1);
        }
      }
    }
  }

  /** Whether a value is made again wherever it is needed, and so never stored. */
  private boolean isRemade(int vreg) {
    return input.isRematerializable(vreg) && !isRegister(places[vreg]);
  }

  private void bring(int inst, int vreg, int register) {
    moves.add(inst, places[vreg], register, input.vregClass(vreg), isRemade(vreg) ? vreg : -1);
  }

  private void assignOperands(int inst) {
    int n = input.operandCount(inst);
    int first = firstOperand[inst];
    int[] taken = new int[2];
    long replaced = 0; // uses whose register a definition takes
    for (int o = 0; o < n; o++) {
      int demand = input.operandDemand(inst, o);
      if (Operand.constraint(demand) == Operand.REUSE) {
        replaced |= 1L << Operand.argument(demand);
      }
    }
    for (int o = 0; o < n; o++) {
      int demand = input.operandDemand(inst, o);
      int vreg = input.operandVreg(inst, o);
      int place = places[vreg];
      switch (Operand.constraint(demand)) {
        case Operand.FIXED -> operandPlaces[first + o] = Operand.argument(demand);
        case Operand.ANY ->
            operandPlaces[first + o] = isRemade(vreg) ? temporary(vreg, taken) : place;
        case Operand.REG, Operand.REUSE -> {
          if (o >= 64 || (replaced & 1L << o) == 0) {
            operandPlaces[first + o] = isRegister(place) ? place : temporary(vreg, taken);
          }
        }
        default -> throw new AssertionError(demand);
      }
    }
    for (int o = 0; o < n; o++) {
      int demand = input.operandDemand(inst, o);
      if (Operand.constraint(demand) == Operand.REUSE) {
        operandPlaces[first + Operand.argument(demand)] = operandPlaces[first + o];
      }
    }
    for (int o = 0; o < n; o++) {
      int vreg = input.operandVreg(inst, o);
      boolean isDef = Operand.isDef(input.operandDemand(inst, o));
      if (!isDef && (operandPlaces[first + o] != places[vreg] || isRemade(vreg))) {
        bring(inst, vreg, operandPlaces[first + o]);
      }
    }
  }

  private int temporary(int vreg, int[] taken) {
    int c = input.vregClass(vreg);
    int i = taken[c]++;
    return i < reserved[c].length ? reserved[c][i] : lastResort(c, i);
  }

  /** An instruction that needs one more than are set aside makes no use of the scratch register. */
  private int lastResort(int registerClass, int i) {
    if (i > reserved[registerClass].length) {
      throw new AssertionError("an instruction needs " + i + " registers for what is in slots");
    }
    return moves.scratch(registerClass);
  }

  /** Puts what an instruction has defined where it lives. */
  private void addMovesBehind(int inst) {
    for (int o = 0, n = input.operandCount(inst); o < n; o++) {
      int vreg = input.operandVreg(inst, o);
      if (Operand.isDef(input.operandDemand(inst, o))
          && !isRemade(vreg)
          && intervals.end[vreg] > 2 * inst + 2) {
        int from = operandPlaces[firstOperand[inst] + o];
        moves.add(inst + 1, from, places[vreg], input.vregClass(vreg), -1);
      }
    }
  }

  @Override
  public int place(int inst, int operand) {
    return operandPlaces[firstOperand[inst] + operand];
  }

  @Override
  public int slotCount() {
    return slotCount;
  }

  @Override
  public int moveCount() {
    return moves.count();
  }

  @Override
  public int moveInst(int move) {
    return moves.inst(move);
  }

  @Override
  public int moveFrom(int move) {
    return moves.from(move);
  }

  @Override
  public int moveTo(int move) {
    return moves.to(move);
  }

  @Override
  public int moveClass(int move) {
    return moves.registerClass(move);
  }

  @Override
  public int moveOrigin(int move) {
    return moves.origin(move);
  }
}
