// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts parallel moves in an order in which they can be done one after another.
 *
 * <p>A move is done when nobody still reads where it writes. If only cycles are left, one value is
 * taken aside into the scratch register of its class; a move from slot to slot meanwhile goes
 * through the scratch register of the other class. What can be made again reads nothing and comes
 * last.
 */
final class Moves {
  private final MachineEnv env;
  private final IntTable table = new IntTable(4);

  private int[] from = new int[64];
  private int[] to = new int[64];
  private int[] kind = new int[64];
  private int count;

  Moves(MachineEnv env) {
    this.env = env;
  }

  IntTable table() {
    return table;
  }

  /** Adds a single move. */
  void add(int inst, int source, int target, int c, int origin) {
    table.add(inst, source, target, (origin + 1) * 2 + c);
  }

  /** Adds a move to those that happen at once, at the next {@link #flush}. */
  void parallel(int source, int target, int c, int origin) {
    if (source == target && origin < 0) {
      return;
    }
    for (int i = 0; count < 64 && i < count; i++) {
      if (to[i] == target) {
        return;
      }
    }
    if (count == to.length) {
      from = Arrays.copyOf(from, count * 2);
      to = Arrays.copyOf(to, count * 2);
      kind = Arrays.copyOf(kind, count * 2);
    }
    from[count] = source;
    to[count] = target;
    kind[count++] = (origin + 1) * 2 + c;
  }

  /** Does what was added, before an instruction. */
  void flush(int inst) {
    if (count == 0) {
      return;
    }
    // By place: how many moves still read it, and the move that writes it.
    Map<Integer, Integer> readers = new HashMap<>(count * 2);
    Map<Integer, Integer> writer = new HashMap<>(count * 2);
    for (int i = 0; i < count; i++) {
      if (kind[i] < 2) {
        readers.merge(from[i], 1, Integer::sum);
        writer.put(to[i], i);
      }
    }
    boolean[] done = new boolean[count];
    for (int i = 0; i < count; i++) {
      if (kind[i] < 2) {
        chain(inst, i, done, readers, writer, -1);
      }
    }
    for (int i = 0; i < count; i++) {
      if (kind[i] < 2 && !done[i]) {
        cycle(inst, i, done, readers, writer);
      }
    }
    for (int i = 0; i < count; i++) {
      if (kind[i] >= 2) {
        remake(inst, i);
      }
    }
    count = 0;
  }

  private void chain(
      int inst,
      int start,
      boolean[] done,
      Map<Integer, Integer> readers,
      Map<Integer, Integer> writer,
      int busyClass) {
    int i = start;
    while (!done[i] && readers.getOrDefault(to[i], 0) == 0) {
      done[i] = true;
      move(inst, from[i], to[i], kind[i] & 1, busyClass);
      int left = readers.merge(from[i], -1, Integer::sum);
      Integer next = left == 0 ? writer.get(from[i]) : null;
      if (next == null) {
        return;
      }
      i = next;
    }
  }

  /** All that are left are in cycles, each place read once. */
  private void cycle(
      int inst,
      int start,
      boolean[] done,
      Map<Integer, Integer> readers,
      Map<Integer, Integer> writer) {
    int c = kind[start] & 1;
    int scratch = scratch(c);
    add(inst, from[start], scratch, c, -1);
    int left = readers.merge(from[start], -1, Integer::sum);
    done[start] = true;
    Integer next = left == 0 ? writer.get(from[start]) : null;
    if (next != null) {
      chain(inst, next, done, readers, writer, c);
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
