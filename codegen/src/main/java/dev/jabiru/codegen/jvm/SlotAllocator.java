// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import java.util.Arrays;

/**
 * Gives values places, one after another in ascending order of where their intervals start. A place
 * is free again at the point where its last holder's interval ends: what an instruction reads last
 * may make room for what it writes.
 *
 * <p>A value goes where a related one was, if it can: a parameter of a block to the place of an
 * argument, an argument to the place of its parameter; then passing it costs nothing.
 */
final class SlotAllocator {
  private final int[] slots; // by value, -1 for none
  private final int[] hints; // by value: a place that a related value got, or -1
  private final int[] firstLinks; // by value: the head of a list of related values, or -1
  private int[] links = new int[32];
  private int[] nextLinks = new int[32];
  private int linkCount;
  private int[][] free = new int[JvmType.values().length][16]; // stacks of places
  private final int[] freeCount = new int[JvmType.values().length];
  private boolean[] isFree = new boolean[32];
  private byte[] kinds = new byte[32];
  private long[] busy = new long[32]; // heap of (end << 32 | place)
  private int busyCount;
  private int limit;
  private final boolean pairs;

  /**
   * An allocator that has given nothing away.
   *
   * @param values the number of values
   * @param pairs whether a long or double takes two places
   */
  SlotAllocator(int values, boolean pairs) {
    this.slots = new int[values];
    this.hints = new int[values];
    this.firstLinks = new int[values];
    this.pairs = pairs;
    Arrays.fill(firstLinks, -1);
    Arrays.fill(slots, -1);
    Arrays.fill(hints, -1);
  }

  /** One above the highest place. */
  int limit() {
    return limit;
  }

  /** The value's place, -1 if it has none. */
  int slotOf(int value) {
    return slots[value];
  }

  /** Says that two values, one passed to the other, had better have the same place. */
  void relate(int a, int b) {
    link(a, b);
    link(b, a);
  }

  private void link(int from, int to) {
    if (linkCount == links.length) {
      links = Arrays.copyOf(links, linkCount * 2);
      nextLinks = Arrays.copyOf(nextLinks, linkCount * 2);
    }
    links[linkCount] = to;
    nextLinks[linkCount] = firstLinks[from];
    firstLinks[from] = linkCount++;
  }

  /** Takes places away for good. */
  int reserve(int count) {
    int slot = limit;
    grow(count);
    return slot;
  }

  /** Gives a value the next new place, whatever is free. */
  void assignNew(int value, JvmType type, int end) {
    take(value, fresh(type), end);
  }

  /** Gives a value a place. */
  void assign(int value, JvmType type, int start, int end) {
    while (busyCount > 0 && (int) (busy[0] >>> 32) <= start) {
      release((int) removeFirst());
    }
    int kind = type.ordinal();
    int hint = hints[value];
    if (hint >= 0 && hint < limit && kinds[hint] == kind && isFree[hint]) {
      take(value, hint, end);
      return;
    }
    while (freeCount[kind] > 0) {
      int slot = free[kind][--freeCount[kind]];
      if (isFree[slot]) {
        take(value, slot, end);
        return;
      }
    }
    take(value, fresh(type), end);
  }

  /** Ends a round: all places are free from now on, and no value has one. */
  void reset(int[] values) {
    for (int value : values) {
      slots[value] = -1;
      hints[value] = -1;
      firstLinks[value] = -1;
    }
    linkCount = 0;
    Arrays.fill(isFree, false);
    Arrays.fill(freeCount, 0);
    busyCount = 0;
    limit = 0;
  }

  private int fresh(JvmType type) {
    int slot = limit;
    grow(pairs ? type.slots() : 1);
    kinds[slot] = (byte) type.ordinal();
    return slot;
  }

  private void grow(int count) {
    limit += count;
    if (limit > kinds.length) {
      kinds = Arrays.copyOf(kinds, limit * 2);
      isFree = Arrays.copyOf(isFree, limit * 2);
    }
  }

  private void take(int value, int slot, int end) {
    isFree[slot] = false;
    slots[value] = slot;
    for (int link = firstLinks[value]; link >= 0; link = nextLinks[link]) {
      if (hints[links[link]] < 0) {
        hints[links[link]] = slot;
      }
    }
    add((long) end << 32 | slot);
  }

  private void release(int slot) {
    int kind = kinds[slot];
    isFree[slot] = true;
    if (freeCount[kind] == free[kind].length) {
      free[kind] = Arrays.copyOf(free[kind], freeCount[kind] * 2);
    }
    free[kind][freeCount[kind]++] = slot;
  }

  private void add(long key) {
    if (busyCount == busy.length) {
      busy = Arrays.copyOf(busy, busyCount * 2);
    }
    int at = busyCount++;
    while (at > 0 && busy[(at - 1) / 2] > key) {
      busy[at] = busy[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    busy[at] = key;
  }

  private long removeFirst() {
    long first = busy[0];
    long key = busy[--busyCount];
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= busyCount) {
        break;
      }
      if (child + 1 < busyCount && busy[child + 1] < busy[child]) {
        child++;
      }
      if (busy[child] >= key) {
        break;
      }
      busy[at] = busy[child];
      at = child;
    }
    busy[at] = key;
    return first;
  }
}
