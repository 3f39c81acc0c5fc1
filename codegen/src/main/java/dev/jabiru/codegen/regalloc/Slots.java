// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Numbers the slots of the virtual registers that need one.
 *
 * <p>What an edge gives to a parameter shares the slot with it if the two never live at once, so
 * that the edge moves nothing: a function of hundreds of locals that are merged at hundreds of
 * places would otherwise consist of moves. Those who share are a family, which lives wherever one
 * of them does. Edges in the deepest loops are asked first.
 *
 * <p>Then a scan over the families in the order of their starts: one that begins after another has
 * ended takes over its slot.
 */
final class Slots {
  /** How many segments may be compared or copied, for each virtual register. */
  private static final int STEPS = 64;

  private static final int[] NONE = {};

  private final Placement placement;
  private final RegallocInput input;
  private final Liveness liveness;
  private final Needs needs;

  /** By virtual register: another of its family, in the end the one that speaks for it. */
  private final int[] family;

  /** By the one that speaks for a family, once asked for: see {@link Liveness#segments}. */
  private final int[][] segments;

  private long budget;
  private final int[] slot;
  private int count;

  Slots(Placement placement, Liveness liveness, Needs needs) {
    this.placement = placement;
    this.input = placement.input;
    this.liveness = liveness;
    this.needs = needs;
    int vregs = input.vregCount();
    family = new int[vregs];
    segments = new int[vregs][];
    budget = (long) STEPS * vregs;
    for (int v = 0; v < vregs; v++) {
      family[v] = v;
    }
    unite();
    slot = LinearScan.filled(vregs);
    number();
  }

  private void unite() {
    long[] edges = new long[input.blockCount()];
    int size = 0;
    for (int b = 0; b < edges.length; b++) {
      if (input.successorCount(b) == 1 && input.blockParamCount(input.successor(b, 0)) > 0) {
        edges[size++] = -((long) input.loopDepth(b) << 32) + b;
      }
    }
    Arrays.sort(edges, 0, size);
    for (int i = 0; i < size; i++) {
      int from = (int) edges[i];
      int to = input.successor(from, 0);
      for (int p = 0, n = input.blockParamCount(to); p < n; p++) {
        int param = input.blockParam(to, p);
        int argument = input.branchArgument(from, 0, p);
        if (needs.isInSlot(param) && needs.isInSlot(argument)) {
          unite(find(param), find(argument));
        }
      }
    }
  }

  private int find(int vreg) {
    int v = vreg;
    while (family[v] != v) {
      family[v] = family[family[v]];
      v = family[v];
    }
    return v;
  }

  private void unite(int a, int b) {
    if (a == b || input.vregClass(a) != input.vregClass(b) || budget < 0) {
      return;
    }
    boolean isMore = segments(a).length > segments(b).length;
    int[] more = segments[isMore ? a : b];
    int[] less = segments[isMore ? b : a];
    if (areDisjoint(less, more)) {
      family[b] = a;
      segments[a] = merge(less, more);
      segments[b] = NONE; // nobody asks for them any more
    }
  }

  private int[] segments(int v) {
    if (segments[v] == null) {
      segments[v] = liveness.segments(v);
      if (isDefinedInSlot(v)) {
        segments[v][0]--; // written while the instruction may still read
      }
    }
    return segments[v];
  }

  private boolean isDefinedInSlot(int v) {
    int inst = liveness.defInst[v];
    for (int o = 0; inst >= 0 && o < input.operandCount(inst); o++) {
      if (input.operandVreg(inst, o) == v
          && placement.places[placement.firstOperand[inst] + o] == Placement.IN_SLOT) {
        return true;
      }
    }
    return false;
  }

  private boolean areDisjoint(int[] less, int[] more) {
    int from = 0;
    for (int i = 0; i < less.length; i += 2) {
      budget--;
      from = firstEndingAfter(more, from, less[i]);
      if (from < more.length && more[from] < less[i + 1]) {
        return false;
      }
    }
    return true;
  }

  private static int firstEndingAfter(int[] segments, int from, int position) {
    int low = from >> 1;
    int high = segments.length >> 1;
    while (low < high) {
      int middle = low + high >>> 1;
      if (segments[2 * middle + 1] <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return 2 * low;
  }

  /** {@return the segments of both, those that touch as one} */
  private int[] merge(int[] a, int[] b) {
    int[] merged = new int[a.length + b.length];
    budget -= merged.length >> 5;
    int size = 0;
    for (int i = 0, j = 0; i < a.length || j < b.length; ) {
      boolean isA = j == b.length || i < a.length && a[i] < b[j];
      int start = isA ? a[i] : b[j];
      int end = isA ? a[i + 1] : b[j + 1];
      if (size > 0 && merged[size - 1] == start) {
        merged[size - 1] = end;
      } else {
        merged[size++] = start;
        merged[size++] = end;
      }
      i += isA ? 2 : 0;
      j += isA ? 0 : 2;
    }
    return Arrays.copyOf(merged, size);
  }

  private void number() {
    long[] order = new long[16];
    int size = 0;
    for (int v = 0; v < slot.length; v++) {
      if (needs.isInSlot(v) && family[v] == v) {
        if (size == order.length) {
          order = Arrays.copyOf(order, size * 2);
        }
        order[size++] = (long) segments(v)[0] << 32 | v;
      }
    }
    Arrays.sort(order, 0, size);
    PriorityQueue<Long> busy = new PriorityQueue<>();
    for (int i = 0; i < size; i++) {
      int v = (int) order[i];
      Long first = busy.peek();
      if (first != null && first >>> 32 <= order[i] >>> 32) {
        busy.remove();
        slot[v] = (int) (long) first;
      } else {
        slot[v] = count++;
      }
      busy.add((long) segments[v][segments[v].length - 1] << 32 | slot[v]);
    }
  }

  /** {@return the number of slots} */
  int count() {
    return count;
  }

  /** {@return whether a virtual register has a slot} */
  boolean has(int vreg) {
    return needs.isInSlot(vreg);
  }

  /** {@return the slot of a virtual register as a place} */
  int place(int vreg) {
    return Allocation.slot(slot[find(vreg)]);
  }
}
