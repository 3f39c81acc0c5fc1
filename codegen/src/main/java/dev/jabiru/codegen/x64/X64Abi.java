// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.TrapCode;

/**
 * What machine code may assume about the world it runs in. The code generator knows nothing of
 * WebAssembly or of the runtime; where things are, it asks here.
 *
 * <p>The instance's context is pinned in r15; "in the context" means at a byte offset from it. An
 * implementation answers the same for the life of a module and from any thread.
 */
public interface X64Abi {
  /** A field of one of the runtime's records; {@link #offset} says where in the record it is. */
  enum Field {
    /** In the context: the pointer to the store. */
    CONTEXT_STORE,
    /** In the store: the lowest address of the guest's stack that code may use. */
    STORE_STACK_LIMIT,
    /** In the store: an i32, not zero if code is asked to stop. */
    STORE_INTERRUPT,
    /** In the store: an i64, the fuel that is left. */
    STORE_FUEL,
    /** In the store: the results that do not fit in registers, 8 bytes each. */
    STORE_RESULTS,
    /** In the store: the stack pointer of the host. */
    STORE_HOST_RSP,
    /** In the store: the stack pointer for entering. */
    STORE_GUEST_RSP,
    /** In the store: an i32, why the code was left. */
    STORE_EXIT_CODE,
    /** In the store: an i32, the number of the function, builtin or trap. */
    STORE_EXIT_ID,
    /** In the store: the context at the exit. */
    STORE_EXIT_CONTEXT,
    /** In the store: the return address of a call that trapped. */
    STORE_EXIT_PC,
    /** In the store: the frame pointer at the exit. */
    STORE_EXIT_RBP,
    /** In the store: the stack pointer at the exit; the address to go on at is there. */
    STORE_EXIT_RSP,
    /** In the store: the bytes of arguments to pop on the way back. */
    STORE_STACK_ARG_BYTES,
    /** In the store: the integer registers, 8 bytes each. */
    STORE_GPRS,
    /** In the store: the floating-point registers, 16 bytes each. */
    STORE_XMMS,
    /** In the store: the address whose access faulted. */
    STORE_FAULT_ADDRESS,
    /** In the context: an i32, how many memories there are. */
    CONTEXT_MEMORY_COUNT,
    /** In a host function's context: an i32, the number of the exit that calls of it make. */
    HOST_CONTEXT_EXIT,
    /** In a memory's definition: the address of its first byte. */
    MEMORY_BASE,
    /** In a memory's definition: its length in bytes. */
    MEMORY_BYTE_LENGTH,
    /** In a memory's definition: from its first byte on, the addresses whose faults are traps. */
    MEMORY_GUARDED_BYTES,
    /** In a table's definition: its length in elements. */
    TABLE_LENGTH,
    /** In a function's record: its code. */
    FUNC_CODE,
    /** In a function's record: its context. */
    FUNC_CONTEXT,
    /** In a function's record: an i32, its canonical type. */
    FUNC_TYPE_ID,
    /** In the data of the {@link FaultHandler}: the handler of SIGSEGV that was there before. */
    HANDLER_PREVIOUS_SEGV,
    /** In the handler's data: the handler of SIGBUS that was there before. */
    HANDLER_PREVIOUS_BUS,
    /** In the handler's data: how many regions of code there are. */
    HANDLER_REGION_COUNT,
    /** In the handler's data: the first region. */
    HANDLER_REGIONS,
    /** In a region: its first address. */
    REGION_START,
    /** In a region: its size. */
    REGION_LENGTH,
    /** In a region: the address of {@link Stub#TRAP}. */
    REGION_STUB,
    /** In a region: an i32, the number of the trap. */
    REGION_TRAP,
    /** Of a region: where the next one is. */
    REGION_END
  }

  /** Why code is left; {@link #exitCode} has the numbers. */
  enum Exit {
    /** The function entered has returned. */
    DONE,
    /** A trap. */
    TRAP,
    /** A call of a builtin. */
    BUILTIN,
    /** A call of a host function, the first one; all have a number of their own. */
    HOST_CALL
  }

  /** What a call of an external function comes to. */
  sealed interface Callee {
    /** A function with a body in the same set of modules, with the same context. */
    record Local() implements Callee {}

    /**
     * An imported function: code and context are in the context.
     *
     * @param codeOffset where the address of the code to call is
     * @param contextOffset where the context's address is
     * @param tailCodeOffset where the address of the code to call in the place of the caller is
     */
    record Import(int codeOffset, int contextOffset, int tailCodeOffset) implements Callee {}

    /**
     * A function with a body of another module of the set, imported: its context is in the context.
     *
     * @param name the function
     * @param contextOffset where the context's address is
     */
    record Linked(UserExternalName name, int contextOffset) implements Callee {}

    /**
     * A builtin.
     *
     * @param number its number
     */
    record Builtin(int number) implements Callee {}

    /**
     * The builtin that fills a part of a memory; the arguments are the memory's index, an i32
     * constant, then address, byte and count, an i64, an i32 and an i64.
     */
    record MemoryFill() implements Callee {}

    /**
     * The builtin that copies between memories; the arguments are the indices of that to and that
     * from which, i32 constants, then address to, address from and count, all i64.
     */
    record MemoryCopy() implements Callee {}
  }

  /**
   * {@return where a field is in its record}
   *
   * @param field the field
   */
  int offset(Field field);

  /**
   * {@return the number that an exit leaves}
   *
   * @param exit the exit
   */
  int exitCode(Exit exit);

  /**
   * {@return where in the context the base of a memory is, which never changes}
   *
   * @param memory the memory's index
   */
  int memoryBaseOffset(int memory);

  /**
   * {@return where in the context the pointer to a memory's definition is}
   *
   * @param memory the memory's index
   */
  int memoryDefinitionOffset(int memory);

  /**
   * {@return whether every access with a 32-bit address and a 32-bit offset that is out of bounds
   * raises a fault that the runtime turns into a trap}
   *
   * @param memory the memory's index
   */
  boolean isGuarded(int memory);

  /**
   * {@return where in the context the base of a table is, which never changes}
   *
   * @param table the table's index
   */
  int tableBaseOffset(int table);

  /**
   * {@return where in the context the pointer to a table's definition is}
   *
   * @param table the table's index
   */
  int tableDefinitionOffset(int table);

  /**
   * {@return whether the value of a global is in the context itself}
   *
   * @param global the global's index
   */
  boolean isInlineGlobal(int global);

  /**
   * {@return where in the context the value of a global is, or the pointer to it}
   *
   * @param global the global's index
   */
  int globalOffset(int global);

  /**
   * {@return where in the context the canonical number of a type is, an i32}
   *
   * @param typeIndex the number of the type that a call expects
   */
  int typeIdOffset(int typeIndex);

  /**
   * {@return what calling an external function comes to}
   *
   * @param name the function
   */
  Callee callee(UserExternalName name);

  /** {@return the number of the builtin that makes a reference from a function's index} */
  int refFuncBuiltin();

  /**
   * {@return the number with which the runtime knows a trap}
   *
   * @param trap the trap
   */
  int trapNumber(TrapCode trap);

  /** {@return what the processor can do beyond the baseline, SSE2} */
  java.util.Set<CpuFeature> cpuFeatures();
}
