// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import static dev.jabiru.environ.AbiType.I32;
import static dev.jabiru.environ.AbiType.I64;
import static dev.jabiru.environ.AbiType.REF;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations that guest code asks of the runtime, declared once.
 *
 * <p>Compiled code calls builtin {@code B} as an external function in the name space of builtins
 * with number {@code B.ordinal()}. On the JVM target that is the static method {@link #method()} of
 * {@code dev.jabiru.environ.jvm.Builtins}, with the instance's context before the parameters listed
 * here. Indices of memories, tables and segments are those of the calling module. Addresses, sizes
 * and table positions are 64 bits wide, zero-extended from 32-bit memories and tables.
 */
@SuppressWarnings("doclint:missing") // a row is its own documentation
public enum Builtin {
  // spotless:off  name, result (or null), parameters. The ordinal is written into artifacts: append only.
  MEMORY_GROW ("memoryGrow", I64,  I32, I64),                 // memory, delta in pages -> old pages or -1
  MEMORY_FILL ("memoryFill", null, I32, I64, I32, I64),       // memory, address, byte, count
  MEMORY_COPY ("memoryCopy", null, I32, I32, I64, I64, I64),  // to memory, from memory, to, from, count
  MEMORY_INIT ("memoryInit", null, I32, I32, I64, I32, I32),  // memory, data segment, to, from, count
  DATA_DROP   ("dataDrop",   null, I32),                      // data segment
  TABLE_GROW  ("tableGrow",  I64,  I32, REF, I64),            // table, initial value, delta -> old size or -1
  TABLE_FILL  ("tableFill",  null, I32, I64, REF, I64),       // table, position, value, count
  TABLE_COPY  ("tableCopy",  null, I32, I32, I64, I64, I64),  // to table, from table, to, from, count
  TABLE_INIT  ("tableInit",  null, I32, I32, I64, I32, I32),  // table, element segment, to, from, count
  ELEM_DROP   ("elemDrop",   null, I32),                      // element segment
  REF_FUNC    ("refFunc",    REF,  I32),                      // function -> reference
  // The same of more than MOST_AT_ONCE bytes, in pieces, between which the guest can be interrupted.
  MEMORY_FILL_LONG ("memoryFillLong", null, I32, I64, I32, I64),
  MEMORY_COPY_LONG ("memoryCopyLong", null, I32, I32, I64, I64, I64);
  // spotless:on

  /**
   * The most bytes that are filled or copied without a look whether the guest is interrupted: pages
   * that were never touched take ten microseconds each on a virtual machine.
   */
  public static final int MOST_AT_ONCE = 1 << 20;

  private final String method;
  private final @Nullable AbiType result;
  private final List<AbiType> params;

  Builtin(String method, @Nullable AbiType result, AbiType... params) {
    this.method = method;
    this.result = result;
    this.params = List.of(params);
  }

  /** {@return the name of the Java method that implements this builtin} */
  public String method() {
    return method;
  }

  /** {@return the parameters after the context} */
  public List<AbiType> params() {
    return params;
  }

  /** {@return the type of the result, null where there is none} */
  public @Nullable AbiType result() {
    return result;
  }
}
