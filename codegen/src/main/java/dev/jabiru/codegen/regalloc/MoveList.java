// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/** Moves between instructions, in the order in which they are done. */
final class MoveList {
  private static final int FIELDS = 5;

  private final MachineEnv env;
  private int[] moves = new int[64 * FIELDS];
  private int size;

  // The parallel moves being put in order.
  private int[] from = new int[16];
  private int[] to = new int[16];
  private int[] classes = new int[16];
  private int pending;

  /** By class: a register that holds nothing where moves are parallel. */
  private final int[] between;

  MoveList(MachineEnv env, int... between) {
    this.env = env;
    this.between = between;
  }

  int count() {
    return size;
  }

  int inst(int move) {
    return moves[move * FIELDS];
  }

  int from(int move) {
    return moves[move * FIELDS + 1];
  }

  int to(int move) {
    return moves[move * FIELDS + 2];
  }

  int registerClass(int move) {
    return moves[move * FIELDS + 3];
  }

  int origin(int move) {
    return moves[move * FIELDS + 4];
  }

  void add(int inst, int source, int target, int registerClass, int origin) {
    if (source == target && origin < 0) {
      return;
    }
    if (size * FIELDS == moves.length) {
      moves = Arrays.copyOf(moves, moves.length * 2);
    }
    int at = size++ * FIELDS;
    moves[at] = inst;
    moves[at + 1] = source;
    moves[at + 2] = target;
    moves[at + 3] = registerClass;
    moves[at + 4] = origin;
  }

  /** Adds a move that is to be done at the same time as others; {@link #flush} adds them all. */
  void addParallel(int source, int target, int registerClass) {
    if (source == target) {
      return;
    }
    if (pending == from.length) {
      from = Arrays.copyOf(from, pending * 2);
      to = Arrays.copyOf(to, pending * 2);
      classes = Arrays.copyOf(classes, pending * 2);
    }
    from[pending] = source;
    to[pending] = target;
    classes[pending++] = registerClass;
  }

  int scratch(int registerClass) {
    return registerClass == MachineEnv.INT ? env.intScratch() : env.floatScratch();
  }

  /**
   * A move may be done when nobody still reads what it writes. Where there is none, all that are
   * left go in circles: one's source is set aside in the scratch register of its class.
   */
  void flush(int inst) {
    while (pending > 0) {
      boolean isStuck = true;
      for (int i = 0; i < pending; i++) {
        if (!isRead(to[i], i)) {
          addThrough(inst, i);
          remove(i--);
          isStuck = false;
        }
      }
      if (isStuck) {
        int aside = scratch(classes[0]);
        add(inst, from[0], aside, classes[0], -1);
        from[0] = aside;
      }
    }
  }

  /** From slot to slot by way of a register; the scratch register may be in use. */
  private void addThrough(int inst, int i) {
    int target = to[i];
    if (!Allocation.isRegister(from[i]) && !Allocation.isRegister(target)) {
      add(inst, from[i], between[classes[i]], classes[i], -1);
      add(inst, between[classes[i]], target, classes[i], -1);
    } else {
      add(inst, from[i], target, classes[i], -1);
    }
  }

  private boolean isRead(int place, int except) {
    for (int i = 0; i < pending; i++) {
      if (i != except && from[i] == place) {
        return true;
      }
    }
    return false;
  }

  private void remove(int i) {
    pending--;
    from[i] = from[pending];
    to[i] = to[pending];
    classes[i] = classes[pending];
  }
}
