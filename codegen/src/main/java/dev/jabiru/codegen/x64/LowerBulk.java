// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.regalloc.Operand;

/**
 * Filling and copying of memories without leaving the code: what is checked here is done by a stub,
 * {@link Stub#FILL} or {@link Stub#COPY}.
 */
final class LowerBulk {
  private final Lower to;

  LowerBulk(Lower to) {
    this.to = to;
  }

  void fill(InstructionData data) {
    int count = to.use(to.values.arg(data, 3));
    int place = place(data, 0, 1, count);
    call(Stub.FILL, place, to.use(to.values.arg(data, 2)), count);
  }

  void copy(InstructionData data) {
    int count = to.use(to.values.arg(data, 4));
    int destination = place(data, 0, 2, count);
    call(Stub.COPY, destination, place(data, 1, 3, count), count);
  }

  /** Checks that so many bytes are there, and returns where they begin. */
  private int place(InstructionData data, int memoryArg, int addressArg, int count) {
    int memory = (int) to.values.constant(to.values.arg(data, memoryArg));
    int address = to.use(to.values.arg(data, addressArg));
    int end = to.out.binaryInt(MachOp.ADD, true, address, Rmi.vreg(count));
    to.out.trapIf(
        Comparison.of(MachOp.CMP, true, end, Rmi.vreg(address), Comparison.BELOW),
        TrapCode.MEMORY_OUT_OF_BOUNDS);
    to.out.trapIf(
        Comparison.of(MachOp.CMP, true, end, to.memory().length(memory), Comparison.ABOVE),
        TrapCode.MEMORY_OUT_OF_BOUNDS);
    int base = to.pointer(to.abi.memoryBaseOffset(memory));
    return to.out.unaryInt(MachOp.LEA, true, Rmi.memory(base, address, 0, 0));
  }

  private void call(Stub stub, int rdi, int rsi, int rcx) {
    MachInst call = to.out.add(MachInst.Kind.CALL_LEAF, MachOp.MOV, true, null);
    call.target = stub.externalName();
    to.out.operand(call, rdi, argument(Registers.RDI));
    to.out.operand(call, rsi, argument(Registers.RSI));
    to.out.operand(call, rcx, argument(Registers.RCX));
    call.clobbers = Registers.LEAF_CLOBBERS;
  }

  private static int argument(int register) {
    return Operand.USE | Operand.EARLY | Operand.fixed(register);
  }
}
