// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/**
 * Why code stops. An opcode that traps by itself has its codes fixed by its meaning; {@code trap},
 * {@code trapz} and {@code trapnz} name theirs.
 *
 * <p>The code generator gives these no numbers and no messages: what embeds it maps each to its
 * own.
 */
public enum TrapCode {
  /** The unreachable instruction was reached. */
  UNREACHABLE,
  /** An access beyond the end of a memory. */
  MEMORY_OUT_OF_BOUNDS,
  /** An atomic access at an address that is not a multiple of its width. */
  UNALIGNED_ATOMIC,
  /** An access beyond the end of a table. */
  TABLE_OUT_OF_BOUNDS,
  /** An indirect call of an index beyond the end of its table. */
  UNDEFINED_ELEMENT,
  /** An indirect call of a table element that is null. */
  UNINITIALIZED_ELEMENT,
  /** An indirect call of a function whose type is another than the call names. */
  BAD_SIGNATURE,
  /** An integer division by zero, or the remainder of one. */
  INTEGER_DIVIDE_BY_ZERO,
  /** A quotient or a converted number that its type cannot hold. */
  INTEGER_OVERFLOW,
  /** The conversion of a NaN to an integer. */
  BAD_CONVERSION_TO_INTEGER,
  /** A null reference where an object is needed. */
  NULL_REFERENCE,
  /** A null function reference called. */
  NULL_FUNCTION,
  /** A null structure accessed. */
  NULL_STRUCTURE,
  /** A null array accessed. */
  NULL_ARRAY,
  /** A null i31 reference unpacked. */
  NULL_I31,
  /** A null exception reference thrown. */
  NULL_EXCEPTION,
  /** An access beyond the end of an array. */
  ARRAY_OUT_OF_BOUNDS,
  /** A data segment range beyond its end. */
  DATA_OUT_OF_BOUNDS,
  /** An element segment range beyond its end. */
  ELEMENT_OUT_OF_BOUNDS,
  /** A reference cast to a type it does not have. */
  CAST_FAILURE,
  /** A wait on a memory that no other thread can notify. */
  WAIT_ON_UNSHARED_MEMORY,
  /** An allocation that the host refused. */
  ALLOCATION_FAILURE,
  /** The call stack is exhausted. */
  STACK_OVERFLOW,
  /** The fuel is used up. */
  OUT_OF_FUEL,
  /** Somebody asked the code to stop. */
  INTERRUPTED;

  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  /** {@return the name in the text format} */
  @Override
  public String toString() {
    return text;
  }
}
