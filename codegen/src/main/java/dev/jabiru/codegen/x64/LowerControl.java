// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.regalloc.Operand;
import dev.jabiru.codegen.x64.X64Abi.Field;
import java.util.List;

/** How a function is entered, branches, returns, and is stopped. */
final class LowerControl {
  private final Lower to;

  LowerControl(Lower to) {
    this.to = to;
  }

  void lower(int inst, InstructionData data) {
    switch (data.opcode()) {
      case BRIF -> to.out.branch(to.compares().truth(to.values.arg(data, 0), inst));
      case BR_TABLE -> {
        if (data.edgeCount() > 1) { // else it has been made a jump
          int index = to.useZeroExtended(to.values.arg(data, 0));
          MachInst jump = to.out.add(MachInst.Kind.TABLE_JUMP, MachOp.MOV, true, null);
          to.out.operand(jump, index, MachBuilder.LATE_USE);
          to.out.operand(jump, to.out.newInt(), MachBuilder.EARLY_DEF);
        }
      }
      case RETURN -> leave(data);
      case TRAP -> to.out.add(MachInst.Kind.TRAP, MachOp.MOV, true, null).trap = data.trapCode();
      case INTERRUPT_CHECK -> {
        Rmi flag = Rmi.memory(to.storePointer(), to.abi.offset(Field.STORE_INTERRUPT));
        to.out.trapIf(
            Comparison.ofImmediate(MachOp.CMP, false, flag, 0, Comparison.NOT_EQUAL),
            TrapCode.INTERRUPTED);
      }
      case FUEL -> {
        Rmi fuel = Rmi.memory(to.storePointer(), to.abi.offset(Field.STORE_FUEL));
        int amount = Math.toIntExact(data.imm());
        to.out.storeImm(MachInst.Kind.FUEL, MachOp.SUB, true, fuel, amount).trap =
            TrapCode.OUT_OF_FUEL;
      }
      default -> throw new AssertionError(data.opcode());
    }
  }

  private void leave(InstructionData data) {
    List<Type> returns = to.function.signature().returns();
    Convention results = Convention.ofResults(returns);
    int[] uses = new int[results.count()];
    for (int i = 0; i < uses.length; i++) {
      uses[i] = to.use(to.values.arg(data, i));
      if (!results.isInRegister(i)) {
        Rmi place = to.overflowResult(results.memoryOffset(i));
        boolean wide = returns.get(i).bytes() == 8;
        MachOp move = LowerMemory.move(returns.get(i));
        to.out.store(MachInst.Kind.STORE, move, wide, place, uses[i]);
      }
    }
    MachInst ret = to.out.add(MachInst.Kind.RETURN, MachOp.MOV, true, null);
    for (int i = 0; i < uses.length; i++) {
      if (results.isInRegister(i)) {
        int demand = Operand.USE | Operand.EARLY | Operand.fixed(results.register(i));
        to.out.operand(ret, uses[i], demand);
      }
    }
  }

  /** Defines the parameters, and the pointers that the function has asked for. */
  void entry(Block block) {
    Signature signature = to.function.signature();
    Convention params = Convention.ofParams(signature.params());
    to.out.setSourceLoc(Function.NO_SOURCE_LOC);
    MachInst arguments = to.out.add(MachInst.Kind.ARGUMENTS, MachOp.MOV, true, null);
    for (int i = 0; i < params.count(); i++) {
      int value = to.dfg.blockParam(block, i).index();
      if (params.isInRegister(i) && to.isWanted(value)) {
        int demand = Operand.DEF | Operand.LATE | Operand.fixed(params.register(i));
        to.out.operand(arguments, to.def(value), demand);
      }
    }
    for (int i = 0; i < params.count(); i++) {
      int value = to.dfg.blockParam(block, i).index();
      if (!params.isInRegister(i) && to.isWanted(value)) {
        Type type = signature.params().get(i);
        Rmi place = Rmi.incoming(params.memoryOffset(i));
        to.out.unary(LowerMemory.move(type), type.bytes() == 8, to.def(value), place);
        to.code.setRematerializable(to.def(value));
      }
    }
    to.loadPointers();
    to.out.flush();
  }
}
