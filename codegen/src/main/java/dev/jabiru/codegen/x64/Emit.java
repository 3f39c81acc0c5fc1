// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static dev.jabiru.codegen.x64.Registers.RAX;
import static dev.jabiru.codegen.x64.Registers.RDX;
import static dev.jabiru.codegen.x64.Registers.SCRATCH;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.regalloc.RegallocOutput;
import java.util.Objects;

/**
 * Writes the code of a function whose registers are assigned: block by block, with the allocator's
 * moves between the instructions. A jump to what comes next is left out.
 */
final class Emit {
  final Assembler asm;
  final X64Abi abi;
  final VCode code;
  final Frame frame;
  final TrapSites traps;
  final Places places;
  private final RegallocOutput allocation;
  private final BlockLabels labels;
  private final EmitFlags flags;
  private final EmitFloat floats;
  private final EmitCall calls;

  private Emit(
      Function function, X64Abi abi, VCode code, RegallocOutput allocation, Assembler asm) {
    this.abi = abi;
    this.code = code;
    this.allocation = allocation;
    this.asm = asm;
    this.frame = new Frame(function, code, allocation.slotCount());
    this.traps = new TrapSites(asm, abi);
    this.places = new Places(code, allocation, frame, asm);
    this.labels = new BlockLabels(code, allocation, asm);
    this.flags = new EmitFlags(this);
    this.floats = new EmitFloat(this);
    this.calls = new EmitCall(this);
  }

  /** Writes a function; returns its frame. */
  static Frame emit(
      Function function, X64Abi abi, VCode code, RegallocOutput allocation, Assembler asm) {
    Emit emit = new Emit(function, abi, code, allocation, asm);
    emit.calls.prologue();
    emit.body();
    emit.traps.emit();
    return emit.frame;
  }

  private void body() {
    int move = 0;
    for (int block = 0; block < code.blockCount(); block++) {
      if (labels.isPassedBy(block)) {
        continue;
      }
      asm.bind(labels.of(block));
      for (int i = code.firstInst(block), end = code.endInst(block); i < end; i++) {
        MachInst inst = code.insts[i];
        asm.source(inst.sourceLoc);
        while (move < allocation.moveCount() && allocation.moveInst(move) == i) {
          move(move++);
        }
        places.start(i);
        if (inst.kind.isTerminator()) {
          terminator(inst, block);
        } else {
          emit(inst);
        }
      }
    }
  }

  private void move(int number) {
    int to = allocation.moveTo(number);
    int origin = allocation.moveOrigin(number);
    if (origin >= 0) {
      int definition = code.definingInst(origin);
      places.startRematerialized(definition, to);
      emit(code.insts[definition]);
    } else {
      places.move(allocation.moveFrom(number), to, allocation.moveClass(number));
    }
  }

  /** {@return the label of a block that a block may lead to} */
  int successorLabel(int block, int edge) {
    return labels.of(code.successor(block, edge));
  }

  boolean isNext(int block, int edge) {
    return labels.isNext(block, code.successor(block, edge));
  }

  private void terminator(MachInst inst, int block) {
    switch (inst.kind) {
      case JUMP -> jump(block, 0);
      case FLAGS_BRANCH -> {
        flags.compare(inst);
        if (isNext(block, 0)) {
          flags.jump(inst.condition ^ 1, successorLabel(block, 1));
        } else {
          flags.jump(inst.condition, successorLabel(block, 0));
          jump(block, 1);
        }
      }
      case TABLE_JUMP -> tableJump(block);
      case TRAP -> traps.trapHere(Objects.requireNonNull(inst.trap), inst.sourceLoc);
      case RETURN -> calls.leave();
      default -> calls.tailCall(inst);
    }
  }

  private void jump(int block, int edge) {
    if (!isNext(block, edge)) {
      asm.jmp(successorLabel(block, edge));
    }
  }

  private void tableJump(int block) {
    int count = code.successorCount(block) - 1;
    int index = places.register(0);
    int address = places.register(1);
    immediate(MachOp.CMP, false, index, count);
    asm.jcc(Comparison.ABOVE_EQUAL, successorLabel(block, count));
    int[] targets = new int[count];
    for (int i = 0; i < count; i++) {
      targets[i] = successorLabel(block, i);
    }
    asm.rm(X64Op.LEA_RM, true, address, Assembler.POOL, Assembler.NONE, 0, asm.table(targets), 0);
    asm.rm(X64Op.MOVSXD_RM, true, SCRATCH, address, index, 2, 0, 0);
    asm.rr(X64Op.ADD_RM, true, address, SCRATCH, 0);
    asm.r(X64Op.JMP_M, false, address, 0);
  }

  private void emit(MachInst inst) {
    switch (inst.kind) {
      case ARGUMENTS -> {}
      case MOVE -> places.move(places.place(1), places.place(0), code.vregClass(places.vreg(0)));
      case CONSTANT -> constant(places.register(0), inst.imm);
      case UNARY -> unary(inst);
      case UNARY_IMM ->
          places.rmi(inst, unaryImmRow(inst), inst.wide, places.register(0), (int) inst.imm);
      case BINARY -> binary(inst);
      case REPLACE -> asm.r(inst.op.row, inst.wide, places.register(0), 0);
      case SHIFT_IMM -> asm.r(inst.op.imm8, inst.wide, places.register(0), (int) inst.imm);
      case SHIFT_CL -> asm.r(inst.op.row, inst.wide, places.register(0), 0);
      case SHIFT_X ->
          places.rvmi(inst, inst.op.row, inst.wide, places.register(0), places.register(1));
      case STORE -> places.rmi(inst, storeRow(inst.op), inst.wide, places.register(0), 0);
      case STORE_IMM -> {
        X64Op row = inst.op == MachOp.MOV ? X64Op.MOV_MI : inst.op.imm;
        places.mi(inst, row, inst.wide, (int) inst.imm);
      }
      case FUEL -> {
        places.mi(inst, inst.op.immediateRow((int) inst.imm), true, (int) inst.imm);
        asm.jcc(Comparison.SIGN, trapLabel(inst, Objects.requireNonNull(inst.trap)));
      }
      case FLAGS_SET, FLAGS_SELECT, FLAGS_FSELECT, FLAGS_TRAP -> flags.emit(inst);
      case MULTIPLY_WIDE ->
          places.mi(inst, inst.imm != 0 ? X64Op.IMUL_M : X64Op.MUL_M, inst.wide, 0);
      case DIVIDE -> divide(inst);
      case ADD_WIDE -> {
        boolean adds = inst.op == MachOp.ADD;
        X64Op low = adds ? X64Op.ADD_RM : X64Op.SUB_RM;
        asm.rr(low, true, places.register(0), places.register(4), 0);
        X64Op high = adds ? X64Op.ADC_RM : X64Op.SBB_RM;
        asm.rr(high, true, places.register(1), places.register(5), 0);
      }
      case FLOAT_CONSTANT, FLOAT_MINMAX, FLOAT_TO_INT, UNSIGNED_TO_FLOAT, ROUND_BY_BITS ->
          floats.emit(inst);
      case CALL, CALL_IMPORT, CALL_REF, CALL_BUILTIN -> calls.call(inst);
      case CALL_LEAF -> asm.call((UserExternalName) Objects.requireNonNull(inst.target));
      default -> throw new AssertionError(inst.kind);
    }
  }

  private static X64Op unaryImmRow(MachInst inst) {
    return inst.op == MachOp.ROUND && !inst.wide
        ? X64Op.ROUNDSS_RMI
        : inst.op.immediateRow((int) inst.imm);
  }

  private static X64Op storeRow(MachOp op) {
    return switch (op) {
      case MOV -> X64Op.MOV_MR;
      case FMOV -> X64Op.MOVS_MR;
      default -> op.row;
    };
  }

  int trapLabel(MachInst inst, TrapCode code) {
    return traps.label(code, inst.sourceLoc);
  }

  /** An operation on a register and an immediate. */
  void immediate(MachOp op, boolean wide, int register, int value) {
    asm.r(op.immediateRow(value), wide, register, value);
  }

  /** Puts a constant in a register; changes the flags. */
  void constant(int register, long value) {
    if (value == 0) {
      asm.rr(X64Op.XOR_RM, false, register, register, 0);
    } else if (value >>> 32 == 0) {
      asm.o(X64Op.MOV_OI, register, value);
    } else if (value == (int) value) {
      asm.r(X64Op.MOV_MI, true, register, (int) value);
    } else {
      asm.o(X64Op.MOVABS_OI, register, value);
    }
  }

  private void unary(MachInst inst) {
    int to = places.register(0);
    switch (inst.op) {
      case LEA -> places.lea(inst, to);
      case CVT_FROM_I32, CVT_FROM_I64, CVT_PROMOTE, CVT_DEMOTE, SQRT, INT_TO_FLOAT, FLOAT_TO_INT ->
          floats.unary(inst, to);
      case TZCNT, LZCNT, POPCNT -> {
        places.breakDependency(inst, to); // on some processors they wait for what they overwrite
        places.rmi(inst, inst.op.row, inst.wide, to, 0);
      }
      default -> places.rmi(inst, inst.op.row, inst.wide, to, 0);
    }
  }

  private void binary(MachInst inst) {
    int to = places.register(0);
    Rmi rmi = Objects.requireNonNull(inst.rmi);
    if (rmi.isImmediate()) {
      immediate(inst.op, inst.wide, to, rmi.value());
    } else {
      places.rmi(inst, inst.op.row, inst.wide, to, 0);
    }
  }

  /** The hardware faults on the least number divided by -1. */
  private void divide(MachInst inst) {
    boolean wide = inst.wide;
    int divisor = places.register(3);
    int past = asm.newLabel();
    if ((inst.imm & LowerDivide.BY_MINUS_ONE) != 0) {
      int plain = asm.newLabel();
      immediate(MachOp.CMP, wide, divisor, -1);
      asm.jcc(Comparison.NOT_EQUAL, plain);
      if ((inst.imm & LowerDivide.REMAINDER) != 0) {
        asm.rr(X64Op.XOR_RM, false, RDX, RDX, 0);
      } else {
        asm.r(X64Op.NEG_M, wide, RAX, 0);
        asm.jcc(Comparison.OVERFLOW, trapLabel(inst, TrapCode.INTEGER_OVERFLOW));
      }
      asm.jmp(past);
      asm.bind(plain);
    }
    if ((inst.imm & LowerDivide.SIGNED) != 0) {
      asm.zo(wide ? X64Op.CQO : X64Op.CDQ, 0);
      asm.r(X64Op.IDIV_M, wide, divisor, 0);
    } else {
      asm.rr(X64Op.XOR_RM, false, RDX, RDX, 0);
      asm.r(X64Op.DIV_M, wide, divisor, 0);
    }
    asm.bind(past);
  }
}
