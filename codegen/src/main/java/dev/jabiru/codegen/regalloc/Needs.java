// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/**
 * Finds which registers are read after a block begins, and which virtual registers are read from
 * their slots.
 *
 * <p>What a block begins with in a register that nobody reads needs no move on any edge, and what
 * nobody reads from its slot needs none. One need leads to another, backwards over the edges, and
 * each is met once: a register read on entry is needed at the end of the predecessors, in their
 * register if they have it there, or else in its slot; a parameter needed in its slot needs its
 * arguments.
 */
final class Needs {
  private final Placement placement;
  private final RegallocInput input;
  private final Liveness liveness;

  /** By block, as masks: registers read, before they are written if on entry. */
  private final long[] reads;

  private final long[] writes;
  private final long[] liveIn;
  private final long[] liveOut;
  private final boolean[] inSlot;

  /** By block: the first shuffle in it. */
  private final int[] firstShuffle;

  /** What has to be looked at: a block and a register, or the complement of a parameter. */
  private long[] work = new long[64];

  private int workCount;

  Needs(Placement placement, Liveness liveness) {
    this.placement = placement;
    this.liveness = liveness;
    input = placement.input;
    int blocks = input.blockCount();
    reads = new long[blocks];
    writes = new long[blocks];
    liveIn = new long[blocks];
    liveOut = new long[blocks];
    inSlot = new boolean[input.vregCount()];
    firstShuffle = new int[blocks + 1];
    int next = 0;
    for (int b = 0; b < blocks; b++) {
      firstShuffle[b] = next;
      while (next < placement.shuffles.rows()
          && placement.shuffles.get(next, 0) < input.endInst(b)) {
        next++;
      }
    }
    firstShuffle[blocks] = next;
    for (int b = 0; b < blocks; b++) {
      summarise(b);
    }
    for (int b = 0; b < blocks; b++) {
      readOnEntry(b, reads[b]);
    }
    while (workCount > 0) {
      long item = work[--workCount];
      if (item >= 0) {
        needRegister((int) (item >> 6), (int) item & 63);
      } else {
        needArguments((int) ~item);
      }
    }
  }

  /** {@return whether the content of a register is read after a block begins} */
  boolean isReadOnEntry(int block, int register) {
    return (liveIn[block] >>> register & 1) != 0;
  }

  /** {@return the registers whose content is read after a block begins} */
  long readOnEntry(int block) {
    return liveIn[block];
  }

  /** {@return whether a virtual register is read from its slot} */
  boolean isInSlot(int vreg) {
    return inSlot[vreg];
  }

  /** {@return the first shuffle of a block} */
  int firstShuffle(int block) {
    return firstShuffle[block];
  }

  /** {@return what an edge gives to a virtual register of the block it leads to} */
  int source(int from, int edge, int to, int vreg) {
    return liveness.isParam(vreg) && liveness.defBlock[vreg] == to
        ? input.branchArgument(from, edge, liveness.paramPosition[vreg])
        : vreg;
  }

  private void summarise(int b) {
    IntTable shuffles = placement.shuffles;
    long read = 0;
    long written = 0;
    int shuffle = firstShuffle[b + 1] - 1;
    for (int i = input.endInst(b) - 1; i >= input.firstInst(b); i--) {
      int first = placement.firstOperand[i];
      int end = placement.firstOperand[i + 1];
      long used = 0;
      for (int o = first; o < end; o++) {
        int place = placement.places[o];
        if (place < 0) {
          need(placement.vreg(i, o));
        } else if (placement.isDef(i, o)) {
          written |= 1L << place;
          read &= ~(1L << place);
        } else {
          used |= 1L << place;
        }
      }
      read |= used;
      long sources = 0;
      for (; shuffle >= firstShuffle[b] && shuffles.get(shuffle, 0) == i; shuffle--) {
        read &= ~(1L << shuffles.get(shuffle, 1));
        written |= 1L << shuffles.get(shuffle, 1);
        int from = shuffles.get(shuffle, 3);
        if (from >= 0) {
          sources |= 1L << from;
        } else {
          needUnlessMadeAgain(shuffles.get(shuffle, 2));
        }
      }
      read |= sources;
    }
    reads[b] = read;
    writes[b] = written;
  }

  private void readOnEntry(int block, long registers) {
    for (long rest = registers & ~liveIn[block]; rest != 0; rest &= rest - 1) {
      push((long) block << 6 | Long.numberOfTrailingZeros(rest));
    }
    liveIn[block] |= registers;
  }

  private void push(long item) {
    if (workCount == work.length) {
      work = Arrays.copyOf(work, workCount * 2);
    }
    work[workCount++] = item;
  }

  private void needUnlessMadeAgain(int vreg) {
    if (!input.isRematerializable(vreg)) {
      need(vreg);
    }
  }

  private void need(int vreg) {
    if (!inSlot[vreg]) {
      inSlot[vreg] = true;
      if (liveness.isParam(vreg)) {
        push(~(long) vreg);
      }
    }
  }

  private void needRegister(int block, int register) {
    int v = placement.entry(block, register);
    if (v < 0) {
      return;
    }
    for (int p = 0, n = input.predecessorCount(block); p < n; p++) {
      int from = input.predecessor(block, p);
      int source = source(from, placement.edge(block), block, v);
      needAtEnd(from, source, placement.exitRegister(from, source, register));
    }
  }

  /** A parameter in its slot, that is not stored there by its block, but by the edges to it. */
  private void needArguments(int param) {
    int block = liveness.defBlock[param];
    int register = placement.entryRegister(block, param);
    if (register >= 0 && isReadOnEntry(block, register)) {
      return;
    }
    int position = liveness.paramPosition[param];
    for (int p = 0, n = input.predecessorCount(block); p < n; p++) {
      int from = input.predecessor(block, p);
      int argument = input.branchArgument(from, placement.edge(block), position);
      needAtEnd(from, argument, placement.exitRegister(from, argument));
    }
  }

  private void needAtEnd(int block, int vreg, int r) {
    if (r < 0) {
      needUnlessMadeAgain(vreg);
    } else if ((liveOut[block] >>> r & 1) == 0) {
      liveOut[block] |= 1L << r;
      readOnEntry(block, 1L << r & ~writes[block]);
    }
  }
}
