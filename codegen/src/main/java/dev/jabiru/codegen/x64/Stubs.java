// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static dev.jabiru.codegen.x64.Registers.CONTEXT;
import static dev.jabiru.codegen.x64.Registers.R12;
import static dev.jabiru.codegen.x64.Registers.R13;
import static dev.jabiru.codegen.x64.Registers.R14;
import static dev.jabiru.codegen.x64.Registers.R15;
import static dev.jabiru.codegen.x64.Registers.R8;
import static dev.jabiru.codegen.x64.Registers.RAX;
import static dev.jabiru.codegen.x64.Registers.RBP;
import static dev.jabiru.codegen.x64.Registers.RBX;
import static dev.jabiru.codegen.x64.Registers.RCX;
import static dev.jabiru.codegen.x64.Registers.RDI;
import static dev.jabiru.codegen.x64.Registers.RDX;
import static dev.jabiru.codegen.x64.Registers.RSI;
import static dev.jabiru.codegen.x64.Registers.RSP;
import static dev.jabiru.codegen.x64.Registers.SCRATCH;
import static dev.jabiru.codegen.x64.Registers.XMM0;

import dev.jabiru.codegen.x64.X64Abi.Exit;
import dev.jabiru.codegen.x64.X64Abi.Field;

/**
 * The code between guest and host, the same for all functions. Immutable.
 *
 * <p>The ways in are C functions:
 *
 * <ul>
 *   <li><b>enter</b> takes the record of a function, its first four integer arguments, and its
 *       floating-point arguments in their registers; other integers that have a register are in the
 *       store, and what has none is on the guest's stack. It calls the function on that stack.
 *   <li><b>resume</b> takes the store and a result, and goes on where the code was left for a host
 *       function or a builtin, with the result in rax and in xmm0.
 * </ul>
 *
 * <p>Functions of two results have ways that pass two registers of each class through the store,
 * those of more have ways that pass all. Both return the bits of the function's result if the
 * store's exit code is then that of {@link Exit#DONE}, which is what code finds there as long as it
 * runs. The other stubs are the ways out.
 *
 * <p>The processor predicts where returns lead from the calls it has seen. So that it is right
 * about the host's, no call of the guest stays without its return when the guest leaves: a call of
 * a host function has returned, for a builtin there was none. Only traps and calls of host
 * functions through tables, which cannot know, break this rule; such a call costs twice as much.
 *
 * <p>The code has no relocations and may be put anywhere.
 */
public final class Stubs {
  /** What a C function must leave as it found it. */
  private static final int[] CALLEE_SAVED = {RBP, RBX, R12, R13, R14, R15};

  /** Where C has the arguments of a way in: one less than it could, so that Java has as many. */
  private static final int[] C_ARGUMENTS = {RDI, RSI, RDX, RCX, R8};

  /** Calls of the host with more than so many registers of a class take along all of it. */
  private static final int FEW = 4;

  /** How many results there are of each class where there are few, but more than one. */
  private static final int FEW_RESULTS = 2;

  /** How many arguments builtins have at most, all of them integers. */
  private static final int BUILTIN_INTS = 5;

  private final byte[] bytes;
  private final int[] offsets;
  private final int[] hostCallOffsets;

  private Stubs(byte[] bytes, int[] offsets, int[] hostCallOffsets) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.hostCallOffsets = hostCallOffsets;
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

  /**
   * {@return where a stub begins}
   *
   * @param stub which
   */
  public int offset(Stub stub) {
    return offsets[stub.ordinal()];
  }

  /**
   * {@return where what calls of imports call for a function of the host begins}
   *
   * <p>The function's context is in r15. The code takes the arguments along, asks the caller to
   * {@link Stub#LEAVE}, and returns.
   *
   * @param ints how many integer and reference parameters the function has
   * @param floats how many floating-point parameters
   */
  public int hostCallOffset(int ints, int floats) {
    return hostCallOffsets[hostCall(ints, floats)];
  }

  private static int hostCall(int ints, int floats) {
    return Math.min(ints, FEW + 1) * (FEW + 2) + Math.min(floats, FEW + 1);
  }

  private static final class Writer {
    private final X64Abi abi;
    private final Assembler asm = new Assembler();

    Writer(X64Abi abi) {
      this.abi = abi;
    }

    Stubs write() {
      int[] labels = new int[Stub.values().length];
      for (Stub stub : Stub.values()) {
        labels[stub.ordinal()] = begin();
        switch (stub) {
          case ENTER, ENTER_FLOAT, ENTER_FEW, ENTER_WIDE -> enter(stub);
          case RESUME, RESUME_FEW, RESUME_WIDE -> resume(stub);
          case HOST_JUMP -> hostJump();
          case LEAVE -> {
            asm.rr(X64Op.MOV_RM, true, RBX, SCRATCH, 0);
            leave();
          }
          case BUILTIN -> builtin();
          case FILL -> new BulkRoutines(asm).fill();
          case COPY -> new BulkRoutines(asm).copy();
          case TRAP -> trap();
        }
      }
      int[] hostCalls = hostCalls();
      Assembler.Assembled assembled = asm.finish();
      return new Stubs(
          assembled.bytes(), offsets(assembled, labels), offsets(assembled, hostCalls));
    }

    private static int[] offsets(Assembler.Assembled assembled, int[] labels) {
      int[] offsets = new int[labels.length];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = assembled.labelOffsets()[labels[i]];
      }
      return offsets;
    }

    private int begin() {
      asm.align(16);
      int label = asm.newLabel();
      asm.bind(label);
      return label;
    }

    private void load(int register, int base, int offset) {
      asm.rm(X64Op.MOV_RM, true, register, base, Assembler.NONE, 0, offset, 0);
    }

    private void load(int register, int base, Field field) {
      load(register, base, abi.offset(field));
    }

    private void store(int register, int base, Field field) {
      asm.rm(X64Op.MOV_MR, true, register, base, Assembler.NONE, 0, abi.offset(field), 0);
    }

    private void exitCode(int base, Exit exit) {
      int offset = abi.offset(Field.STORE_EXIT_CODE);
      asm.m(X64Op.MOV_MI, false, base, Assembler.NONE, 0, offset, abi.exitCode(exit));
    }

    /** Leaves the host's stack, but for its pointer. */
    private void leaveHost() {
      for (int register : CALLEE_SAVED) {
        asm.o(X64Op.PUSH_O, register, 0);
      }
    }

    private void enter(Stub stub) {
      leaveHost();
      load(CONTEXT, RDI, Field.FUNC_CONTEXT);
      load(SCRATCH, RDI, Field.FUNC_CODE);
      load(RBX, CONTEXT, Field.CONTEXT_STORE);
      store(RSP, RBX, Field.STORE_HOST_RSP);
      load(RBP, RBX, Field.STORE_EXIT_RBP);
      load(RSP, RBX, Field.STORE_GUEST_RSP);
      exitCode(RBX, Exit.DONE);
      for (int i = 0; i < Registers.INT_ARGUMENTS.length; i++) {
        if (i + 1 < C_ARGUMENTS.length) {
          asm.rr(X64Op.MOV_RM, true, Registers.INT_ARGUMENTS[i], C_ARGUMENTS[i + 1], 0);
        } else {
          moveInt(X64Op.MOV_RM, Registers.INT_ARGUMENTS[i]);
        }
      }
      asm.r(X64Op.CALL_M, false, SCRATCH, 0);
      load(RBX, CONTEXT, Field.CONTEXT_STORE);
      switch (stub) {
        case ENTER_FLOAT -> asm.rr(X64Op.MOVD_MR, true, XMM0, RAX, 0);
        case ENTER_FEW -> {
          moveInts(X64Op.MOV_MR, Registers.INT_RESULTS, FEW_RESULTS);
          moveFloats(X64Op.MOVS_MR, FEW_RESULTS);
        }
        case ENTER_WIDE -> {
          moveInts(X64Op.MOV_MR, Registers.INT_RESULTS, Registers.INT_RESULTS.length);
          moveFloats(X64Op.MOVS_MR, Registers.FLOAT_PLACES);
        }
        default -> {}
      }
      leave();
    }

    private void resume(Stub stub) {
      leaveHost();
      asm.rr(X64Op.MOV_RM, true, RBX, RDI, 0);
      store(RSP, RBX, Field.STORE_HOST_RSP);
      load(RBP, RBX, Field.STORE_EXIT_RBP);
      load(CONTEXT, RBX, Field.STORE_EXIT_CONTEXT);
      load(RSP, RBX, Field.STORE_EXIT_RSP);
      asm.o(X64Op.POP_O, SCRATCH, 0);
      exitCode(RBX, Exit.DONE);
      switch (stub) {
        case RESUME -> {
          asm.rr(X64Op.MOV_RM, true, RAX, RSI, 0);
          asm.rr(X64Op.MOVD_RM, true, XMM0, RSI, 0);
        }
        case RESUME_FEW -> {
          moveInts(X64Op.MOV_RM, Registers.INT_RESULTS, FEW_RESULTS);
          moveFloats(X64Op.MOVS_RM, FEW_RESULTS);
        }
        default -> {
          int stackBytes = abi.offset(Field.STORE_STACK_ARG_BYTES);
          asm.rm(X64Op.ADD_RM, true, RSP, RBX, Assembler.NONE, 0, stackBytes, 0);
          moveInts(X64Op.MOV_RM, Registers.INT_RESULTS, Registers.INT_RESULTS.length);
          moveFloats(X64Op.MOVS_RM, Registers.FLOAT_PLACES);
        }
      }
      asm.r(X64Op.JMP_M, false, SCRATCH, 0);
    }

    private void moveFloats(X64Op op, int count) {
      for (int i = 0; i < count; i++) {
        int offset = abi.offset(Field.STORE_XMMS) + 16 * i;
        asm.rm(op, true, XMM0 + i, RBX, Assembler.NONE, 0, offset, 0);
      }
    }

    private void moveInts(X64Op op, int[] registers, int count) {
      for (int i = 0; i < count; i++) {
        moveInt(op, registers[i]);
      }
    }

    /** Moves a register from or to the store, which is in rbx. */
    private void moveInt(X64Op op, int register) {
      int offset = abi.offset(Field.STORE_GPRS) + 8 * register;
      asm.rm(op, true, register, RBX, Assembler.NONE, 0, offset, 0);
    }

    /** Says in the store, which is in rbx from here on, where the guest is left. */
    private void exit(int ints, int floats) {
      load(RBX, CONTEXT, Field.CONTEXT_STORE);
      store(RBP, RBX, Field.STORE_EXIT_RBP);
      store(RSP, RBX, Field.STORE_EXIT_RSP);
      moveInts(X64Op.MOV_MR, Registers.INT_ARGUMENTS, ints);
      moveFloats(X64Op.MOVS_MR, floats);
    }

    /** Says why, with the number of the builtin or trap in r11d. */
    private void exitId(Exit exit) {
      store(CONTEXT, RBX, Field.STORE_EXIT_CONTEXT);
      int exitId = abi.offset(Field.STORE_EXIT_ID);
      asm.rm(X64Op.MOV_MR, false, SCRATCH, RBX, Assembler.NONE, 0, exitId, 0);
      exitCode(RBX, exit);
    }

    private void builtin() {
      exit(BUILTIN_INTS, 0);
      exitId(Exit.BUILTIN);
      leave();
    }

    private void trap() {
      exit(0, 0);
      load(RAX, RSP, 0);
      store(RAX, RBX, Field.STORE_EXIT_PC);
      exitId(Exit.TRAP);
      leave();
    }

    private void hostJump() {
      exit(Registers.INT_ARGUMENTS.length, Registers.FLOAT_PLACES);
      hostExitCode();
      // What is called may stand in the place of the function entered: ENTER needs a context.
      store(CONTEXT, RBX, Field.STORE_EXIT_CONTEXT);
      leave();
    }

    private void hostExitCode() {
      int number = abi.offset(Field.HOST_CONTEXT_EXIT);
      int exitCode = abi.offset(Field.STORE_EXIT_CODE);
      asm.rm(X64Op.MOV_RM, false, SCRATCH, CONTEXT, Assembler.NONE, 0, number, 0);
      asm.rm(X64Op.MOV_MR, false, SCRATCH, RBX, Assembler.NONE, 0, exitCode, 0);
    }

    /**
     * Writes the stubs by the numbers of {@link #hostCall}. They take along no more than they must:
     * on its way to Java the processor waits until all that was written has reached its cache.
     */
    private int[] hostCalls() {
      int[] labels = new int[(FEW + 2) * (FEW + 2)];
      for (int i = 0; i < FEW + 2; i++) {
        for (int f = 0; f < FEW + 2; f++) {
          labels[hostCall(i, f)] = begin();
          exit(i > FEW ? Registers.INT_ARGUMENTS.length : i, f > FEW ? Registers.FLOAT_PLACES : f);
          hostExitCode();
          asm.zo(X64Op.RET, 0);
        }
      }
      return labels;
    }

    /** Goes back to the host, with the store in rbx. */
    private void leave() {
      load(RSP, RBX, Field.STORE_HOST_RSP);
      for (int i = CALLEE_SAVED.length - 1; i >= 0; i--) {
        asm.o(X64Op.POP_O, CALLEE_SAVED[i], 0);
      }
      asm.zo(X64Op.RET, 0);
    }
  }
}
