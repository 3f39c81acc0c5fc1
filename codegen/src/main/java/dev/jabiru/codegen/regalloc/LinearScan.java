// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/**
 * Allocates registers in one pass over the code.
 *
 * <p>The scan goes over the blocks in the order of the layout and knows at each point which virtual
 * register each register holds: its home. What finds no register, or loses it to a call or to
 * something used sooner, is in its slot, and comes back when it is next needed in a register. So
 * intervals are split where they lose a register and where they get one, and have a hole while they
 * are not live. Which state a block begins with is decided by the predecessors scanned before it;
 * {@link Resolution} then makes all edges agree. A value is stored once, behind its definition, and
 * only if something reads its slot.
 */
public final class LinearScan {
  /** In the place of an operand: the slot of its virtual register, numbered later. */
  static final int IN_SLOT = Integer.MIN_VALUE;

  private static final int OUTSIDE_LOOP = 1 << 24;

  final RegallocInput input;
  final MachineEnv env;
  final Liveness liveness;
  final int[] firstOperand;
  final int[] places;
  final IntTable shuffles = new IntTable(4);
  final int width;

  /** By block, {@link #width} entries each: what registers hold at start and end; -1 if nothing. */
  final int[] entryRegs;

  final int[] exitRegs;

  private final long[] classMask = new long[2];
  private final int[] regVal = new int[64];
  private final int[] home;
  private final int[] lastReg;
  private final Hints hints;
  private final int[] loopEnd;
  private final int[] oldHome;
  private final int[] oldHomeInst;
  private long used;
  private long takenEarly;
  private long takenLate;
  private int inst;
  private int block;
  private int loop = -1;
  private int[] displaced = new int[64];
  private int displacedCount;

  private LinearScan(RegallocInput input, MachineEnv env) {
    this.input = input;
    this.env = env;
    int blocks = input.blockCount();
    int insts = input.endInst(blocks - 1);
    liveness = new Liveness(input);
    firstOperand = new int[insts + 1];
    for (int i = 0; i < insts; i++) {
      firstOperand[i + 1] = firstOperand[i] + input.operandCount(i);
    }
    places = new int[firstOperand[insts]];
    int highest = 0;
    for (int c = 0; c < 2; c++) {
      for (int r : c == MachineEnv.INT ? env.intRegisters() : env.floatRegisters()) {
        classMask[c] |= 1L << r;
        highest = Math.max(highest, r);
      }
    }
    width = highest + 1;
    entryRegs = filled(blocks * width);
    exitRegs = filled(blocks * width);
    home = filled(input.vregCount());
    lastReg = filled(input.vregCount());
    oldHome = new int[input.vregCount()];
    oldHomeInst = filled(input.vregCount());
    hints = new Hints(input);
    loopEnd = filled(blocks);
    for (int b = 0; b < blocks; b++) {
      for (int p = 0; p < input.predecessorCount(b); p++) {
        if (input.predecessor(b, p) >= b) {
          loopEnd[b] = Math.max(loopEnd[b], input.predecessor(b, p));
        }
      }
    }
    Arrays.fill(regVal, -1);
  }

  /**
   * Allocates.
   *
   * @param input the function
   * @param env the machine
   * @return the allocation
   * @throws AssertionError if an instruction demands more registers than there are
   */
  public static RegallocOutput allocate(RegallocInput input, MachineEnv env) {
    LinearScan scan = new LinearScan(input, env);
    int[] outer = filled(input.blockCount());
    for (int b = 0; b < input.blockCount(); b++) {
      while (scan.loop >= 0 && scan.loopEnd[scan.loop] < b) {
        scan.loop = outer[scan.loop];
      }
      if (scan.loopEnd[b] >= 0) {
        outer[b] = scan.loop;
        scan.loop = b;
      }
      scan.scan(b);
    }
    return new Resolution(scan).resolve();
  }

  static int[] filled(int length) {
    int[] array = new int[length];
    Arrays.fill(array, -1);
    return array;
  }

  private void scan(int b) {
    block = b;
    enter();
    System.arraycopy(regVal, 0, entryRegs, b * width, width);
    for (int i = input.firstInst(b); i < input.endInst(b); i++) {
      inst = i;
      if (input.operandCount(i) > 0 || input.clobbers(i) != 0) {
        allocate();
      }
    }
    System.arraycopy(regVal, 0, exitRegs, b * width, width);
  }

  // What a block begins with.

  private void enter() {
    for (long rest = used; rest != 0; rest &= rest - 1) {
      home[regVal[Long.numberOfTrailingZeros(rest)]] = -1;
    }
    used = 0;
    Arrays.fill(regVal, -1);
    inst = input.firstInst(block);
    takenEarly = 0;
    takenLate = 0;
    int main = mainPredecessor();
    if (main >= 0 && block != 0) {
      inherit(main);
      for (int p = 0; p < input.predecessorCount(block); p++) {
        int from = input.predecessor(block, p);
        if (from < block && from != main && input.loopDepth(from) >= input.loopDepth(main)) {
          inherit(from);
        }
      }
    }
    for (int p = 0; p < input.blockParamCount(block); p++) {
      enterParam(input.blockParam(block, p), p, main);
    }
  }

  private int mainPredecessor() {
    int main = -1;
    for (int p = 0; p < input.predecessorCount(block); p++) {
      int from = input.predecessor(block, p);
      if (from < block && (main < 0 || input.loopDepth(from) > input.loopDepth(main))) {
        main = from;
      }
    }
    return main;
  }

  private void inherit(int from) {
    for (int r = 0; r < width; r++) {
      int v = exitRegs[from * width + r];
      if (v >= 0 && regVal[r] < 0 && home[v] < 0 && liveness.isLiveIn(v, block)) {
        settle(v, r);
      }
    }
  }

  private void enterParam(int v, int position, int main) {
    if (!liveness.isUsed(v)) {
      return;
    }
    long all = classMask[input.vregClass(v)];
    long free = all & ~used;
    if (free != 0) {
      int wanted = -1;
      for (int e = 0; main >= 0 && e < input.successorCount(main); e++) {
        if (input.successor(main, e) == block) {
          wanted = find(main, input.branchArgument(main, e, position));
        }
      }
      settle(v, wanted >= 0 && (free >>> wanted & 1) != 0 ? wanted : select(free, v));
      return;
    }
    int victim = furthest(all);
    if (victim >= 0 && distance(regVal[victim]) > distance(v)) {
      drop(victim);
      settle(v, victim);
    }
  }

  private int find(int from, int v) {
    for (int r = 0; r < width; r++) {
      if (exitRegs[from * width + r] == v) {
        return r;
      }
    }
    return -1;
  }

  // One instruction.

  private void allocate() {
    int first = firstOperand[inst];
    int n = firstOperand[inst + 1] - first;
    Arrays.fill(places, first, first + n, IN_SLOT);
    displacedCount = 0;
    reserveFixed(n);
    unseatFromReserved(first, n);
    for (int o = 0; o < n; o++) {
      int demand = input.operandDemand(inst, o);
      if (isDef(o) && Operand.constraint(demand) == Operand.REUSE) {
        reuse(first, o, Operand.argument(demand));
      }
    }
    for (int o = 0; o < n; o++) {
      int demand = input.operandDemand(inst, o);
      boolean isBoth = isDef(o) != Operand.isLate(demand);
      if (isBoth && wantsRegister(o) && places[first + o] == IN_SLOT) {
        places[first + o] = isDef(o) ? pick(vreg(o), true, true) : load(first, n, o, true);
      }
    }
    for (int o = 0; o < n; o++) {
      if (!isDef(o) && wantsRegister(o) && places[first + o] == IN_SLOT) {
        places[first + o] = load(first, n, o, false);
      }
    }
    for (int o = 0; o < n; o++) {
      if (!isDef(o) && places[first + o] == IN_SLOT) {
        places[first + o] = any(first, n, o);
      }
    }
    define(first, n);
    relocate();
  }

  private int vreg(int operand) {
    return input.operandVreg(inst, operand);
  }

  private boolean isDef(int operand) {
    return Operand.isDef(input.operandDemand(inst, operand));
  }

  private boolean wantsRegister(int operand) {
    return Operand.constraint(input.operandDemand(inst, operand)) == Operand.REG
        || isDef(operand)
            && Operand.constraint(input.operandDemand(inst, operand)) == Operand.ANY
            && !Operand.isLate(input.operandDemand(inst, operand));
  }

  private void reserveFixed(int n) {
    takenEarly = 0;
    takenLate = 0;
    long definesFixed = 0;
    for (int o = 0; o < n; o++) {
      int demand = input.operandDemand(inst, o);
      int constraint = Operand.constraint(demand);
      if (constraint == Operand.FIXED) {
        int r = Operand.argument(demand);
        places[firstOperand[inst] + o] = r;
        boolean isDef = Operand.isDef(demand);
        definesFixed |= isDef ? 1L << r : 0;
        takenEarly |= !isDef || !Operand.isLate(demand) ? 1L << r : 0;
        takenLate |= isDef || Operand.isLate(demand) ? 1L << r : 0;
      } else if (constraint == Operand.REUSE) {
        int of = input.operandDemand(inst, Operand.argument(demand));
        if (Operand.constraint(of) == Operand.FIXED) {
          takenLate |= 1L << Operand.argument(of);
        }
      }
    }
    takenLate |= input.clobbers(inst) & ~definesFixed;
  }

  private void unseatFromReserved(int first, int n) {
    for (int o = 0; o < n; o++) {
      if (!isDef(o) && places[first + o] >= 0) {
        shuffle(places[first + o], vreg(o));
      }
    }
    for (long rest = (takenEarly | takenLate) & used; rest != 0; rest &= rest - 1) {
      int r = Long.numberOfTrailingZeros(rest);
      boolean stays = (takenLate >>> r & 1) == 0;
      if (stays) {
        boolean isOwn = false;
        for (int o = 0; o < n; o++) {
          isOwn |= !isDef(o) && places[first + o] == r && vreg(o) == regVal[r];
        }
        stays = isOwn;
      }
      if (!stays) {
        displace(r);
      }
    }
  }

  private void reuse(int first, int def, int use) {
    if (places[first + use] == IN_SLOT) {
      int v = vreg(use);
      int r = home[v];
      boolean isLast = r >= 0 && ((takenEarly | takenLate) >>> r & 1) == 0 && dies(v);
      for (int o = 0; isLast && o < input.operandCount(inst); o++) {
        int demand = input.operandDemand(inst, o);
        isLast = o == use || Operand.isDef(demand) || vreg(o) != v || !Operand.isLate(demand);
      }
      if (isLast) {
        takenEarly |= 1L << r;
        takenLate |= 1L << r;
      } else {
        r = pick(vreg(def), true, true);
        shuffle(r, v);
      }
      places[first + use] = r;
    }
    places[first + def] = places[first + use];
  }

  /** {@return a register that holds the virtual register of a use} */
  private int load(int first, int n, int operand, boolean isLate) {
    int v = vreg(operand);
    int found = held(first, n, v, isLate);
    if (found < 0) {
      found = pick(v, true, isLate);
      shuffle(found, v);
      if ((isLate || (takenLate >>> found & 1) == 0) && !dies(v)) {
        if (home[v] >= 0) {
          used &= ~(1L << home[v]);
          regVal[home[v]] = -1;
          remember(v);
        }
        settle(v, found);
      }
    }
    return found;
  }

  /** {@return a register that holds a virtual register while the instruction reads, or -1} */
  private int held(int first, int n, int v, boolean isLate) {
    int r = home[v];
    long taken = isLate ? takenEarly | takenLate : 0;
    if (r >= 0 && (taken >>> r & 1) == 0) {
      takenEarly |= 1L << r;
      takenLate |= isLate ? 1L << r : 0;
      return r;
    }
    if (isLate) {
      return -1;
    }
    for (int o = 0; o < n; o++) {
      if (!isDef(o) && vreg(o) == v && places[first + o] >= 0) {
        return places[first + o];
      }
    }
    r = oldHomeInst[v] == inst ? oldHome[v] : -1;
    if (r >= 0 && (takenEarly >>> r & 1) == 0) {
      takenEarly |= 1L << r;
      return r;
    }
    return -1;
  }

  private int any(int first, int n, int operand) {
    int v = vreg(operand);
    boolean isLate = Operand.isLate(input.operandDemand(inst, operand));
    int found = held(first, n, v, isLate);
    if (found >= 0) {
      return found;
    }
    long free = classMask[input.vregClass(v)] & ~(used | takenEarly | takenLate);
    if (free != 0 && (usedAgainSoon(v) || input.isRematerializable(v))) {
      return load(first, n, operand, isLate);
    }
    return IN_SLOT;
  }

  private boolean usedAgainSoon(int v) {
    int next = liveness.findUse(v, 2 * inst + 1);
    return next < 2 * input.endInst(block) && next < hints.nextCall(inst + 1);
  }

  private void define(int first, int n) {
    for (int o = 0; o < n; o++) {
      int v = vreg(o);
      if (!isDef(o) && home[v] >= 0 && dies(v)) {
        remember(v);
        used &= ~(1L << home[v]);
        regVal[home[v]] = -1;
        home[v] = -1;
      }
    }
    for (int o = 0; o < n; o++) {
      if (isDef(o) && places[first + o] == IN_SLOT && wantsLate(o, Operand.REG)) {
        places[first + o] = pick(vreg(o), false, true);
      }
    }
    for (int o = 0; o < n; o++) {
      if (isDef(o) && places[first + o] == IN_SLOT) {
        long allowed = classMask[input.vregClass(vreg(o))] & ~takenLate;
        if ((allowed & ~used) != 0) {
          places[first + o] = pick(vreg(o), false, true);
        }
      }
    }
    for (int o = 0; o < n; o++) {
      if (isDef(o) && places[first + o] >= 0 && liveness.isUsed(vreg(o))) {
        settle(vreg(o), places[first + o]);
      }
    }
  }

  private boolean wantsLate(int operand, int constraint) {
    return Operand.constraint(input.operandDemand(inst, operand)) == constraint;
  }

  /** Gives what lost its register to this instruction another that is free. */
  private void relocate() {
    for (int d = 0; d < displacedCount; d++) {
      int v = displaced[d];
      long free = classMask[input.vregClass(v)] & ~(used | takenEarly | takenLate);
      if (home[v] < 0 && free != 0 && !dies(v) && oldHome[v] >= 0) {
        int r = select(free, v);
        shuffle(r, v);
        settle(v, r);
      }
    }
  }

  // Registers.

  private boolean dies(int v) {
    return liveness.findUse(v, 2 * inst + 1) >= 2 * input.endInst(block)
        && !liveness.isLiveOut(v, block);
  }

  private void settle(int v, int r) {
    regVal[r] = v;
    home[v] = r;
    lastReg[v] = r;
    used |= 1L << r;
  }

  private void remember(int v) {
    if (oldHomeInst[v] != inst) {
      oldHomeInst[v] = inst;
      oldHome[v] = home[v];
    }
  }

  private void displace(int r) {
    int v = regVal[r];
    remember(v);
    if (displacedCount == displaced.length) {
      displaced = Arrays.copyOf(displaced, displacedCount * 2);
    }
    displaced[displacedCount++] = v;
    drop(r);
  }

  private void drop(int r) {
    home[regVal[r]] = -1;
    regVal[r] = -1;
    used &= ~(1L << r);
  }

  /** Has a register hold a virtual register when the instruction begins. */
  private void shuffle(int to, int v) {
    if (oldHomeInst[v] != inst) {
      remember(v);
    }
    int from = oldHome[v];
    if (from != to) {
      shuffles.add(inst, to, v, from);
    }
  }

  private int pick(int v, boolean isEarly, boolean isLate) {
    long taken = (isEarly ? takenEarly : 0) | (isLate ? takenLate : 0);
    long allowed = classMask[input.vregClass(v)] & ~taken;
    long free = allowed & ~used;
    int r;
    if (free != 0) {
      long inBoth = free & ~(takenEarly | takenLate);
      r = select(isEarly && !isLate && inBoth != 0 ? inBoth : free, v);
    } else {
      r = furthest(allowed);
      if (r < 0) {
        throw new AssertionError(
            "no register for v"
                + v
                + " in instruction "
                + inst
                + "\n"
                + AllocationPrinter.print(input, null));
      }
      displace(r);
    }
    takenEarly |= isEarly ? 1L << r : 0;
    takenLate |= isLate ? 1L << r : 0;
    return r;
  }

  /** {@return the best of free registers} */
  private int select(long free, int v) {
    int best = -1;
    int bestUntil = -1;
    int fixed = hints.fixed(v);
    if (fixed >= 0
        && (free >>> fixed & 1) != 0
        && hints.nextFixed(fixed, inst + 1) >= hints.fixedInst(v)) {
      return fixed;
    }
    int related = hints.related(v);
    int wanted = related >= 0 && lastReg[related] >= 0 ? lastReg[related] : lastReg[v];
    int until = input.endInst(Math.max(block, liveness.rangeEnd(v, block) - 1));
    for (int r : input.vregClass(v) == MachineEnv.INT ? env.intRegisters() : env.floatRegisters()) {
      if ((free >>> r & 1) != 0) {
        int next = Math.min(until, hints.nextFixed(r, inst + 1));
        if (next > bestUntil || next == bestUntil && r == wanted) {
          best = r;
          bestUntil = next;
        }
      }
    }
    return best;
  }

  /** {@return the register of a set whose content is needed last; -1 if the set is empty} */
  private int furthest(long allowed) {
    int best = -1;
    long bestDistance = -1;
    for (long rest = allowed & used; rest != 0; rest &= rest - 1) {
      int r = Long.numberOfTrailingZeros(rest);
      long distance = distance(regVal[r]);
      if (distance > bestDistance) {
        best = r;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** {@return how far away the next use is; round the loop if there is none before its end} */
  private long distance(int v) {
    int position = 2 * inst;
    int next = liveness.nextUse(v, position);
    if (loop < 0 || next < 2 * input.endInst(loopEnd[loop])) {
      return next - (long) position;
    }
    int start = 2 * input.firstInst(loop);
    int end = 2 * input.endInst(loopEnd[loop]);
    int again = liveness.findUse(v, start);
    if (again < position && liveness.isLiveOut(v, block)) {
      return (long) end - position + again - start;
    }
    return (long) OUTSIDE_LOOP + next - position;
  }
}
