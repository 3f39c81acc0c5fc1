// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.regalloc.Operand;
import dev.jabiru.codegen.x64.MachInst.Kind;
import dev.jabiru.codegen.x64.X64Abi.Callee;
import dev.jabiru.codegen.x64.X64Abi.Field;

/** Calls, as {@link Convention} says. */
final class LowerCall {
  private final Lower to;

  LowerCall(Lower to) {
    this.to = to;
  }

  void lower(int inst, InstructionData data) {
    switch (data.opcode()) {
      case CALL -> direct(inst, data, false);
      case RETURN_CALL -> direct(inst, data, true);
      case CALL_INDIRECT -> reference(inst, data, element(data), false);
      case RETURN_CALL_INDIRECT -> reference(inst, data, element(data), true);
      case CALL_REF -> reference(inst, data, notNull(data), false);
      case RETURN_CALL_REF -> reference(inst, data, notNull(data), true);
      case REF_FUNC -> functionReference(inst, data);
      default -> throw new AssertionError(data.opcode());
    }
  }

  private void direct(int inst, InstructionData data, boolean isTail) {
    UserExternalName name = to.function.functions().get(data.function()).name();
    switch (to.abi.callee(name)) {
      case Callee.Local() -> {
        MachInst call = call(isTail ? Kind.TAIL_CALL : Kind.CALL, inst, data, -1, 0, isTail);
        call.target = name;
      }
      case Callee.Linked callee ->
          call(isTail ? Kind.TAIL_CALL : Kind.CALL, inst, data, -1, 0, isTail).target = callee;
      case Callee.Import callee -> {
        Kind kind = isTail ? Kind.TAIL_CALL_IMPORT : Kind.CALL_IMPORT;
        call(kind, inst, data, -1, 0, isTail).target = callee;
      }
      case Callee.Builtin(int number) -> {
        assert !isTail : "a tail call of a builtin";
        call(Kind.CALL_BUILTIN, inst, data, -1, 0, false).imm = number;
      }
      case Callee.MemoryFill() -> new LowerBulk(to).fill(data);
      case Callee.MemoryCopy() -> new LowerBulk(to).copy(data);
    }
  }

  /** Finds the function that an indirect call means, and checks its type. */
  private int element(InstructionData data) {
    int callee =
        to.out.unaryInt(MachOp.MOV, true, to.memory().element(data, TrapCode.UNDEFINED_ELEMENT));
    trapIfNull(callee, TrapCode.UNINITIALIZED_ELEMENT);
    int typeOffset = to.abi.typeIdOffset(to.function.typeIndex(data.signature()));
    int expected = to.out.unaryInt(MachOp.MOV, false, Rmi.context(typeOffset));
    Rmi found = Rmi.memory(callee, to.abi.offset(Field.FUNC_TYPE_ID));
    to.out.trapIf(
        Comparison.of(MachOp.CMP, false, expected, found, Comparison.NOT_EQUAL),
        TrapCode.BAD_SIGNATURE);
    return callee;
  }

  private int notNull(InstructionData data) {
    int callee = to.use(to.values.arg(data, 0));
    trapIfNull(callee, TrapCode.NULL_FUNCTION);
    return callee;
  }

  private void trapIfNull(int reference, TrapCode trap) {
    Rmi vreg = Rmi.vreg(reference);
    to.out.trapIf(Comparison.of(MachOp.TEST, true, reference, vreg, Comparison.EQUAL), trap);
  }

  private void reference(int inst, InstructionData data, int callee, boolean isTail) {
    call(isTail ? Kind.TAIL_CALL_REF : Kind.CALL_REF, inst, data, callee, 1, isTail);
  }

  /** Makes a call; its arguments are the operands from {@code first} on. */
  private MachInst call(
      Kind kind, int inst, InstructionData data, int callee, int first, boolean isTail) {
    Signature signature = to.function.signatureOf(data);
    Convention params = Convention.ofParams(signature.params());
    int[] uses = new int[params.count()];
    for (int i = 0; i < uses.length; i++) {
      uses[i] = to.use(to.values.arg(data, first + i));
      if (!params.isInRegister(i)) {
        MachOp move = LowerMemory.move(signature.params().get(i));
        Rmi place = Rmi.outgoing(params.memoryOffset(i));
        to.out.store(Kind.STORE, move, true, place, uses[i]);
      }
    }
    MachInst call = to.out.add(kind, MachOp.MOV, true, null);
    call.stackBytes = params.stackBytes();
    if (callee >= 0) {
      to.out.operand(call, callee, MachBuilder.USE);
    }
    for (int i = 0; i < uses.length; i++) {
      if (params.isInRegister(i)) {
        int demand = Operand.USE | Operand.EARLY | Operand.fixed(params.register(i));
        to.out.operand(call, uses[i], demand);
      }
    }
    if (!isTail) {
      results(inst, call, signature);
    }
    return call;
  }

  private void results(int inst, MachInst call, Signature signature) {
    Convention results = Convention.ofResults(signature.returns());
    call.clobbers = Registers.ALLOCATABLE;
    for (int i = 0; i < results.count(); i++) {
      if (!to.isResultWanted(inst, i)) {
        continue;
      }
      int def = to.def(to.dfg.result(new Inst(inst), i).index());
      if (results.isInRegister(i)) {
        call.clobbers &= ~(1L << results.register(i));
        int demand = Operand.DEF | Operand.LATE | Operand.fixed(results.register(i));
        to.out.operand(call, def, demand);
      }
    }
    for (int i = 0; i < results.count(); i++) {
      if (to.isResultWanted(inst, i) && !results.isInRegister(i)) {
        int def = to.def(to.dfg.result(new Inst(inst), i).index());
        boolean wide = signature.returns().get(i).bytes() == 8;
        MachOp move = LowerMemory.move(signature.returns().get(i));
        to.out.unary(move, wide, def, to.overflowResult(results.memoryOffset(i)));
      }
    }
  }

  private void functionReference(int inst, InstructionData data) {
    int index = to.function.functions().get(data.function()).name().index();
    int use = to.out.constant(index, false);
    MachInst call = to.out.add(Kind.CALL_BUILTIN, MachOp.MOV, true, null);
    call.imm = to.abi.refFuncBuiltin();
    int argument = Operand.fixed(Registers.INT_ARGUMENTS[0]);
    to.out.operand(call, use, Operand.USE | Operand.EARLY | argument);
    call.clobbers = Registers.ALLOCATABLE & ~(1L << Registers.RAX);
    int result = Operand.fixed(Registers.RAX);
    to.out.operand(call, to.result(inst), Operand.DEF | Operand.LATE | result);
  }
}
