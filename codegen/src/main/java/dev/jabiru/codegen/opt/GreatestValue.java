// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import org.jspecify.annotations.Nullable;

/** The greatest number that an integer may be, from the few instructions that compute it. */
final class GreatestValue {
  /** Instructions looked at, one behind another. */
  private static final int DEPTH = 8;

  private final DataFlowGraph dfg;

  GreatestValue(DataFlowGraph dfg) {
    this.dfg = dfg;
  }

  /** {@return the number, unsigned; {@link Long#MAX_VALUE} if it may be 2⁶³ or more} */
  long of(Value value) {
    return most(value, DEPTH);
  }

  private @Nullable InstructionData constant(Value value) {
    InstructionData data = dfg.scalarConstant(value);
    return data != null && data.opcode() == Opcode.ICONST ? data : null;
  }

  private long most(Value value, int depth) {
    long all = dfg.type(value) == Type.I32 ? 0xFFFFFFFFL : Long.MAX_VALUE;
    Inst inst = dfg.definingInst(value);
    return inst == null || depth == 0 ? all : most(inst, dfg.data(inst), all, depth - 1);
  }

  private long most(Inst inst, InstructionData data, long all, int depth) {
    return switch (data.opcode()) {
      case ICONST -> data.type() == Type.I64 && data.imm() < 0 ? all : data.imm() & all;
      case ICMP, FCMP -> 1;
      case ULOAD8 -> 0xFF;
      case ULOAD16 -> 0xFFFF;
      case UEXTEND, ULOAD32, IREDUCE -> {
        boolean isLoad = data.opcode() == Opcode.ULOAD32;
        yield Math.min(0xFFFFFFFFL, isLoad ? all : most(dfg.arg(inst, 0), depth));
      }
      case BAND -> Math.min(most(dfg.arg(inst, 0), depth), most(dfg.arg(inst, 1), depth));
      case SELECT -> Math.max(most(dfg.arg(inst, 1), depth), most(dfg.arg(inst, 2), depth));
      case IADD -> {
        long left = most(dfg.arg(inst, 0), depth);
        long right = most(dfg.arg(inst, 1), depth);
        yield left > all - right ? all : left + right;
      }
      case ISHL, USHR -> {
        InstructionData by = constant(dfg.arg(inst, 1));
        int shift = by == null ? 0 : (int) by.imm() & (data.type() == Type.I32 ? 31 : 63);
        yield shift == 0 ? all : shifted(inst, data, all, shift, depth);
      }
      default -> all;
    };
  }

  private long shifted(Inst inst, InstructionData data, long all, int shift, int depth) {
    long operand = most(dfg.arg(inst, 0), depth);
    if (data.opcode() == Opcode.ISHL) {
      return operand > all >>> shift ? all : operand << shift;
    }
    // An operand without bound may have its top bit set.
    return (operand == Long.MAX_VALUE ? -1 : operand) >>> shift;
  }
}
