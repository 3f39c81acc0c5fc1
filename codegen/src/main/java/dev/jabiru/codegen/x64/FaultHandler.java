// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static dev.jabiru.codegen.x64.Registers.R10;
import static dev.jabiru.codegen.x64.Registers.R11;
import static dev.jabiru.codegen.x64.Registers.R8;
import static dev.jabiru.codegen.x64.Registers.R9;
import static dev.jabiru.codegen.x64.Registers.RAX;
import static dev.jabiru.codegen.x64.Registers.RCX;
import static dev.jabiru.codegen.x64.Registers.RDI;
import static dev.jabiru.codegen.x64.Registers.RDX;
import static dev.jabiru.codegen.x64.Registers.RSI;

import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.x64.X64Abi.Field;
import java.util.Arrays;

/**
 * The handler of faults, for Linux: a function that the kernel calls with the number of the signal,
 * a {@code siginfo_t} and a {@code ucontext_t}.
 *
 * <p>A fault is a trap if the kernel itself raised it, the instruction is in a region of guest
 * code, and the address is among those guarded for a memory of the instance that the pinned
 * register points at. Then the code goes on as if it had called {@link Stub#TRAP} where it faulted.
 * All other faults are for the handler that was there before, to which it jumps with everything as
 * it came; so a mistake of ours ends as loudly as it would without this handler.
 *
 * <p>The code is one page, and its data the page behind it; see the {@code HANDLER_} and {@code
 * REGION_} fields of {@link X64Abi}.
 */
public final class FaultHandler {
  private static final int PAGE_BYTES = 4096;
  private static final int SIGBUS = 7;

  // Offsets in siginfo_t and ucontext_t (Linux, x86-64: asm-generic/siginfo.h, sys/ucontext.h).
  private static final int SI_CODE = 8;
  private static final int SI_ADDR = 16;
  private static final int R11_OFFSET = 64;
  private static final int R15_OFFSET = 96;
  private static final int RSP_OFFSET = 160;
  private static final int RIP_OFFSET = 168;

  /** The page behind the code, which is the only thing outside that it names. */
  private static final UserExternalName DATA = new UserExternalName(Stub.NAMESPACE, 0);

  private final X64Abi abi;
  private final Assembler asm = new Assembler();

  private FaultHandler(X64Abi abi) {
    this.abi = abi;
  }

  /**
   * {@return the code, one page of it}
   *
   * @param abi where things are
   */
  public static byte[] of(X64Abi abi) {
    return new FaultHandler(abi).assemble();
  }

  private byte[] assemble() {
    int others = asm.newLabel();
    cmp(false, RSI, SI_CODE, 0);
    asm.jcc(Comparison.LESS_EQUAL, others);
    findRegion(others);
    findMemory(others);
    goToStub();
    asm.bind(others);
    jumpToPrevious();
    return page();
  }

  /** Lets r9 point at the region that the instruction is in. */
  private void findRegion(int others) {
    int next = asm.newLabel();
    int found = asm.newLabel();
    asm.lea(R9, DATA);
    load(true, RCX, R9, abi.offset(Field.HANDLER_REGION_COUNT));
    add(R9, abi.offset(Field.HANDLER_REGIONS));
    asm.bind(next);
    asm.r(X64Op.SUB_MI8, true, RCX, 1);
    asm.jcc(Comparison.SIGN, others);
    load(true, RAX, RDX, RIP_OFFSET);
    asm.rm(X64Op.SUB_RM, true, RAX, R9, Assembler.NONE, 0, abi.offset(Field.REGION_START), 0);
    asm.rm(X64Op.CMP_RM, true, RAX, R9, Assembler.NONE, 0, abi.offset(Field.REGION_LENGTH), 0);
    asm.jcc(Comparison.BELOW, found);
    add(R9, abi.offset(Field.REGION_END));
    asm.jmp(next);
    asm.bind(found);
  }

  /** Looks for a memory of the instance that the address is guarded for. */
  private void findMemory(int others) {
    int next = asm.newLabel();
    int found = asm.newLabel();
    load(true, R8, RDX, R15_OFFSET);
    load(false, RCX, R8, abi.offset(Field.CONTEXT_MEMORY_COUNT));
    add(R8, abi.memoryDefinitionOffset(0));
    load(true, R11, RSI, SI_ADDR);
    asm.bind(next);
    asm.r(X64Op.SUB_MI8, false, RCX, 1);
    asm.jcc(Comparison.SIGN, others);
    load(true, R10, R8, 0);
    asm.rr(X64Op.MOV_RM, true, RAX, R11, 0);
    asm.rm(X64Op.SUB_RM, true, RAX, R10, Assembler.NONE, 0, abi.offset(Field.MEMORY_BASE), 0);
    int guarded = abi.offset(Field.MEMORY_GUARDED_BYTES);
    asm.rm(X64Op.CMP_RM, true, RAX, R10, Assembler.NONE, 0, guarded, 0);
    asm.jcc(Comparison.BELOW, found);
    add(R8, abi.memoryDefinitionOffset(1) - abi.memoryDefinitionOffset(0));
    asm.jmp(next);
    asm.bind(found);
  }

  /** Pushes the instruction's address on the guest's stack, and goes on in the stub. */
  private void goToStub() {
    load(true, RAX, RDX, R15_OFFSET);
    load(true, RAX, RAX, abi.offset(Field.CONTEXT_STORE));
    store(R11, RAX, abi.offset(Field.STORE_FAULT_ADDRESS));
    load(true, RAX, RDX, RIP_OFFSET);
    load(true, RCX, RDX, RSP_OFFSET);
    asm.r(X64Op.SUB_MI8, true, RCX, 8);
    store(RAX, RCX, 0);
    store(RCX, RDX, RSP_OFFSET);
    load(false, RAX, R9, abi.offset(Field.REGION_TRAP));
    store(RAX, RDX, R11_OFFSET);
    load(true, RAX, R9, abi.offset(Field.REGION_STUB));
    store(RAX, RDX, RIP_OFFSET);
    asm.zo(X64Op.RET, 0);
  }

  private void jumpToPrevious() {
    int isBus = asm.newLabel();
    asm.lea(R9, DATA);
    asm.r(X64Op.CMP_MI8, false, RDI, SIGBUS);
    asm.jcc(Comparison.EQUAL, isBus);
    asm.m(X64Op.JMP_M, false, R9, Assembler.NONE, 0, abi.offset(Field.HANDLER_PREVIOUS_SEGV), 0);
    asm.bind(isBus);
    asm.m(X64Op.JMP_M, false, R9, Assembler.NONE, 0, abi.offset(Field.HANDLER_PREVIOUS_BUS), 0);
  }

  /** Fills the page, and the distances to the one behind it. */
  private byte[] page() {
    Assembler.Assembled assembled = asm.finish();
    byte[] page = Arrays.copyOf(assembled.bytes(), PAGE_BYTES);
    for (Relocation distance : assembled.relocations()) {
      int at = distance.codeOffset();
      Assembler.writeInt(page, at, PAGE_BYTES - (at + 4));
    }
    return page;
  }

  private void load(boolean wide, int register, int base, int offset) {
    asm.rm(X64Op.MOV_RM, wide, register, base, Assembler.NONE, 0, offset, 0);
  }

  private void store(int register, int base, int offset) {
    asm.rm(X64Op.MOV_MR, true, register, base, Assembler.NONE, 0, offset, 0);
  }

  private void cmp(boolean wide, int base, int offset, int value) {
    asm.m(X64Op.CMP_MI8, wide, base, Assembler.NONE, 0, offset, value);
  }

  private void add(int register, int value) {
    asm.r(MachOp.ADD.immediateRow(value), true, register, value);
  }
}
