// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;

/**
 * Where an access of a memory, a global or a table reads or writes: so many bytes at a constant
 * distance from a base. Elements of tables count as bytes.
 *
 * <p>An address is an operand, {@code base + delta} modulo 2³², plus an offset, which does not
 * wrap; everything here holds for 2⁶⁴ and memories with 64-bit addresses as well. What is said of
 * two accesses is said of the case that neither traps. Then each ends at 2³² at most, since no
 * memory is larger, so that
 *
 * <ul>
 *   <li><em>it is where {@code base + at} is, modulo 2³²</em>, with {@code at = delta + offset}:
 *       both are congruent, and both less than 2³²;
 *   <li><em>two with the same base and the same {@code at} begin at the same byte</em>, however the
 *       sum is divided into delta and offset;
 *   <li><em>two with the same base are apart if {@code k = at₂ − at₁} modulo 2³² is at least the
 *       width of the first, and {@code 2³² − k} at least that of the second</em>: the second begins
 *       {@code k} bytes behind the first or, if that sum wraps, {@code 2³² − k} before it.
 * </ul>
 *
 * <p>Whether an access traps does depend on the division: {@code [p + 4]} with offset 0 is byte 0
 * where {@code p} is −4, and {@code [p]} with offset 4 traps there. <em>If an access has not
 * trapped, another with the same base and {@code at}, that is no wider and whose offset is no
 * greater, does not trap</em>: its operand is {@code base + delta₁ + (offset₁ − offset₂)}, which is
 * at most the address of the first and so has not wrapped; hence it has that address too.
 *
 * <p>One is reused for many accesses.
 */
final class Place {
  /** What is accessed: numbers of memories, globals and tables mean nothing to each other. */
  enum Kind {
    MEMORY,
    GLOBAL,
    TABLE
  }

  /** The base of globals. */
  private static final int NONE = -1;

  /** The base of constant addresses. */
  private static final int ZERO = -2;

  private final DataFlowGraph dfg;
  private final AddressSum sum;

  Kind kind = Kind.MEMORY;
  int entity;
  int base;
  long at;
  int bytes;
  long offset;

  /** All ones, as many as an address has. */
  private long mask;

  Place(DataFlowGraph dfg) {
    this.dfg = dfg;
    this.sum = new AddressSum(dfg);
  }

  Place ofGlobal(int global) {
    kind = Kind.GLOBAL;
    entity = global;
    base = NONE;
    at = 0;
    bytes = 0;
    offset = 0;
    return this;
  }

  Place inMemory(int memory, Value address, long offset, int bytes) {
    return of(Kind.MEMORY, memory, address, offset, bytes);
  }

  Place inTable(int table, Value index) {
    return of(Kind.TABLE, table, index, 0, 1);
  }

  private Place of(Kind kind, int entity, Value address, long offset, int bytes) {
    sum.takeApart(address);
    InstructionData constant = dfg.scalarConstant(sum.base());
    this.kind = kind;
    this.entity = entity;
    this.base = constant == null ? sum.base().index() : ZERO;
    this.mask = dfg.type(address) == Type.I32 ? 0xFFFFFFFFL : -1;
    this.at = (constant == null ? 0 : constant.imm()) + sum.delta() + offset & mask;
    this.offset = offset;
    this.bytes = bytes;
    return this;
  }

  /** {@return whether this place and one with the same base have no byte in common} */
  boolean isApart(long otherAt, int otherBytes) {
    return Long.compareUnsigned(at - otherAt & mask, otherBytes) >= 0
        && Long.compareUnsigned(otherAt - at & mask, bytes) >= 0;
  }

  /** {@return whether this place has all bytes of one with the same base} */
  boolean contains(long otherAt, int otherBytes) {
    return Long.compareUnsigned(otherAt - at & mask, bytes) < 0
        && (otherAt - at & mask) + otherBytes <= bytes;
  }

  /** {@return the constant in the operand} */
  long delta() {
    return at - offset & mask;
  }

  /** {@return how much greater the operand is than its base and a constant, modulo the width} */
  long distanceFrom(long otherDelta) {
    return delta() - otherDelta & mask;
  }

  /** {@return whether the address is a constant} */
  boolean isConstant() {
    return base == ZERO;
  }
}
