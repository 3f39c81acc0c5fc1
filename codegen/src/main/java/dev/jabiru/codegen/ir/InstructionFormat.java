// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/**
 * The form of an instruction: which immediates stand between its mnemonic and its value operands.
 *
 * <p>The text form prints the immediates in the order listed here, then the value operands, then
 * the edges; the parser reads them back by the same list and the verifier checks each.
 */
public enum InstructionFormat {
  // spotless:off
  /** Value operands only. */
  PLAIN,
  /** An integer. */
  INTEGER          (Immediate.INTEGER),
  /** The bits of a 32-bit float. */
  FLOAT32          (Immediate.FLOAT32),
  /** The bits of a 64-bit float. */
  FLOAT64          (Immediate.FLOAT64),
  /** An entry of the constant pool. */
  CONSTANT         (Immediate.CONSTANT),
  /** An integer condition. */
  INT_COMPARE      (Immediate.INT_CONDITION),
  /** A floating-point condition. */
  FLOAT_COMPARE    (Immediate.FLOAT_CONDITION),
  /** A memory. */
  MEMORY           (Immediate.MEMORY),
  /** A memory, whether the access is known to be in bounds, and an offset added to the address. */
  MEMORY_ACCESS    (Immediate.MEMORY, Immediate.IN_BOUNDS, Immediate.OFFSET),
  /** A memory, the width of the access, an offset. */
  ATOMIC_ACCESS    (Immediate.WIDTH, Immediate.MEMORY, Immediate.OFFSET),
  /** An operation, the width of the access, a memory, an offset. */
  ATOMIC_RMW       (Immediate.ATOMIC_OP, Immediate.WIDTH, Immediate.MEMORY, Immediate.OFFSET),
  /** A stack slot and an offset into it. */
  STACK_ACCESS     (Immediate.STACK_SLOT, Immediate.OFFSET),
  /** A global. */
  GLOBAL           (Immediate.GLOBAL),
  /** A table. */
  TABLE            (Immediate.TABLE),
  /** A function. */
  FUNCTION         (Immediate.FUNCTION),
  /** A signature. */
  SIGNATURE        (Immediate.SIGNATURE),
  /** A signature and a table. */
  SIGNATURE_TABLE  (Immediate.SIGNATURE, Immediate.TABLE),
  /** An exception tag. */
  TAG              (Immediate.TAG),
  /** A trap code. */
  TRAP             (Immediate.TRAP_CODE),
  /** A vector operation. */
  VECTOR           (Immediate.VECTOR_OP),
  /** A vector operation and a lane. */
  VECTOR_LANE      (Immediate.VECTOR_OP, Immediate.LANE),
  /** A vector operation, a memory, an offset. */
  VECTOR_ACCESS    (Immediate.VECTOR_OP, Immediate.MEMORY, Immediate.OFFSET),
  /** A vector operation, a lane, a memory, an offset. */
  VECTOR_LANE_ACCESS(Immediate.VECTOR_OP, Immediate.LANE, Immediate.MEMORY, Immediate.OFFSET),
  /** A type. */
  TYPE             (Immediate.TYPE),
  /** A type and a field of it. */
  TYPE_FIELD       (Immediate.TYPE, Immediate.FIELD),
  /** Two types, of the destination and of the source. */
  TYPE_TYPE        (Immediate.TYPE, Immediate.SOURCE_TYPE),
  /** A type and the number of a data or element segment. */
  TYPE_SEGMENT     (Immediate.TYPE, Immediate.SEGMENT),
  /** A type and whether null has it too. */
  TYPE_TEST        (Immediate.TYPE, Immediate.NULLABLE);
  // spotless:on

  /** One immediate of an instruction, and the accessor of {@link InstructionData} that reads it. */
  public enum Immediate {
    /** {@link InstructionData#imm}. */
    INTEGER,
    /** {@link InstructionData#imm}, the bits. */
    FLOAT32,
    /** {@link InstructionData#imm}, the bits. */
    FLOAT64,
    /** {@link InstructionData#constant}. */
    CONSTANT,
    /** {@link InstructionData#intCondition}. */
    INT_CONDITION,
    /** {@link InstructionData#floatCondition}. */
    FLOAT_CONDITION,
    /** {@link InstructionData#memory}. */
    MEMORY,
    /** {@link InstructionData#isInBounds}. */
    IN_BOUNDS,
    /** {@link InstructionData#offset}, an unsigned number of bytes. */
    OFFSET,
    /** {@link InstructionData#width}. */
    WIDTH,
    /** {@link InstructionData#atomicOp}. */
    ATOMIC_OP,
    /** {@link InstructionData#stackSlot}. */
    STACK_SLOT,
    /** {@link InstructionData#global}. */
    GLOBAL,
    /** {@link InstructionData#table}. */
    TABLE,
    /** {@link InstructionData#function}. */
    FUNCTION,
    /** {@link InstructionData#signature}. */
    SIGNATURE,
    /** {@link InstructionData#tag}. */
    TAG,
    /** {@link InstructionData#trapCode}. */
    TRAP_CODE,
    /** {@link InstructionData#vectorOp}. */
    VECTOR_OP,
    /** {@link InstructionData#lane}. */
    LANE,
    /** {@link InstructionData#typeRef}. */
    TYPE,
    /** {@link InstructionData#sourceTypeRef}. */
    SOURCE_TYPE,
    /** {@link InstructionData#field}. */
    FIELD,
    /** {@link InstructionData#segment}. */
    SEGMENT,
    /** {@link InstructionData#isNullable}. */
    NULLABLE
  }

  private final Immediate[] immediates;

  InstructionFormat(Immediate... immediates) {
    this.immediates = immediates;
  }

  /** {@return the number of immediates} */
  public int immediateCount() {
    return immediates.length;
  }

  /**
   * Returns one of the immediates.
   *
   * @param i its position, from 0
   * @return the immediate
   */
  public Immediate immediate(int i) {
    return immediates[i];
  }
}
