// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/**
 * Puts parallel moves in an order in which they can be done one after another.
 *
 * <p>A move is done when nobody still reads where it writes. If only cycles are left, one value is
 * taken aside into the scratch register of its class; a move from slot to slot meanwhile goes
 * through the scratch register of the other class. What can be made again reads nothing and comes
 * last.
 */
final class Moves {
  private static final int REGISTERS = 64;

  private final MachineEnv env;
  private final IntTable table = new IntTable(4);

  // What happens at once, until the next flush.
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int[] kind = new int[64];
  private boolean[] done = new boolean[64];
  private int count;

  /** By place: how many moves still read it, and the move that writes it, plus one. */
  private final int[] readers;

  private final int[] writer;

  Moves(MachineEnv env, int slotCount) {
    this.env = env;
    readers = new int[REGISTERS + slotCount];
    writer = new int[REGISTERS + slotCount];
  }

  IntTable table() {
    return table;
  }

  private static int index(int place) {
    return Allocation.isRegister(place) ? place : REGISTERS + Allocation.slotNumber(place);
  }

  /** Adds a single move. */
  void add(int inst, int source, int target, int c, int origin) {
    table.add(inst, source, target, (origin + 1) * 2 + c);
  }

  /**
   * Adds a move to those that happen at once, at the next {@link #flush}. The first of several to
   * the same place counts: they move the same.
   */
  void parallel(int source, int target, int c, int origin) {
    if (source == target && origin < 0 || writer[index(target)] != 0) {
      return;
    }
    if (count == to.length) {
      from = Arrays.copyOf(from, count * 2);
      to = Arrays.copyOf(to, count * 2);
      kind = Arrays.copyOf(kind, count * 2);
      done = new boolean[count * 2];
    }
    from[count] = source;
    to[count] = target;
    kind[count++] = (origin + 1) * 2 + c;
    writer[index(target)] = count;
    if (origin < 0) {
      readers[index(source)]++;
    }
  }

  /** Does what was added, before an instruction. */
  void flush(int inst) {
    if (count == 0) {
      return;
    }
    for (int i = 0; i < count; i++) {
      done[i] = isRemake(i);
    }
    for (int i = 0; i < count; i++) {
      chain(inst, i, -1);
    }
    for (int i = 0; i < count; i++) {
      if (!done[i]) {
        cycle(inst, i);
      }
    }
    for (int i = 0; i < count; i++) {
      if (isRemake(i)) {
        remake(inst, i);
      }
      writer[index(to[i])] = 0;
    }
    count = 0;
  }

  private boolean isRemake(int i) {
    return kind[i] >= 2;
  }

  /** Does a move that nobody stands in the way of, and those it stood in the way of. */
  private void chain(int inst, int start, int busyClass) {
    int i = start;
    while (i >= 0 && !done[i] && readers[index(to[i])] == 0) {
      done[i] = true;
      move(inst, from[i], to[i], kind[i] & 1, busyClass);
      i = --readers[index(from[i])] == 0 ? writer[index(from[i])] - 1 : -1;
    }
  }

  /** All that are left are in cycles, each place read once. */
  private void cycle(int inst, int start) {
    int c = kind[start] & 1;
    int scratch = scratch(c);
    add(inst, from[start], scratch, c, -1);
    done[start] = true;
    if (--readers[index(from[start])] == 0) {
      chain(inst, writer[index(from[start])] - 1, c);
    }
    add(inst, scratch, to[start], c, -1);
  }

  private int scratch(int c) {
    return c == MachineEnv.INT ? env.intScratch() : env.floatScratch();
  }

  private void move(int inst, int source, int target, int c, int busyClass) {
    if (source < 0 && target < 0) {
      int by = c == busyClass ? 1 - c : c;
      add(inst, source, scratch(by), by, -1);
      add(inst, scratch(by), target, by, -1);
    } else {
      add(inst, source, target, c, -1);
    }
  }

  private void remake(int inst, int i) {
    int c = kind[i] & 1;
    int origin = (kind[i] >> 1) - 1;
    int target = to[i] >= 0 ? to[i] : scratch(c);
    add(inst, target, target, c, origin);
    if (to[i] < 0) {
      add(inst, target, to[i], c, -1);
    }
  }
}
