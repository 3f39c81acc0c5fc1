// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static dev.jabiru.codegen.x64.Registers.CONTEXT;
import static dev.jabiru.codegen.x64.Registers.R12;
import static dev.jabiru.codegen.x64.Registers.RBP;
import static dev.jabiru.codegen.x64.Registers.RBX;
import static dev.jabiru.codegen.x64.Registers.RSP;
import static dev.jabiru.codegen.x64.Registers.SCRATCH;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.x64.X64Abi.Callee;
import dev.jabiru.codegen.x64.X64Abi.Field;
import java.util.Objects;

/**
 * How functions are entered and left, and calls.
 *
 * <p>At its entry and its calls in the place of itself a function may use rbx and r12 to r14, which
 * hold no arguments and belong to nobody.
 */
final class EmitCall {
  private final Emit to;
  private final Assembler asm;
  private final Frame frame;

  EmitCall(Emit to) {
    this.to = to;
    this.asm = to.asm;
    this.frame = to.frame;
  }

  private void load(int register, int base, int offset) {
    asm.rm(X64Op.MOV_RM, true, register, base, Assembler.NONE, 0, offset, 0);
  }

  private void store(int register, int base, int offset) {
    asm.rm(X64Op.MOV_MR, true, register, base, Assembler.NONE, 0, offset, 0);
  }

  /** Asks for stack before any of it is taken. */
  void prologue() {
    asm.source(Function.NO_SOURCE_LOC);
    asm.o(X64Op.PUSH_O, RBP, 0);
    asm.rr(X64Op.MOV_RM, true, RBP, RSP, 0);
    if (frame.needsCheck()) {
      load(SCRATCH, CONTEXT, to.abi.offset(Field.CONTEXT_STORE));
      int top = RSP;
      if (!frame.isSmall()) {
        top = RBX;
        asm.rm(X64Op.LEA_RM, true, RBX, RSP, Assembler.NONE, 0, -frame.bytes, 0);
      }
      int limit = to.abi.offset(Field.STORE_STACK_LIMIT);
      asm.rm(X64Op.CMP_RM, true, top, SCRATCH, Assembler.NONE, 0, limit, 0);
      int trap = to.traps.label(TrapCode.STACK_OVERFLOW, Function.NO_SOURCE_LOC);
      asm.jcc(Comparison.BELOW, trap);
    }
    if (frame.bytes > 0) {
      to.immediate(MachOp.SUB, true, RSP, frame.bytes);
    }
    if (frame.hasCalls) {
      store(CONTEXT, RBP, -8);
    }
  }

  private void popFrame() {
    if (frame.bytes > 0) {
      asm.rr(X64Op.MOV_RM, true, RSP, RBP, 0);
    }
    asm.o(X64Op.POP_O, RBP, 0);
  }

  void leave() {
    popFrame();
    if (frame.incomingBytes > 0) {
      asm.zo(X64Op.RET_I, frame.incomingBytes);
    } else {
      asm.zo(X64Op.RET, 0);
    }
  }

  void call(MachInst inst) {
    switch (inst.kind) {
      case CALL -> asm.call(known(inst));
      case CALL_BUILTIN -> {
        // No call, since it has no return: see Stubs.
        int next = asm.newLabel();
        asm.rm(X64Op.LEA_RM, true, RBX, Assembler.LABEL, Assembler.NONE, 0, next, 0);
        asm.o(X64Op.PUSH_O, RBX, 0);
        asm.o(X64Op.MOV_OI, SCRATCH, inst.imm);
        asm.jmp(Stub.BUILTIN.externalName());
        asm.bind(next);
      }
      default -> {
        findCallee(inst, false);
        asm.r(X64Op.CALL_M, false, SCRATCH, 0);
      }
    }
    load(CONTEXT, RBP, -8);
    if (inst.kind == MachInst.Kind.CALL_IMPORT) {
      leaveForHost();
    }
    if (inst.stackBytes > 0) { // the callee has popped them
      to.immediate(MachOp.SUB, true, RSP, inst.stackBytes);
    }
  }

  /**
   * A function of the host does not leave by itself but returns and asks its caller to: so every
   * call of the processor has its return, and the processor, which predicts where returns lead,
   * finds the host's where it expects it.
   */
  private void leaveForHost() {
    load(SCRATCH, CONTEXT, to.abi.offset(Field.CONTEXT_STORE));
    int exitCode = to.abi.offset(Field.STORE_EXIT_CODE);
    asm.m(X64Op.CMP_MI8, false, SCRATCH, Assembler.NONE, 0, exitCode, 0);
    asm.jcc(Comparison.NOT_EQUAL, Stub.LEAVE.externalName());
  }

  /** Returns the function that is called by name; puts its context, if another, in its register. */
  private UserExternalName known(MachInst inst) {
    if (inst.target instanceof Callee.Linked callee) {
      load(CONTEXT, CONTEXT, callee.contextOffset());
      return callee.name();
    }
    return (UserExternalName) Objects.requireNonNull(inst.target);
  }

  /** Puts code and context of an imported function, or of a reference, in their registers. */
  private void findCallee(MachInst inst, boolean isTail) {
    if (inst.target instanceof Callee.Import callee) {
      load(SCRATCH, CONTEXT, isTail ? callee.tailCodeOffset() : callee.codeOffset());
      load(CONTEXT, CONTEXT, callee.contextOffset());
    } else {
      int reference = to.places.register(0);
      load(SCRATCH, reference, to.abi.offset(Field.FUNC_CODE));
      load(CONTEXT, reference, to.abi.offset(Field.FUNC_CONTEXT));
    }
  }

  /**
   * Calls in the place of this function. The arguments on the stack lie where those for callees do
   * and go, from the last to the first, to where the own ones are: above them, so that none is
   * overwritten before it is moved.
   */
  void tailCall(MachInst inst) {
    if (inst.kind != MachInst.Kind.TAIL_CALL) {
      findCallee(inst, true);
    }
    int grown = inst.stackBytes - frame.incomingBytes;
    if (inst.stackBytes == 0 && grown == 0) {
      popFrame();
    } else {
      load(RBX, RBP, 8);
      load(R12, RBP, 0);
      for (int i = inst.stackBytes - 8; i >= 0; i -= 8) {
        load(Registers.R13, RSP, i);
        store(Registers.R13, RBP, 16 - grown + i);
      }
      asm.rm(X64Op.LEA_RM, true, RSP, RBP, Assembler.NONE, 0, 8 - grown, 0);
      store(RBX, RSP, 0);
      asm.rr(X64Op.MOV_RM, true, RBP, R12, 0);
    }
    if (inst.kind == MachInst.Kind.TAIL_CALL) {
      asm.jmp(known(inst));
    } else {
      asm.r(X64Op.JMP_M, false, SCRATCH, 0);
    }
  }
}
