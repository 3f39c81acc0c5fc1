// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.Evaluate;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;

/** Computes instructions whose operands are constants. One that would trap stays as it is. */
final class Folder {
  private final DataFlowGraph dfg;
  private final long[] args = new long[4];
  private final long[] results = new long[2];

  Folder(Function function) {
    this.dfg = function.dfg();
  }

  /** Turns an instruction into a constant, if it has one result and its operands are constants. */
  boolean fold(Inst inst) {
    InstructionData data = dfg.data(inst);
    if (!Evaluate.isScalar(data.opcode()) || dfg.resultCount(inst) != 1) {
      return false;
    }
    Type operandType = Type.I32;
    for (int i = 0, n = dfg.argCount(inst); i < n; i++) {
      Value arg = dfg.resolve(dfg.arg(inst, i));
      InstructionData constant = dfg.scalarConstant(arg);
      if (constant == null) {
        return false;
      }
      args[i] = constant.imm();
      operandType = i == 0 ? dfg.type(arg) : operandType;
    }
    if (Evaluate.instruction(data, operandType, args, results) != null) {
      return false;
    }
    dfg.replaceWithConstant(inst, results[0]);
    return true;
  }
}
