// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

/** Which register is best to take at the point of the scan, and which to take away. */
final class RegisterChoice {
  /** What is not used again in the loop is further away than anything that is. */
  static final int OUTSIDE_LOOP = 1 << 24;

  /** And what a call takes its register away from before it is used is further away than that. */
  private static final long LOST = 1L << 40;

  private final RegallocInput input;
  private final Placement placement;
  private final Liveness liveness;
  private final Hints hints;
  private final Loops loops;
  private final Homes homes;

  // The point of the scan.
  private int block;
  private int inst;
  private int loop = -1;

  RegisterChoice(Placement placement, Liveness liveness, Hints hints, Loops loops, Homes homes) {
    this.placement = placement;
    this.input = placement.input;
    this.liveness = liveness;
    this.hints = hints;
    this.loops = loops;
    this.homes = homes;
  }

  void enter(int newBlock) {
    block = newBlock;
    inst = input.firstInst(newBlock);
    loop = loops.next(loop, newBlock);
  }

  void goTo(int newInst) {
    inst = newInst;
  }

  /** {@return the register that a use demands, if nothing else takes it before, or -1} */
  int demanded(int v) {
    int fixed = hints.fixed(v);
    return fixed >= 0 && hints.nextFixed(fixed, inst + 1) >= hints.fixedInst(v) ? fixed : -1;
  }

  /** {@return the best of free registers for a virtual register; at least one is free} */
  int best(long free, int v) {
    int fixed = demanded(v);
    if (fixed >= 0 && (free >>> fixed & 1) != 0) {
      return fixed;
    }
    int related = hints.related(v);
    int wanted = related >= 0 && homes.last(related) >= 0 ? homes.last(related) : homes.last(v);
    int until = input.endInst(Math.max(block, liveness.rangeEnd(v, block) - 1));
    int best = -1;
    int bestUntil = -1;
    MachineEnv env = placement.env;
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

  /**
   * {@return the register of a set whose content is needed last; -1 if all are empty} What would
   * have to be stored in each round of a loop counts as needed sooner.
   */
  int furthest(long allowed) {
    int best = -1;
    long bestDistance = -1;
    for (long rest = allowed & homes.used(); rest != 0; rest &= rest - 1) {
      int r = Long.numberOfTrailingZeros(rest);
      int v = homes.content[r];
      long distance = distance(v);
      if (isLost(v, 2 * inst)) {
        distance += LOST;
      } else if (isNewInLoop(v) && distance < OUTSIDE_LOOP) {
        distance /= 2;
      }
      if (distance > bestDistance) {
        best = r;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** {@return whether each round of the loop would store a virtual register that loses its home} */
  private boolean isNewInLoop(int v) {
    return loop >= 0 && liveness.defBlock[v] >= loop && !homes.isSpilled(v);
  }

  /** {@return how far away the next use is; round the loop if there is none before its end} */
  long distance(int v) {
    int position = 2 * inst;
    int next = liveness.nextUse(v, position);
    if (loop < 0 || next < 2 * input.endInst(loops.lastBlock(loop))) {
      return next - (long) position;
    }
    int start = 2 * input.firstInst(loop);
    int end = 2 * input.endInst(loops.lastBlock(loop));
    int again = liveness.findUse(v, start);
    if (again < position && liveness.isLiveOut(v, block)) {
      return (long) end - position + again - start;
    }
    return (long) OUTSIDE_LOOP + next - position;
  }

  /** {@return whether a call in the block comes before the next use at or after a position} */
  boolean isLost(int v, int position) {
    int call = hints.nextCall(inst + 1);
    return call < 2 * input.endInst(block) && liveness.findUse(v, position) > call;
  }

  /** {@return whether a virtual register is used in the block again, and before the next call} */
  boolean isUsedSoon(int v) {
    int next = liveness.findUse(v, 2 * inst + 1);
    return next < 2 * input.endInst(block) && next < hints.nextCall(inst + 1);
  }
}
