// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which virtual register each register holds at the point of the scan: its home. What has no home
 * is in its slot, or can be made again.
 */
final class Homes {
  /** By register: the virtual register it holds, or -1. */
  final int[] content = LinearScan.filled(Long.SIZE);

  private final int[] home;
  private final int[] last;

  /** By virtual register: where it was when an instruction began that moves it, and which. */
  private final int[] before;

  private final int[] beforeInst;
  private long used;

  /** By virtual register: whether it has lost its home to something else and so is stored. */
  private final BitSet spilled = new BitSet();

  Homes(int vregs) {
    home = LinearScan.filled(vregs);
    last = LinearScan.filled(vregs);
    before = new int[vregs];
    beforeInst = LinearScan.filled(vregs);
  }

  /** {@return the register that holds a virtual register, or -1} */
  int of(int vreg) {
    return home[vreg];
  }

  /** {@return the register that held a virtual register last, if any does or did, or -1} */
  int last(int vreg) {
    return last[vreg];
  }

  /** {@return the registers that hold something, as a mask} */
  long used() {
    return used;
  }

  void settle(int vreg, int register) {
    content[register] = vreg;
    home[vreg] = register;
    last[vreg] = register;
    used |= 1L << register;
  }

  void drop(int register) {
    home[content[register]] = -1;
    content[register] = -1;
    used &= ~(1L << register);
  }

  /** Takes the home away from what is still live. */
  void spill(int register) {
    spilled.set(content[register]);
    drop(register);
  }

  /** {@return whether a virtual register has lost its home to something else} */
  boolean isSpilled(int vreg) {
    return spilled.get(vreg);
  }

  void dropAll() {
    for (long rest = used; rest != 0; rest &= rest - 1) {
      home[content[Long.numberOfTrailingZeros(rest)]] = -1;
    }
    used = 0;
    Arrays.fill(content, -1);
  }

  /** Keeps in mind where a virtual register is as an instruction begins, before it is moved. */
  void remember(int vreg, int inst) {
    if (beforeInst[vreg] != inst) {
      beforeInst[vreg] = inst;
      before[vreg] = home[vreg];
    }
  }

  /** {@return where a virtual register was as an instruction began that moved it, or -1} */
  int before(int vreg, int inst) {
    return beforeInst[vreg] == inst ? before[vreg] : -1;
  }
}
