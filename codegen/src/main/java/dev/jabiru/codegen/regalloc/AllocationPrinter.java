// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import org.jspecify.annotations.Nullable;

/** Prints what an allocator was given, and what it answered. */
public final class AllocationPrinter {
  private static final int MOST = 5000;

  private AllocationPrinter() {}

  /**
   * Prints.
   *
   * @param input what is to be allocated
   * @param output the allocation, or {@code null} if there is none
   * @return the text, a line an instruction; cut short for a giant
   */
  public static String print(RegallocInput input, @Nullable RegallocOutput output) {
    StringBuilder out = new StringBuilder();
    int move = 0;
    for (int b = 0; b < input.blockCount() && input.firstInst(b) < MOST; b++) {
      out.append("block").append(b).append('(');
      for (int p = 0; p < input.blockParamCount(b); p++) {
        out.append(p == 0 ? "v" : ", v").append(input.blockParam(b, p));
      }
      out.append("), depth ").append(input.loopDepth(b)).append('\n');
      for (int i = input.firstInst(b); i < input.endInst(b); i++) {
        for (; output != null && move < output.moveCount() && output.moveInst(move) == i; move++) {
          out.append("       ").append(place(output.moveTo(move))).append(" <- ");
          int origin = output.moveOrigin(move);
          out.append(origin >= 0 ? "again v" + origin : place(output.moveFrom(move))).append('\n');
        }
        out.append(String.format("%5d:", i));
        for (int o = 0; o < input.operandCount(i); o++) {
          operand(out, input, i, o);
          if (output != null) {
            out.append('=').append(place(output.place(i, o)));
          }
        }
        if (input.clobbers(i) != 0) {
          out.append(" clobbers ").append(Long.toHexString(input.clobbers(i)));
        }
        out.append('\n');
      }
      for (int e = 0; e < input.successorCount(b); e++) {
        int to = input.successor(b, e);
        out.append("       -> block").append(to);
        for (int p = 0; p < input.blockParamCount(to); p++) {
          out.append(" v").append(input.branchArgument(b, e, p));
        }
        out.append('\n');
      }
    }
    return out.toString();
  }

  private static void operand(StringBuilder out, RegallocInput input, int inst, int operand) {
    int demand = input.operandDemand(inst, operand);
    out.append(Operand.isDef(demand) ? " def" : " use").append(Operand.isLate(demand) ? "L" : "E");
    out.append(" v").append(input.operandVreg(inst, operand)).append(':');
    switch (Operand.constraint(demand)) {
      case Operand.FIXED -> out.append('r').append(Operand.argument(demand));
      case Operand.REUSE -> out.append('#').append(Operand.argument(demand));
      default -> out.append(Operand.constraint(demand) == Operand.REG ? "reg" : "any");
    }
  }

  private static String place(int place) {
    return Allocation.isRegister(place) ? "r" + place : "slot" + Allocation.slotNumber(place);
  }
}
