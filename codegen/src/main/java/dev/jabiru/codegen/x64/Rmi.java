// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

/**
 * The second operand of a machine instruction before registers are assigned: a virtual register, a
 * place in memory, or an immediate. Immutable.
 *
 * <p>A place in memory is a base and a displacement, and perhaps an index register times a scale.
 *
 * @param kind which of them
 * @param base the virtual register, or the one that holds the base of an address; -1 for none
 * @param index the virtual register with the index; -1 for none
 * @param scaleLog2 the binary logarithm of what the index is multiplied by, 0 to 3
 * @param value the immediate, the displacement, or the number of the constant in the pool
 * @param sourceLoc where a {@link Kind#GUARDED} access comes from
 */
record Rmi(Kind kind, int base, int index, int scaleLog2, int value, int sourceLoc) {
  enum Kind {
    /** A virtual register; in a stack slot where the instruction can read memory. */
    VREG,
    /** An immediate of 32 bits, sign-extended. */
    IMMEDIATE,
    /** Memory at a virtual register. */
    MEMORY,
    /** The same, in a guest's memory: it may fault, and that is a trap. */
    GUARDED,
    /** Memory in the instance's context. */
    CONTEXT,
    /** Memory in the arguments that the caller has put on the stack. */
    INCOMING,
    /** Memory in the arguments that a callee will find on the stack. */
    OUTGOING,
    /** Memory in the stack slots of the IR. */
    FRAME,
    /** A constant in the pool. */
    CONSTANT
  }

  static Rmi vreg(int vreg) {
    return new Rmi(Kind.VREG, vreg, -1, 0, 0, 0);
  }

  static Rmi immediate(int value) {
    return new Rmi(Kind.IMMEDIATE, -1, -1, 0, value, 0);
  }

  static Rmi memory(int base, int displacement) {
    return new Rmi(Kind.MEMORY, base, -1, 0, displacement, 0);
  }

  static Rmi memory(int base, int index, int scaleLog2, int displacement) {
    return new Rmi(Kind.MEMORY, base, index, scaleLog2, displacement, 0);
  }

  static Rmi guarded(int base, int index, int displacement, int sourceLoc) {
    return new Rmi(Kind.GUARDED, base, index, 0, displacement, sourceLoc);
  }

  static Rmi context(int offset) {
    return new Rmi(Kind.CONTEXT, -1, -1, 0, offset, 0);
  }

  static Rmi context(int index, int scaleLog2, int offset) {
    return new Rmi(Kind.CONTEXT, -1, index, scaleLog2, offset, 0);
  }

  static Rmi incoming(int offset) {
    return new Rmi(Kind.INCOMING, -1, -1, 0, offset, 0);
  }

  static Rmi outgoing(int offset) {
    return new Rmi(Kind.OUTGOING, -1, -1, 0, offset, 0);
  }

  static Rmi frame(int offset) {
    return new Rmi(Kind.FRAME, -1, -1, 0, offset, 0);
  }

  static Rmi constant(int number) {
    return new Rmi(Kind.CONSTANT, -1, -1, 0, number, 0);
  }

  boolean isImmediate() {
    return kind == Kind.IMMEDIATE;
  }

  boolean isVreg() {
    return kind == Kind.VREG;
  }

  /** {@return whether this is a place in memory, wherever registers end up} */
  boolean isMemory() {
    return kind.ordinal() >= Kind.MEMORY.ordinal();
  }
}
