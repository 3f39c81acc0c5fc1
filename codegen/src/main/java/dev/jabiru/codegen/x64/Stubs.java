// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static dev.jabiru.codegen.x64.Registers.CONTEXT;
import static dev.jabiru.codegen.x64.Registers.R12;
import static dev.jabiru.codegen.x64.Registers.R13;
import static dev.jabiru.codegen.x64.Registers.R14;
import static dev.jabiru.codegen.x64.Registers.R15;
import static dev.jabiru.codegen.x64.Registers.RAX;
import static dev.jabiru.codegen.x64.Registers.RBP;
import static dev.jabiru.codegen.x64.Registers.RBX;
import static dev.jabiru.codegen.x64.Registers.RDI;
import static dev.jabiru.codegen.x64.Registers.RSP;
import static dev.jabiru.codegen.x64.Registers.SCRATCH;

import dev.jabiru.codegen.x64.X64Abi.Exit;
import dev.jabiru.codegen.x64.X64Abi.Field;

/**
 * The code between guest and host, the same for all functions: two ways in, called as C functions
 * of one argument, the store, that return the number of the {@link Exit}; and the {@link Stub}s,
 * the ways out. Immutable.
 *
 * <ul>
 *   <li><b>enter</b> calls the store's target on the guest's stack, with all argument registers as
 *       the store has them; when that returns it puts the result registers there.
 *   <li><b>resume</b> goes on where the code was left for a host function or a builtin, with the
 *       result registers as the store has them, and pops the arguments of that call.
 * </ul>
 *
 * <p>The code has no relocations and may be put anywhere.
 */
public final class Stubs {
  /** What a C function must leave as it found it. */
  private static final int[] CALLEE_SAVED = {RBP, RBX, R12, R13, R14, R15};

  private final byte[] bytes;
  private final int enterOffset;
  private final int resumeOffset;
  private final int[] stubOffsets;

  private Stubs(byte[] bytes, int enterOffset, int resumeOffset, int[] stubOffsets) {
    this.bytes = bytes;
    this.enterOffset = enterOffset;
    this.resumeOffset = resumeOffset;
    this.stubOffsets = stubOffsets;
  }

  /**
   * Makes the code.
   *
   * @param abi where things are
   * @return the code
   */
  public static Stubs of(X64Abi abi) {
    return new Writer(abi).write();
  }

  /** {@return a copy of the code} */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** {@return where the way in to a function begins} */
  public int enterOffset() {
    return enterOffset;
  }

  /** {@return where the way back in begins} */
  public int resumeOffset() {
    return resumeOffset;
  }

  /**
   * {@return where a way out begins}
   *
   * @param stub which
   */
  public int offset(Stub stub) {
    return stubOffsets[stub.ordinal()];
  }

  private static final class Writer {
    private final X64Abi abi;
    private final Assembler asm = new Assembler();

    Writer(X64Abi abi) {
      this.abi = abi;
    }

    Stubs write() {
      int leave = asm.newLabel();
      int enter = begin();
      enter(leave);
      int resume = begin();
      resume();
      int[] labels = new int[Stub.values().length];
      for (Stub stub : Stub.values()) {
        labels[stub.ordinal()] = begin();
        exit(stub);
        asm.jmp(leave);
      }
      asm.bind(leave);
      leave();
      Assembler.Assembled assembled = asm.finish();
      int[] offsets = new int[labels.length];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = assembled.labelOffsets()[labels[i]];
      }
      int enterOffset = assembled.labelOffsets()[enter];
      int resumeOffset = assembled.labelOffsets()[resume];
      return new Stubs(assembled.bytes(), enterOffset, resumeOffset, offsets);
    }

    private int begin() {
      int label = asm.newLabel();
      asm.bind(label);
      return label;
    }

    private void load(int register, int base, Field field) {
      asm.rm(X64Op.MOV_RM, true, register, base, Assembler.NONE, 0, abi.offset(field), 0);
    }

    private void store(int register, int base, Field field) {
      asm.rm(X64Op.MOV_MR, true, register, base, Assembler.NONE, 0, abi.offset(field), 0);
    }

    /** Leaves the host's stack, with the store in rdi. */
    private void leaveHost() {
      for (int register : CALLEE_SAVED) {
        asm.o(X64Op.PUSH_O, register, 0);
      }
      store(RSP, RDI, Field.STORE_HOST_RSP);
      load(RBP, RDI, Field.STORE_EXIT_RBP);
      load(CONTEXT, RDI, Field.STORE_EXIT_CONTEXT);
    }

    private void enter(int leave) {
      leaveHost();
      load(RSP, RDI, Field.STORE_GUEST_RSP);
      load(SCRATCH, RDI, Field.STORE_TARGET);
      moveRegisters(X64Op.MOV_RM, X64Op.MOVS_RM, RDI, Registers.INT_ARGUMENTS);
      asm.r(X64Op.CALL_M, false, SCRATCH, 0);
      load(RBX, CONTEXT, Field.CONTEXT_STORE);
      moveRegisters(X64Op.MOV_MR, X64Op.MOVS_MR, RBX, Registers.INT_RESULTS);
      exitCode(Exit.DONE);
      asm.jmp(leave);
    }

    private void resume() {
      leaveHost();
      load(RSP, RDI, Field.STORE_EXIT_RSP);
      asm.rm(
          X64Op.ADD_RM,
          true,
          RSP,
          RDI,
          Assembler.NONE,
          0,
          abi.offset(Field.STORE_STACK_ARG_BYTES),
          0);
      asm.r(X64Op.ADD_MI8, true, RSP, 8);
      load(SCRATCH, RDI, Field.STORE_EXIT_PC);
      moveRegisters(X64Op.MOV_RM, X64Op.MOVS_RM, RDI, Registers.INT_RESULTS);
      asm.r(X64Op.JMP_M, false, SCRATCH, 0);
    }

    /** Moves all that a call passes; rdi comes last, it may hold the store. */
    private void moveRegisters(X64Op ints, X64Op floats, int base, int[] registers) {
      for (int i = 0; i < Registers.FLOAT_PLACES; i++) {
        int offset = abi.offset(Field.STORE_XMMS) + 16 * i;
        asm.rm(floats, true, Registers.XMM0 + i, base, Assembler.NONE, 0, offset, 0);
      }
      for (int register : registers) {
        if (register != RDI) {
          moveInt(ints, base, register);
        }
      }
      moveInt(ints, base, RDI);
    }

    private void moveInt(X64Op op, int base, int register) {
      int offset = abi.offset(Field.STORE_GPRS) + 8 * register;
      asm.rm(op, true, register, base, Assembler.NONE, 0, offset, 0);
    }

    private void exit(Stub stub) {
      load(RBX, CONTEXT, Field.CONTEXT_STORE);
      store(CONTEXT, RBX, Field.STORE_EXIT_CONTEXT);
      store(RBP, RBX, Field.STORE_EXIT_RBP);
      store(RSP, RBX, Field.STORE_EXIT_RSP);
      if (stub != Stub.TRAP) {
        moveRegisters(X64Op.MOV_MR, X64Op.MOVS_MR, RBX, Registers.INT_ARGUMENTS);
      }
      asm.rm(X64Op.MOV_RM, true, RAX, RSP, Assembler.NONE, 0, 0, 0);
      store(RAX, RBX, Field.STORE_EXIT_PC);
      if (stub == Stub.HOST_CALL) {
        int id = abi.offset(Field.HOST_CONTEXT_ID);
        asm.rm(X64Op.MOV_RM, false, SCRATCH, CONTEXT, Assembler.NONE, 0, id, 0);
      }
      int exitId = abi.offset(Field.STORE_EXIT_ID);
      asm.rm(X64Op.MOV_MR, false, SCRATCH, RBX, Assembler.NONE, 0, exitId, 0);
      exitCode(
          switch (stub) {
            case HOST_CALL -> Exit.HOST_CALL;
            case BUILTIN -> Exit.BUILTIN;
            case TRAP -> Exit.TRAP;
          });
    }

    private void exitCode(Exit exit) {
      asm.o(X64Op.MOV_OI, RAX, abi.exitCode(exit));
    }

    /** Goes back to the host, with the store in rbx and the exit's number in eax. */
    private void leave() {
      int exitCode = abi.offset(Field.STORE_EXIT_CODE);
      asm.rm(X64Op.MOV_MR, false, RAX, RBX, Assembler.NONE, 0, exitCode, 0);
      load(RSP, RBX, Field.STORE_HOST_RSP);
      for (int i = CALLEE_SAVED.length - 1; i >= 0; i--) {
        asm.o(X64Op.POP_O, CALLEE_SAVED[i], 0);
      }
      asm.zo(X64Op.RET, 0);
    }
  }
}
