// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

/**
 * Decides which virtual registers are in registers where a block begins.
 *
 * <p>They are what the predecessors that are already scanned end with; the one in the deepest loop
 * is asked first. Parameters come where an argument is. A loop has more to say, because whatever
 * its header does not begin with in a register is loaded again in each round: it begins with what
 * is used in the loop, loaded on the edge into it; and if there are not registers enough for all
 * that lives in the loop, then what only passes through has to make room before, and not in every
 * round.
 */
final class BlockEntry {
  /** How far into a loop its uses are looked for. */
  private static final int MOST_OPERANDS = 400;

  /** Registers left free in front of a loop when what can be made again is loaded. */
  private static final int SPARE = 2;

  private final Placement placement;
  private final RegallocInput input;
  private final Liveness liveness;
  private final Loops loops;
  private final Homes homes;
  private final RegisterChoice choice;
  private int block;

  BlockEntry(
      Placement placement, Liveness liveness, Loops loops, Homes homes, RegisterChoice choice) {
    this.placement = placement;
    this.input = placement.input;
    this.liveness = liveness;
    this.loops = loops;
    this.homes = homes;
    this.choice = choice;
  }

  void enter(int newBlock) {
    block = newBlock;
    homes.dropAll();
    int main = mainPredecessor();
    if (main >= 0) {
      inherit(main);
      for (int p = 0, n = input.predecessorCount(block); p < n; p++) {
        int from = input.predecessor(block, p);
        if (from < block && from != main && input.loopDepth(from) >= input.loopDepth(main)) {
          inherit(from);
        }
      }
    }
    for (int p = 0, n = input.blockParamCount(block); p < n; p++) {
      enterParam(input.blockParam(block, p), p, main);
    }
    if (loops.isHeader(block)) {
      makeRoom();
      load();
    }
  }

  private int mainPredecessor() {
    int main = -1;
    for (int p = 0, n = input.predecessorCount(block); p < n; p++) {
      int from = input.predecessor(block, p);
      if (from < block && (main < 0 || input.loopDepth(from) > input.loopDepth(main))) {
        main = from;
      }
    }
    return main;
  }

  private void inherit(int from) {
    for (long rest = placement.classMask[0] | placement.classMask[1]; rest != 0; rest &= rest - 1) {
      int r = Long.numberOfTrailingZeros(rest);
      int v = placement.exit(from, r);
      if (v >= 0 && homes.content[r] < 0 && homes.of(v) < 0 && liveness.isLiveIn(v, block)) {
        homes.settle(v, r);
      }
    }
  }

  private void enterParam(int v, int position, int main) {
    if (!liveness.isUsed(v)) {
      return;
    }
    long all = placement.classMask[input.vregClass(v)];
    long free = all & ~homes.used();
    if (free != 0) {
      int wanted =
          main < 0
              ? -1
              : placement.exitRegister(
                  main, input.branchArgument(main, placement.edge(block), position));
      homes.settle(v, wanted >= 0 && (free >>> wanted & 1) != 0 ? wanted : choice.best(free, v));
      return;
    }
    int victim = choice.furthest(all);
    if (victim >= 0 && choice.distance(homes.content[victim]) > choice.distance(v)) {
      homes.drop(victim);
      homes.settle(v, victim);
    }
  }

  /** Drops as much of what only passes through the loop as would have to make room in it. */
  private void makeRoom() {
    for (int c = 0; c < 2; c++) {
      long all = placement.classMask[c];
      int live = liveness.blocks().liveInCount(block, c);
      for (int p = 0, n = input.blockParamCount(block); p < n; p++) {
        live += input.vregClass(input.blockParam(block, p)) == c ? 1 : 0;
      }
      int alreadyOut = live - Long.bitCount(all & homes.used());
      int excess = loops.pressure(block, c) - Long.bitCount(all) - alreadyOut;
      for (; excess > 0; excess--) {
        int r = choice.furthest(all);
        if (r < 0 || choice.distance(homes.content[r]) < RegisterChoice.OUTSIDE_LOOP) {
          break;
        }
        homes.drop(r);
      }
    }
  }

  /** Has what the loop uses in registers, as far as there are any. */
  private void load() {
    int left = MOST_OPERANDS;
    int first = input.firstInst(block);
    int end = input.endInst(loops.lastBlock(block));
    for (int i = first; i < end && left > 0; i++) {
      for (int o = 0, n = input.operandCount(i); o < n; o++, left--) {
        int v = input.operandVreg(i, o);
        boolean isFromOutside =
            liveness.defBlock[v] < block
                && !Operand.isDef(input.operandDemand(i, o))
                && homes.of(v) < 0
                && liveness.isLiveIn(v, block);
        if (isFromOutside) {
          load(v);
        }
      }
    }
  }

  private void load(int v) {
    long all = placement.classMask[input.vregClass(v)];
    long free = all & ~homes.used();
    if (Long.bitCount(free) > (input.isRematerializable(v) ? SPARE : 0)) {
      homes.settle(v, choice.best(free, v));
    } else if (free == 0 && !input.isRematerializable(v)) {
      int victim = choice.furthest(all);
      if (choice.distance(homes.content[victim]) >= RegisterChoice.OUTSIDE_LOOP) {
        homes.drop(victim);
        homes.settle(v, victim);
      }
    }
  }
}
