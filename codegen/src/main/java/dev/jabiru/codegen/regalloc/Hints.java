// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/** Which registers virtual registers would like, and when instructions take registers away. */
final class Hints {
  private final int[] fixed;
  private final int[] fixedInst;
  private final int[] related;
  private final IntTable events = new IntTable(4);
  private final int[] cursors = new int[64];
  private int callCursor;

  Hints(RegallocInput input) {
    fixed = LinearScan.filled(input.vregCount());
    fixedInst = LinearScan.filled(input.vregCount());
    related = LinearScan.filled(input.vregCount());
    Arrays.fill(fixedInst, Integer.MAX_VALUE);
    for (int b = input.blockCount() - 1; b >= 0; b--) {
      for (int e = 0; e < input.successorCount(b); e++) {
        int to = input.successor(b, e);
        for (int p = 0; p < input.blockParamCount(to); p++) {
          related[input.branchArgument(b, e, p)] = input.blockParam(to, p);
        }
      }
      for (int i = input.endInst(b) - 1; i >= input.firstInst(b); i--) {
        read(input, i);
      }
    }
    for (int i = 0; i < input.endInst(input.blockCount() - 1); i++) {
      long mask = input.clobbers(i);
      for (int o = 0; o < input.operandCount(i); o++) {
        int demand = input.operandDemand(i, o);
        if (Operand.constraint(demand) == Operand.FIXED) {
          mask |= 1L << Operand.argument(demand);
        }
      }
      if (mask != 0) {
        boolean isCall = Long.bitCount(input.clobbers(i)) >= 8;
        events.add(i, (int) mask, (int) (mask >>> 32), isCall ? 1 : 0);
      }
    }
  }

  private void read(RegallocInput input, int inst) {
    int n = input.operandCount(inst);
    for (int o = 0; o < n; o++) {
      int demand = input.operandDemand(inst, o);
      int v = input.operandVreg(inst, o);
      if (!Operand.isDef(demand) && Operand.constraint(demand) == Operand.FIXED) {
        fixed[v] = Operand.argument(demand);
        fixedInst[v] = inst;
      }
    }
    for (int o = 0; o < n; o++) {
      int demand = input.operandDemand(inst, o);
      if (!Operand.isDef(demand)) {
        continue;
      }
      int use = -1;
      if (Operand.constraint(demand) == Operand.REUSE) {
        use = Operand.argument(demand);
      }
      for (int p = 0; use < 0 && input.isMove(inst) && p < n; p++) {
        use = Operand.isDef(input.operandDemand(inst, p)) ? -1 : p;
      }
      if (use >= 0) {
        int v = input.operandVreg(inst, use);
        int def = input.operandVreg(inst, o);
        related[v] = related[def] >= 0 ? related[def] : def;
        if (fixed[def] >= 0 && fixed[v] < 0) {
          fixed[v] = fixed[def];
          fixedInst[v] = fixedInst[def];
        }
      }
    }
  }

  /** {@return the register that some use demands, or -1} */
  int fixed(int vreg) {
    return fixed[vreg];
  }

  /** {@return the instruction that demands it} */
  int fixedInst(int vreg) {
    return fixedInst[vreg];
  }

  /** {@return a virtual register in whose register this one would best be, or -1} */
  int related(int vreg) {
    return related[vreg];
  }

  /** {@return the first instruction at or behind one that takes a register; in order} */
  int nextFixed(int register, int inst) {
    int column = 1 + (register >> 5);
    int at = cursors[register];
    while (at < events.rows()
        && (events.get(at, 0) < inst || (events.get(at, column) >>> register & 1) == 0)) {
      at++;
    }
    cursors[register] = at;
    return at < events.rows() ? events.get(at, 0) : Integer.MAX_VALUE;
  }

  /** {@return the position of the first call at or behind an instruction; in order} */
  int nextCall(int inst) {
    while (callCursor < events.rows()
        && (events.get(callCursor, 0) < inst || events.get(callCursor, 3) == 0)) {
      callCursor++;
    }
    return callCursor < events.rows() ? 2 * events.get(callCursor, 0) : Integer.MAX_VALUE;
  }
}
