// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Numbers the slots of the virtual registers that need one.
 *
 * <p>A scan over them in the order of their starts; one that begins after another has ended takes
 * over its slot.
 */
final class Slots {
  private final int[] slot;
  private int count;

  Slots(RegallocInput input, Liveness liveness, Needs needs) {
    slot = LinearScan.filled(input.vregCount());
    long[] order = new long[16];
    int size = 0;
    for (int v = 0; v < slot.length; v++) {
      if (needs.isInSlot(v)) {
        if (size == order.length) {
          order = Arrays.copyOf(order, size * 2);
        }
        order[size++] = (long) (liveness.start(v) + 1) << 32 | v;
      }
    }
    Arrays.sort(order, 0, size);
    PriorityQueue<Long> busy = new PriorityQueue<>();
    for (int i = 0; i < size; i++) {
      int v = (int) order[i];
      int start = (int) (order[i] >>> 32) - 1;
      Long first = busy.peek();
      if (first != null && first >>> 32 < start) {
        busy.remove();
        slot[v] = (int) (long) first;
      } else {
        slot[v] = count++;
      }
      busy.add((long) liveness.end(v) << 32 | slot[v]);
    }
  }

  /** {@return the number of slots} */
  int count() {
    return count;
  }

  /** {@return whether a virtual register has a slot} */
  boolean has(int vreg) {
    return slot[vreg] >= 0;
  }

  /** {@return the slot of a virtual register as a place} */
  int place(int vreg) {
    return Allocation.slot(slot[vreg]);
  }
}
