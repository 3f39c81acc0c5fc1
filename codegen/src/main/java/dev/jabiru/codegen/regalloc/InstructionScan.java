// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/**
 * Finds places for the operands of one instruction after another, and takes registers away from
 * what is in the way.
 *
 * <p>First come registers that the instruction names: what they hold goes elsewhere. Then what
 * demands a register and must keep it for the longest gets one: definitions that reuse the place of
 * a use, what is both read and written over, uses, and at last what may be anywhere. What loses its
 * register to an instruction gets another if one is free; else it is in its slot from then on.
 */
final class InstructionScan {
  private final RegallocInput input;
  private final Placement placement;
  private final int[] places;
  private final Liveness liveness;
  private final Homes homes;
  private final RegisterChoice choice;
  private int block;
  private int inst;

  /** Registers that the instruction takes while it reads, and while it writes. */
  private long takenEarly;

  private long takenLate;

  /** What lost its register to the instruction. */
  private int[] displaced = new int[64];

  private int displacedCount;

  InstructionScan(Placement placement, Liveness liveness, Homes homes, RegisterChoice choice) {
    this.placement = placement;
    this.input = placement.input;
    this.places = placement.places;
    this.liveness = liveness;
    this.homes = homes;
    this.choice = choice;
  }

  /** Places the operands of an instruction. */
  void allocate(int newBlock, int newInst) {
    block = newBlock;
    inst = newInst;
    choice.goTo(newInst);
    int first = placement.firstOperand[inst];
    int n = placement.firstOperand[inst + 1] - first;
    Arrays.fill(places, first, first + n, Placement.IN_SLOT);
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
      if (isBoth && wantsRegister(o) && places[first + o] == Placement.IN_SLOT) {
        places[first + o] = isDef(o) ? pick(vreg(o), true, true) : load(first, n, o, true);
      }
    }
    for (int o = 0; o < n; o++) {
      if (!isDef(o) && wantsRegister(o) && places[first + o] == Placement.IN_SLOT) {
        places[first + o] = load(first, n, o, false);
      }
    }
    for (int o = 0; o < n; o++) {
      if (!isDef(o) && places[first + o] == Placement.IN_SLOT) {
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
        places[placement.firstOperand[inst] + o] = r;
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
    for (long rest = (takenEarly | takenLate) & homes.used(); rest != 0; rest &= rest - 1) {
      int r = Long.numberOfTrailingZeros(rest);
      boolean stays = (takenLate >>> r & 1) == 0;
      if (stays) {
        boolean isOwn = false;
        for (int o = 0; o < n; o++) {
          isOwn |= !isDef(o) && places[first + o] == r && vreg(o) == homes.content[r];
        }
        stays = isOwn;
      }
      if (!stays) {
        displace(r);
      }
    }
  }

  private void reuse(int first, int def, int use) {
    if (places[first + use] == Placement.IN_SLOT) {
      int v = vreg(use);
      int r = homes.of(v);
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
        if (homes.of(v) >= 0) {
          homes.remember(v, inst);
          homes.drop(homes.of(v));
        }
        homes.settle(v, found);
      }
    }
    return found;
  }

  /** {@return a register that holds a virtual register while the instruction reads, or -1} */
  private int held(int first, int n, int v, boolean isLate) {
    int r = homes.of(v);
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
    r = homes.before(v, inst);
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
    long free = placement.classMask[input.vregClass(v)] & ~(homes.used() | takenEarly | takenLate);
    if (free != 0 && (choice.isUsedSoon(v) || input.isRematerializable(v))) {
      return load(first, n, operand, isLate);
    }
    return Placement.IN_SLOT;
  }

  private void define(int first, int n) {
    for (int o = 0; o < n; o++) {
      int v = vreg(o);
      if (!isDef(o) && homes.of(v) >= 0 && dies(v)) {
        homes.remember(v, inst);
        homes.drop(homes.of(v));
      }
    }
    for (int o = 0; o < n; o++) {
      if (isDef(o) && places[first + o] == Placement.IN_SLOT && wantsLate(o, Operand.REG)) {
        makeWay(vreg(o));
        places[first + o] = pick(vreg(o), false, true);
      }
    }
    for (int o = 0; o < n; o++) {
      if (isDef(o) && places[first + o] == Placement.IN_SLOT) {
        long allowed = placement.classMask[input.vregClass(vreg(o))] & ~takenLate;
        if ((allowed & ~homes.used()) != 0) {
          places[first + o] = pick(vreg(o), false, true);
        }
      }
    }
    for (int o = 0; o < n; o++) {
      if (isDef(o) && places[first + o] >= 0 && liveness.isUsed(vreg(o))) {
        homes.settle(vreg(o), places[first + o]);
      }
    }
  }

  /** What a call will take a register from anyway leaves it to what the call wants there. */
  private void makeWay(int v) {
    int r = choice.demanded(v);
    if (r >= 0
        && ((homes.used() & ~takenLate) >>> r & 1) != 0
        && choice.isLost(homes.content[r], 2 * inst + 1)) {
      homes.spill(r);
    }
  }

  private boolean wantsLate(int operand, int constraint) {
    return Operand.constraint(input.operandDemand(inst, operand)) == constraint;
  }

  /** Gives what lost its register to this instruction another that is free. */
  private void relocate() {
    for (int d = 0; d < displacedCount; d++) {
      int v = displaced[d];
      long free =
          placement.classMask[input.vregClass(v)] & ~(homes.used() | takenEarly | takenLate);
      if (homes.of(v) < 0 && free != 0 && !dies(v) && homes.before(v, inst) >= 0) {
        int r = choice.best(free, v);
        shuffle(r, v);
        homes.settle(v, r);
      }
    }
  }

  private boolean dies(int v) {
    return liveness.findUse(v, 2 * inst + 1) >= 2 * input.endInst(block)
        && !liveness.isLiveOut(v, block);
  }

  private void displace(int r) {
    int v = homes.content[r];
    homes.remember(v, inst);
    if (displacedCount == displaced.length) {
      displaced = Arrays.copyOf(displaced, displacedCount * 2);
    }
    displaced[displacedCount++] = v;
    homes.spill(r);
  }

  /** Has a register hold a virtual register when the instruction begins. */
  private void shuffle(int to, int v) {
    homes.remember(v, inst);
    int from = homes.before(v, inst);
    if (from != to) {
      placement.shuffles.add(inst, to, v, from);
    }
  }

  private int pick(int v, boolean isEarly, boolean isLate) {
    long taken = (isEarly ? takenEarly : 0) | (isLate ? takenLate : 0);
    long allowed = placement.classMask[input.vregClass(v)] & ~taken;
    long free = allowed & ~homes.used();
    int r;
    if (free != 0) {
      long inBoth = free & ~(takenEarly | takenLate);
      r = choice.best(isEarly && !isLate && inBoth != 0 ? inBoth : free, v);
    } else {
      r = choice.furthest(allowed);
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
}
