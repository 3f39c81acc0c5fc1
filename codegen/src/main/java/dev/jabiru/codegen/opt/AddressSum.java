// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Value;

/**
 * An address taken apart into a value and a constant added to it, modulo the width of addresses.
 *
 * <p>One is reused for many addresses.
 */
final class AddressSum {
  /** Additions looked at for one address; simplified code has one. */
  private static final int DEPTH = 8;

  private final DataFlowGraph dfg;
  private Value base = new Value(0);
  private long delta;

  AddressSum(DataFlowGraph dfg) {
    this.dfg = dfg;
  }

  /** Takes an address apart; its base may itself be a constant. */
  void takeApart(Value address) {
    base = address;
    delta = 0;
    for (int i = 0; i < DEPTH; i++) {
      Inst inst = dfg.definingInst(base);
      if (inst == null || dfg.opcode(inst) != Opcode.IADD) {
        return;
      }
      InstructionData constant = dfg.scalarConstant(dfg.arg(inst, 1));
      if (constant == null) {
        return;
      }
      base = dfg.arg(inst, 0);
      delta += constant.imm();
    }
  }

  Value base() {
    return base;
  }

  /** {@return what is added; of a 32-bit address the lower half counts} */
  long delta() {
    return delta;
  }

  /** The bytes that a plain access of a memory reads or writes; of other instructions, 0. */
  static int bytes(InstructionData data) {
    return switch (data.opcode()) {
      case ULOAD8, SLOAD8, ISTORE8 -> 1;
      case ULOAD16, SLOAD16, ISTORE16 -> 2;
      case ULOAD32, SLOAD32, ISTORE32 -> 4;
      case LOAD, STORE -> data.type().bytes();
      default -> 0;
    };
  }
}
