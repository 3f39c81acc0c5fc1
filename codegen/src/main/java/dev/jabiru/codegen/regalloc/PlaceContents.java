// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/**
 * Which virtual registers each place holds for certain, at one point of the {@link
 * SymbolicChecker}'s walk. A set of them is an array that never changes, and so places and
 * snapshots share it.
 */
final class PlaceContents {
  static final int[] NOTHING = {};
  private static final int REGISTERS = 64;

  /** By place: registers, then slots. */
  private int[][] held;

  /** By virtual register: a list of all places that may hold it, in {@link #links}. */
  private final int[] firstLink;

  /** Triples of virtual register, place, and next triple or -1. */
  private int[] links = new int[3 * 64];

  private int linkCount;

  PlaceContents(int vregs, int slots) {
    held = new int[REGISTERS + slots][];
    Arrays.fill(held, NOTHING);
    firstLink = new int[vregs];
    Arrays.fill(firstLink, -1);
  }

  private static int index(int place) {
    return place >= 0 ? place : REGISTERS + ~place;
  }

  /** {@return a copy of what all places hold, to {@link #load} again} */
  int[][] snapshot() {
    return held.clone();
  }

  /** Replaces everything. */
  void load(int[][] snapshot) {
    for (int link = 0; link < linkCount; link += 3) {
      firstLink[links[link]] = -1;
    }
    linkCount = 0;
    held = snapshot.clone();
    for (int i = 0; i < held.length; i++) {
      for (int vreg : held[i]) {
        link(vreg, i);
      }
    }
  }

  private void link(int vreg, int index) {
    if (linkCount == links.length) {
      links = Arrays.copyOf(links, linkCount * 2);
    }
    links[linkCount] = vreg;
    links[linkCount + 1] = index;
    links[linkCount + 2] = firstLink[vreg];
    firstLink[vreg] = linkCount;
    linkCount += 3;
  }

  /** {@return what a place holds; nothing for a place that does not exist} */
  int[] get(int place) {
    int index = index(place);
    return index < held.length ? held[index] : NOTHING;
  }

  boolean holds(int place, int vreg) {
    return contains(get(place), vreg);
  }

  void set(int place, int[] vregs) {
    int index = index(place);
    if (index < held.length) {
      held[index] = vregs;
      for (int vreg : vregs) {
        link(vreg, index);
      }
    }
  }

  /** Makes void what places hold of an older value of a virtual register. */
  void forget(int vreg) {
    for (int link = firstLink[vreg]; link >= 0; link = links[link + 2]) {
      int index = links[link + 1];
      held[index] = without(held[index], vreg);
    }
    firstLink[vreg] = -1;
  }

  /** Gives virtual registers the values of others, all at once. */
  void assign(int[] targets, int[] sources) {
    int[][] before = held.clone();
    int[] first = new int[sources.length];
    for (int i = 0; i < sources.length; i++) {
      first[i] = firstLink[sources[i]];
    }
    for (int target : targets) {
      forget(target);
    }
    for (int i = 0; i < sources.length; i++) {
      for (int link = first[i]; link >= 0; link = links[link + 2]) {
        int index = links[link + 1];
        if (contains(before[index], sources[i]) && !contains(held[index], targets[i])) {
          int[] more = Arrays.copyOf(held[index], held[index].length + 1);
          more[more.length - 1] = targets[i];
          held[index] = more;
          link(targets[i], index);
        }
      }
    }
  }

  /** Leaves in a snapshot what another knows too; returns whether anything is lost. */
  static boolean meet(int[][] snapshot, int[][] other) {
    boolean changed = false;
    for (int i = 0; i < snapshot.length; i++) {
      if (snapshot[i] != other[i]) {
        for (int vreg : snapshot[i]) {
          if (!contains(other[i], vreg)) {
            snapshot[i] = without(snapshot[i], vreg);
            changed = true;
          }
        }
      }
    }
    return changed;
  }

  private static boolean contains(int[] vregs, int vreg) {
    for (int v : vregs) {
      if (v == vreg) {
        return true;
      }
    }
    return false;
  }

  private static int[] without(int[] vregs, int vreg) {
    if (!contains(vregs, vreg)) {
      return vregs;
    }
    int[] rest = new int[vregs.length - 1];
    int count = 0;
    for (int v : vregs) {
      if (v != vreg) {
        rest[count++] = v;
      }
    }
    return count == 0 ? NOTHING : rest;
  }
}
