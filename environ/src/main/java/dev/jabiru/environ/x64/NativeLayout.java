// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

/**
 * Where the fields of native records are, in bytes; everything is little-endian.
 *
 * <p>The <em>store</em> record is also the activation: code leaves its state there when it exits.
 * Each instance has a <em>context</em>, which code finds in r15; {@link NativeContextLayout} says
 * what is behind its fixed part.
 */
public final class NativeLayout {
  // spotless:off
  /** Store: the host's stack pointer. */
  public static final int STORE_HOST_RSP        = 0;
  /** Store: the stack pointer to enter with, a multiple of 16; arguments on the stack begin there. */
  public static final int STORE_GUEST_RSP       = 8;
  /** Store, i32: why code was left, one of the {@code EXIT_} numbers; 0 while it runs. */
  public static final int STORE_EXIT_CODE       = 16;
  /** Store, i32: number of the builtin or ordinal of the trap. */
  public static final int STORE_EXIT_ID         = 20;
  /** Store: the context of the code that left for a builtin or a trap. */
  public static final int STORE_EXIT_CONTEXT    = 24;
  /** Store: the return address of a call that trapped, or the access that did. */
  public static final int STORE_EXIT_PC         = 32;
  /** Store: the frame pointer to enter with, or at the exit. */
  public static final int STORE_EXIT_RBP        = 40;
  /** Store: the lowest address that the guest's stack pointer may have. */
  public static final int STORE_STACK_LIMIT     = 48;
  /** Store, i32: not zero to stop the code. */
  public static final int STORE_INTERRUPT       = 56;
  /** Store, i64: the fuel left. */
  public static final int STORE_FUEL            = 64;
  /** Store: the stack pointer at the exit; the return address, but of faults, is there, stack arguments above. */
  public static final int STORE_EXIT_RSP        = 72;
  /** Store, i64: how many bytes of arguments resuming pops. */
  public static final int STORE_STACK_ARG_BYTES = 88;
  /** Store: the address whose access faulted. */
  public static final int STORE_FAULT_ADDRESS   = 96;
  /** Store: general registers in the order of the hardware, 8 bytes each. */
  public static final int STORE_GPRS            = 128;
  /** Store: xmm registers, 16 bytes each. */
  public static final int STORE_XMMS            = 256;
  /** Store: the results that do not fit in registers, 8 bytes each. */
  public static final int STORE_RESULTS         = 512;
  /** The most results there are. */
  public static final int MAX_RESULTS           = 1000;
  /** The size of a store record. */
  public static final int STORE_BYTES           = STORE_RESULTS + 8 * MAX_RESULTS;

  /** Context: the address of the store. */
  public static final int CONTEXT_STORE         = 0;
  /** Context, i32: its number; of a host function's context, the exit code of its calls. */
  public static final int CONTEXT_ID            = 8;
  /** Context, i32: how many memories the instance has. */
  public static final int CONTEXT_MEMORY_COUNT  = 12;
  /** The size of the fixed part of a context, all of it for a host function's. */
  public static final int CONTEXT_BYTES         = 16;

  /** Definition of a memory: the address of its first byte. */
  public static final int MEMORY_BASE           = 0;
  /** Definition of a memory, i64: its length in bytes. */
  public static final int MEMORY_BYTE_LENGTH    = 8;
  /** Definition of a memory, i64: from its first byte on, the addresses whose faults are traps. */
  public static final int MEMORY_GUARDED_BYTES  = 16;
  /** Definition of a table: the address of its first element; elements are words of 8 bytes. */
  public static final int TABLE_BASE            = 0;
  /** Definition of a table, i64: its length in elements. */
  public static final int TABLE_LENGTH          = 8;
  /** The size of the definition of a memory or table. */
  public static final int DEFINITION_BYTES      = 24;

  /** Function record: the address of its code. */
  public static final int FUNC_CODE             = 0;
  /** Function record: the address of its context. */
  public static final int FUNC_CONTEXT          = 8;
  /** Function record, i32: the canonical number of its type. */
  public static final int FUNC_TYPE_ID          = 16;
  /** Function record, i32: Java's number for it in the store. */
  public static final int FUNC_ID               = 20;
  /** The size of a function record; a reference to a function is the address of one. */
  public static final int FUNC_BYTES            = 24;

  /** The size of the cell of a global. */
  public static final int GLOBAL_BYTES          = 16;

  /** Exit code: none, code runs, or the function entered has returned. */
  public static final int EXIT_DONE             = 0;
  /** Exit code: a trap. */
  public static final int EXIT_TRAP             = 1;
  /** Exit code: a call of a builtin. */
  public static final int EXIT_BUILTIN          = 2;
  /** Exit code: a call of the first host function; the second has the next one, and so on. */
  public static final int EXIT_HOST_CALL        = 3;
  // spotless:on

  /** How many arguments, or results, travel in registers of each class. */
  public static final int REGISTER_PLACES = 8;

  /** rdi rsi rdx rcx r8 r9 r10 rax. */
  private static final int[] INT_ARGUMENTS = {7, 6, 2, 1, 8, 9, 10, 0};

  /** rax rdx rcx rdi rsi r8 r9 r10. */
  private static final int[] INT_RESULTS = {0, 2, 1, 7, 6, 8, 9, 10};

  private NativeLayout() {}

  /**
   * {@return where the store keeps the register of an integer argument or a reference}
   *
   * @param i its position among those
   */
  public static int intArgument(int i) {
    return STORE_GPRS + 8 * INT_ARGUMENTS[i];
  }

  /**
   * {@return where the store keeps the register of an integer result or a reference}
   *
   * @param i its position among those
   */
  public static int intResult(int i) {
    return STORE_GPRS + 8 * INT_RESULTS[i];
  }

  /**
   * {@return where the store keeps the register of a floating-point argument or result}
   *
   * @param i its position among those
   */
  public static int floatPlace(int i) {
    return STORE_XMMS + 16 * i;
  }
}
