// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.GlobalData;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.MemoryData;
import dev.jabiru.codegen.ir.TableData;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.x64.X64Abi.Field;

/**
 * Memories, stack slots, globals and tables.
 *
 * <p>The end of an access, the address as an unsigned number plus the offset plus the size, is
 * compared with the length of the memory. It cannot wrap, since addresses have 32 bits. There is
 * nothing to compare where the memory is guarded, or always long enough, or the access known to be
 * in bounds.
 */
final class LowerMemory {
  private final Lower to;

  LowerMemory(Lower to) {
    this.to = to;
  }

  void lower(int inst, InstructionData data) {
    boolean wide = data.type().bytes() == 8;
    switch (data.opcode()) {
      case LOAD -> load(move(data.type()), wide, inst, data, data.type().bytes());
      case ULOAD8 -> load(MachOp.MOVZX8, false, inst, data, 1);
      case SLOAD8 -> load(MachOp.MOVSX8, wide, inst, data, 1);
      case ULOAD16 -> load(MachOp.MOVZX16, false, inst, data, 2);
      case SLOAD16 -> load(MachOp.MOVSX16, wide, inst, data, 2);
      case ULOAD32 -> load(MachOp.MOV, false, inst, data, 4);
      case SLOAD32 -> load(MachOp.MOVSXD, true, inst, data, 4);
      case STORE -> store(move(data.type()), wide, data, data.type().bytes());
      case ISTORE8 -> store(MachOp.MOV8, false, data, 1);
      case ISTORE16 -> store(MachOp.MOV16, false, data, 2);
      case ISTORE32 -> store(MachOp.MOV, false, data, 4);
      case MEMORY_SIZE -> {
        MemoryData memory = to.function.memories().get(data.memory());
        int bytes = to.out.unaryInt(MachOp.MOV, true, length(memory));
        to.out.shiftImm(MachOp.SHR, true, to.result(inst), bytes, memory.pageSizeLog2());
      }
      case STACK_LOAD -> to.out.unary(move(data.type()), wide, to.result(inst), to.stackSlot(data));
      case STACK_STORE -> {
        int use = to.use(to.values.arg(data, 0));
        MachOp op = move(data.type());
        to.out.store(MachInst.Kind.STORE, op, wide, to.stackSlot(data), use);
      }
      case GLOBAL_GET -> {
        GlobalData global = to.function.globals().get(data.global());
        boolean isWide = scalar(global.type()).bytes() == 8;
        to.out.unary(move(global.type()), isWide, to.result(inst), place(global));
      }
      case GLOBAL_SET -> {
        GlobalData global = to.function.globals().get(data.global());
        boolean isWide = scalar(global.type()).bytes() == 8;
        storeValue(move(global.type()), isWide, place(global), to.values.arg(data, 0));
      }
      case TABLE_GET ->
          to.out.unary(
              MachOp.MOV, true, to.result(inst), element(data, TrapCode.TABLE_OUT_OF_BOUNDS));
      case TABLE_SET -> {
        Rmi place = element(data, TrapCode.TABLE_OUT_OF_BOUNDS);
        storeValue(MachOp.MOV, true, place, to.values.arg(data, 1));
      }
      case TABLE_SIZE -> {
        TableData table = table(data);
        to.out.unary(MachOp.MOV, true, to.result(inst), length(table));
      }
      default -> throw new AssertionError(data.opcode());
    }
  }

  static MachOp move(Type type) {
    return scalar(type).isFloat() ? MachOp.FMOV : MachOp.MOV;
  }

  private static Type scalar(Type type) {
    if (type == Type.V128) {
      throw new UnsupportedOperationException("SIMD on the x64 target");
    }
    return type;
  }

  private void load(MachOp op, boolean wide, int inst, InstructionData data, int bytes) {
    to.out.unary(op, wide, to.result(inst), address(data, bytes));
  }

  private void store(MachOp op, boolean wide, InstructionData data, int bytes) {
    Rmi place = address(data, bytes);
    storeValue(op, wide, place, to.values.arg(data, 1));
  }

  private void storeValue(MachOp op, boolean wide, Rmi place, int value) {
    if (to.values.isConstant(value) && (!wide || to.values.isImmediate(value))) {
      int imm = (int) to.values.constant(value);
      to.out.storeImm(MachInst.Kind.STORE_IMM, op, wide, place, imm);
    } else {
      to.out.store(MachInst.Kind.STORE, op, wide, place, to.use(value));
    }
  }

  // Addresses.

  /** Checks an access and returns its place. */
  Rmi address(InstructionData data, int bytes) {
    MemoryData memory = to.function.memories().get(data.memory());
    if (memory.addressType() != Type.I32) {
      throw new UnsupportedOperationException("64-bit memories on the x64 target");
    }
    int address = to.values.arg(data, 0);
    int base = to.pointer(to.abi.memoryBaseOffset(memory.index()));
    long offset = data.offset();
    assert offset >>> 32 == 0 : offset;
    if (to.values.isConstant(address)) {
      return constantAddress(
          memory, base, (to.values.constant(address) & 0xFFFFFFFFL) + offset, bytes);
    }
    int index = to.useZeroExtended(address);
    if (to.abi.isGuarded(memory.index())) {
      return offset <= Integer.MAX_VALUE
          ? Rmi.guarded(base, index, (int) offset, to.out.sourceLoc())
          : Rmi.guarded(base, sum(index, offset), 0, to.out.sourceLoc());
    }
    long reach = offset + bytes;
    if (data.isInBounds()) {
      return place(base, index, offset);
    }
    long most = size(memory, memory.minPages()) - reach;
    if (!memory.mayGrow() && most >= 0 && most <= Integer.MAX_VALUE) {
      Comparison isBeyond =
          Comparison.ofImmediate(MachOp.CMP, true, Rmi.vreg(index), (int) most, Comparison.ABOVE);
      to.out.trapIf(isBeyond, TrapCode.MEMORY_OUT_OF_BOUNDS);
      return place(base, index, offset);
    }
    int end =
        reach <= Integer.MAX_VALUE
            ? to.out.unaryInt(MachOp.LEA, true, Rmi.memory(index, (int) reach))
            : sum(index, reach);
    to.out.trapIf(
        Comparison.of(MachOp.CMP, true, end, length(memory), Comparison.ABOVE),
        TrapCode.MEMORY_OUT_OF_BOUNDS);
    return offset <= Integer.MAX_VALUE
        ? Rmi.memory(base, index, 0, (int) offset)
        : Rmi.memory(base, end, 0, -bytes);
  }

  /** {@return a place that needs no check, or no other} An offset may be more than is signed. */
  private Rmi place(int base, int index, long offset) {
    return offset <= Integer.MAX_VALUE
        ? Rmi.memory(base, index, 0, (int) offset)
        : Rmi.memory(base, sum(index, offset), 0, 0);
  }

  private int sum(int index, long offset) {
    return to.out.binaryInt(MachOp.ADD, true, index, Rmi.vreg(to.out.constant(offset, true)));
  }

  private Rmi constantAddress(MemoryData memory, int base, long address, int bytes) {
    long end = address + bytes;
    if (end > size(memory, memory.minPages())) {
      if (to.abi.isGuarded(memory.index())) {
        return address <= Integer.MAX_VALUE
            ? Rmi.guarded(base, -1, (int) address, to.out.sourceLoc())
            : Rmi.guarded(base, to.out.constant(address, true), 0, to.out.sourceLoc());
      }
      Comparison isBeyond =
          end <= Integer.MAX_VALUE
              ? Comparison.ofImmediate(
                  MachOp.CMP, true, length(memory), (int) end, Comparison.BELOW)
              : Comparison.of(
                  MachOp.CMP, true, to.out.constant(end, true), length(memory), Comparison.ABOVE);
      to.out.trapIf(isBeyond, TrapCode.MEMORY_OUT_OF_BOUNDS);
    }
    return address <= Integer.MAX_VALUE
        ? Rmi.memory(base, (int) address)
        : Rmi.memory(base, to.out.constant(address, true), 0, 0);
  }

  private static long size(MemoryData memory, long pages) {
    return pages << memory.pageSizeLog2();
  }

  private Rmi length(MemoryData memory) {
    return length(memory.index());
  }

  /** {@return where the length in bytes of a memory is} */
  Rmi length(int memory) {
    int definition = to.pointer(to.abi.memoryDefinitionOffset(memory));
    return Rmi.memory(definition, to.abi.offset(Field.MEMORY_BYTE_LENGTH));
  }

  private Rmi place(GlobalData global) {
    int offset = to.abi.globalOffset(global.index());
    return to.abi.isInlineGlobal(global.index())
        ? Rmi.context(offset)
        : Rmi.memory(to.pointer(offset), 0);
  }

  private TableData table(InstructionData data) {
    TableData table = to.function.tables().get(data.table());
    if (table.addressType() != Type.I32) {
      throw new UnsupportedOperationException("64-bit tables on the x64 target");
    }
    return table;
  }

  private Rmi length(TableData table) {
    int definition = to.pointer(to.abi.tableDefinitionOffset(table.index()));
    return Rmi.memory(definition, to.abi.offset(Field.TABLE_LENGTH));
  }

  /** Checks an index of a table, the first operand, and returns the place of the element. */
  Rmi element(InstructionData data, TrapCode trap) {
    TableData table = table(data);
    int index = to.useZeroExtended(to.values.arg(data, 0));
    to.out.trapIf(
        Comparison.of(MachOp.CMP, true, index, length(table), Comparison.ABOVE_EQUAL), trap);
    int base = to.pointer(to.abi.tableBaseOffset(table.index()));
    return Rmi.memory(base, index, 3, 0);
  }
}
