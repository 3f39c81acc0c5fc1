// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Inst;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a block that nothing has seen yet. When there are more than {@link #MOST}, the
 * oldest is taken to be seen.
 *
 * <p>What may trap, exit or call sees every store. Between a pending store and the end of the list
 * there are thus only accesses that do not trap and do not read what it has written.
 */
final class PendingStores {
  private static final int MOST = 8;

  /** One of them. */
  static final class Pending {
    Inst inst = new Inst(0);
    Place.Kind kind = Place.Kind.MEMORY;
    int entity;
    int base;
    long at;
    int bytes;
    long offset;
    boolean mayTrap;

    /** Whether anything but pure instructions came after it. */
    boolean isLast;
  }

  private final Pending[] list = new Pending[MOST];
  private int size;

  PendingStores() {
    Arrays.setAll(list, i -> new Pending());
  }

  /** Something has seen them all. */
  void clear() {
    size = 0;
  }

  /** What is read has been seen: a place of a memory by an access that does not trap. */
  void readMemory(Place place) {
    keep(p -> p.kind != Place.Kind.MEMORY || p.base == place.base && place.isApart(p.at, p.bytes));
  }

  /** What is read has been seen: some global. */
  void readGlobal() {
    keep(p -> p.kind != Place.Kind.GLOBAL);
  }

  /** Something has been done that no store here is seen by. */
  void passBy() {
    if (size > 0) {
      list[size - 1].isLast = false;
    }
  }

  /** Adds a store, which may trap only if none is left before it. */
  void add(Inst inst, Place place, boolean mayTrap) {
    passBy();
    if (size == MOST) {
      Pending oldest = list[0];
      System.arraycopy(list, 1, list, 0, MOST - 1);
      list[MOST - 1] = oldest;
      size--;
    }
    Pending p = list[size++];
    p.inst = inst;
    p.kind = place.kind;
    p.entity = place.entity;
    p.base = place.base;
    p.at = place.at;
    p.bytes = place.bytes;
    p.offset = place.offset;
    p.mayTrap = mayTrap;
    p.isLast = true;
  }

  /**
   * Takes out a store that another, at a place, makes superfluous; returns it or null.
   *
   * <p>The other must write all that the pending one has written, and the traps must stay. If
   * neither traps they do. If the pending one may trap, the other must do so in the same cases,
   * that is at the same address with the same division into sum and offset, and nothing that has an
   * effect may be between them: it would come before the trap.
   */
  @Nullable Pending takeCovered(Place place, boolean mayTrap) {
    for (int i = 0; i < size; i++) {
      Pending p = list[i];
      if (p.kind != place.kind || p.entity != place.entity || p.base != place.base) {
        continue;
      }
      boolean isSame = p.at == place.at && p.bytes == place.bytes;
      if (p.mayTrap
          ? isSame && p.offset == place.offset && p.isLast
          : !mayTrap && (isSame || place.contains(p.at, p.bytes))) {
        System.arraycopy(list, i + 1, list, i, size - i - 1);
        list[--size] = p;
        return p;
      }
    }
    return null;
  }

  private interface Test {
    boolean holds(Pending pending);
  }

  private void keep(Test test) {
    passBy();
    int kept = 0;
    for (int i = 0; i < size; i++) {
      Pending p = list[i];
      if (test.holds(p)) {
        list[i] = list[kept];
        list[kept++] = p;
      }
    }
    size = kept;
  }
}
