// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.EntityList;

/** Instructions on memories, atomics, stack slots, globals and tables. */
public interface MemoryBuilder extends Emitter {
  /**
   * Emits {@code load}.
   *
   * @param type the type of the result
   * @param memory the memory
   * @param address the address
   * @param offset what is added to the address, unsigned
   * @return what memory holds
   */
  default Value load(Type type, Memory memory, Value address, long offset) {
    return result(emit(Opcode.LOAD, type, 0, memory.index(), 0, offset, pool().of(address)));
  }

  /**
   * Emits {@code uload8}.
   *
   * @param type the type of the result
   * @param memory the memory
   * @param address the address
   * @param offset what is added to the address, unsigned
   * @return a byte, zero-extended
   */
  default Value uload8(Type type, Memory memory, Value address, long offset) {
    return result(emit(Opcode.ULOAD8, type, 0, memory.index(), 0, offset, pool().of(address)));
  }

  /**
   * Emits {@code sload8}.
   *
   * @param type the type of the result
   * @param memory the memory
   * @param address the address
   * @param offset what is added to the address, unsigned
   * @return a byte, sign-extended
   */
  default Value sload8(Type type, Memory memory, Value address, long offset) {
    return result(emit(Opcode.SLOAD8, type, 0, memory.index(), 0, offset, pool().of(address)));
  }

  /**
   * Emits {@code uload16}.
   *
   * @param type the type of the result
   * @param memory the memory
   * @param address the address
   * @param offset what is added to the address, unsigned
   * @return 16 bits, zero-extended
   */
  default Value uload16(Type type, Memory memory, Value address, long offset) {
    return result(emit(Opcode.ULOAD16, type, 0, memory.index(), 0, offset, pool().of(address)));
  }

  /**
   * Emits {@code sload16}.
   *
   * @param type the type of the result
   * @param memory the memory
   * @param address the address
   * @param offset what is added to the address, unsigned
   * @return 16 bits, sign-extended
   */
  default Value sload16(Type type, Memory memory, Value address, long offset) {
    return result(emit(Opcode.SLOAD16, type, 0, memory.index(), 0, offset, pool().of(address)));
  }

  /**
   * Emits {@code uload32}.
   *
   * @param memory the memory
   * @param address the address
   * @param offset what is added to the address, unsigned
   * @return 32 bits, zero-extended to i64
   */
  default Value uload32(Memory memory, Value address, long offset) {
    return result(emit(Opcode.ULOAD32, Type.I64, 0, memory.index(), 0, offset, pool().of(address)));
  }

  /**
   * Emits {@code sload32}.
   *
   * @param memory the memory
   * @param address the address
   * @param offset what is added to the address, unsigned
   * @return 32 bits, sign-extended to i64
   */
  default Value sload32(Memory memory, Value address, long offset) {
    return result(emit(Opcode.SLOAD32, Type.I64, 0, memory.index(), 0, offset, pool().of(address)));
  }

  /**
   * Emits {@code store}.
   *
   * @param memory the memory
   * @param address the address
   * @param value the value
   * @param offset what is added to the address, unsigned
   * @return the instruction
   */
  default Inst store(Memory memory, Value address, Value value, long offset) {
    return emit(
        Opcode.STORE, typeOf(value), 0, memory.index(), 0, offset, pool().of(address, value));
  }

  /**
   * Emits {@code istore8}.
   *
   * @param memory the memory
   * @param address the address
   * @param value the value
   * @param offset what is added to the address, unsigned
   * @return the instruction, which stores the low byte
   */
  default Inst istore8(Memory memory, Value address, Value value, long offset) {
    return emit(
        Opcode.ISTORE8, typeOf(value), 0, memory.index(), 0, offset, pool().of(address, value));
  }

  /**
   * Emits {@code istore16}.
   *
   * @param memory the memory
   * @param address the address
   * @param value the value
   * @param offset what is added to the address, unsigned
   * @return the instruction, which stores the low 16 bits
   */
  default Inst istore16(Memory memory, Value address, Value value, long offset) {
    return emit(
        Opcode.ISTORE16, typeOf(value), 0, memory.index(), 0, offset, pool().of(address, value));
  }

  /**
   * Emits {@code istore32}.
   *
   * @param memory the memory
   * @param address the address
   * @param value the value
   * @param offset what is added to the address, unsigned
   * @return the instruction, which stores the low half of an i64
   */
  default Inst istore32(Memory memory, Value address, Value value, long offset) {
    return emit(
        Opcode.ISTORE32, typeOf(value), 0, memory.index(), 0, offset, pool().of(address, value));
  }

  /**
   * Emits {@code memory_size}.
   *
   * @param memory the memory
   * @return the number of pages
   */
  default Value memorySize(Memory memory) {
    Type type = function().memories().get(memory).addressType();
    return result(emit(Opcode.MEMORY_SIZE, type, 0, memory.index(), 0, 0, EntityList.empty()));
  }

  /**
   * Emits {@code stack_load}.
   *
   * @param type the type of the result
   * @param slot the stack slot
   * @param offset what is added to the address, unsigned
   * @return what the slot holds
   */
  default Value stackLoad(Type type, StackSlot slot, long offset) {
    return result(emit(Opcode.STACK_LOAD, type, 0, slot.index(), 0, offset, EntityList.empty()));
  }

  /**
   * Emits {@code stack_store}.
   *
   * @param slot the stack slot
   * @param value the value
   * @param offset what is added to the address, unsigned
   * @return the instruction
   */
  default Inst stackStore(StackSlot slot, Value value, long offset) {
    return emit(Opcode.STACK_STORE, typeOf(value), 0, slot.index(), 0, offset, pool().of(value));
  }

  /**
   * Emits {@code atomic_load}.
   *
   * @param type the type of the result
   * @param width the type in memory
   * @param memory the memory
   * @param address the address
   * @param offset what is added to the address, unsigned
   * @return what memory holds, zero-extended
   */
  default Value atomicLoad(Type type, Type width, Memory memory, Value address, long offset) {
    return result(
        emit(
            Opcode.ATOMIC_LOAD,
            type,
            0,
            memory.index(),
            width.ordinal(),
            offset,
            pool().of(address)));
  }

  /**
   * Emits {@code atomic_store}.
   *
   * @param width the type in memory
   * @param memory the memory
   * @param address the address
   * @param value the value
   * @param offset what is added to the address, unsigned
   * @return the instruction
   */
  default Inst atomicStore(Type width, Memory memory, Value address, Value value, long offset) {
    return emit(
        Opcode.ATOMIC_STORE,
        typeOf(value),
        0,
        memory.index(),
        width.ordinal(),
        offset,
        pool().of(address, value));
  }

  /**
   * Emits {@code atomic_rmw}.
   *
   * @param op the operation
   * @param width the type in memory
   * @param memory the memory
   * @param address the address
   * @param value the value
   * @param offset what is added to the address, unsigned
   * @return what memory held before, zero-extended
   */
  default Value atomicRmw(
      AtomicOp op, Type width, Memory memory, Value address, Value value, long offset) {
    return result(
        emit(
            Opcode.ATOMIC_RMW,
            typeOf(value),
            op.ordinal(),
            memory.index(),
            width.ordinal(),
            offset,
            pool().of(address, value)));
  }

  /**
   * Emits {@code atomic_cas}.
   *
   * @param width the type in memory
   * @param memory the memory
   * @param address the address
   * @param expected what memory must hold for the store to happen
   * @param replacement what is stored then
   * @param offset what is added to the address, unsigned
   * @return what memory held before, zero-extended
   */
  default Value atomicCas(
      Type width, Memory memory, Value address, Value expected, Value replacement, long offset) {
    return result(
        emit(
            Opcode.ATOMIC_CAS,
            typeOf(expected),
            0,
            memory.index(),
            width.ordinal(),
            offset,
            pool().of(address, expected, replacement)));
  }

  /** {@return the instruction} */
  default Inst atomicFence() {
    return emit(Opcode.ATOMIC_FENCE, Type.I32, EntityList.empty());
  }

  /**
   * Emits {@code atomic_wait}.
   *
   * @param memory the memory
   * @param address the address
   * @param expected what memory must hold for the store to happen
   * @param timeout the nanoseconds to wait at most, or -1 for ever
   * @param offset what is added to the address, unsigned
   * @return an i32: 0 woken, 1 another value found, 2 timed out
   */
  default Value atomicWait(
      Memory memory, Value address, Value expected, Value timeout, long offset) {
    return result(
        emit(
            Opcode.ATOMIC_WAIT,
            typeOf(expected),
            0,
            memory.index(),
            0,
            offset,
            pool().of(address, expected, timeout)));
  }

  /**
   * Emits {@code atomic_notify}.
   *
   * @param memory the memory
   * @param address the address
   * @param count the count
   * @param offset what is added to the address, unsigned
   * @return the number of waiters woken
   */
  default Value atomicNotify(Memory memory, Value address, Value count, long offset) {
    return result(
        emit(
            Opcode.ATOMIC_NOTIFY,
            Type.I32,
            0,
            memory.index(),
            0,
            offset,
            pool().of(address, count)));
  }

  /**
   * Emits {@code global_get}.
   *
   * @param global the global
   * @return the value of the global
   */
  default Value globalGet(Global global) {
    Type type = function().globals().get(global).type();
    return result(emit(Opcode.GLOBAL_GET, type, 0, global.index(), 0, 0, EntityList.empty()));
  }

  /**
   * Emits {@code global_set}.
   *
   * @param global the global
   * @param value the value
   * @return the instruction
   */
  default Inst globalSet(Global global, Value value) {
    return emit(Opcode.GLOBAL_SET, Type.I32, 0, global.index(), 0, 0, pool().of(value));
  }

  /**
   * Emits {@code table_get}.
   *
   * @param table the table
   * @param index the index
   * @return the element
   */
  default Value tableGet(Table table, Value index) {
    return result(emit(Opcode.TABLE_GET, Type.REF, 0, table.index(), 0, 0, pool().of(index)));
  }

  /**
   * Emits {@code table_set}.
   *
   * @param table the table
   * @param index the index
   * @param value the value
   * @return the instruction
   */
  default Inst tableSet(Table table, Value index, Value value) {
    return emit(Opcode.TABLE_SET, Type.I32, 0, table.index(), 0, 0, pool().of(index, value));
  }

  /**
   * Emits {@code table_size}.
   *
   * @param table the table
   * @return the number of elements
   */
  default Value tableSize(Table table) {
    Type type = function().tables().get(table).addressType();
    return result(emit(Opcode.TABLE_SIZE, type, 0, table.index(), 0, 0, EntityList.empty()));
  }
}
