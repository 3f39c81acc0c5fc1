// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

/**
 * What a machine instruction computes, whatever the form of its operands. Those whose comment says
 * <i>sized</i> come in 32 and 64 bits, or as single and double precision.
 */
enum MachOp {
  // Two operands, the result replaces the first; sized.
  ADD,
  SUB,
  AND,
  OR,
  XOR,
  IMUL,
  /** The carry from the instruction before is added. */
  ADC,
  SBB,
  // Shifts and rotations by cl or by an immediate; sized.
  SHL,
  SHR,
  SAR,
  ROL,
  ROR,
  // BMI2: shifts that leave their operand alone; sized.
  SHLX,
  SHRX,
  SARX,
  RORX,
  // One operand, replaced; sized.
  NEG,
  NOT,
  // Only set flags; sized.
  CMP,
  TEST,
  BT,
  // Comparisons with memory of 8 or 16 bits.
  CMP8,
  CMP16,
  TEST8,
  // From a register or memory into a register; sized.
  /** A 32-bit one clears the upper half. */
  MOV,
  LEA,
  POPCNT,
  LZCNT,
  TZCNT,
  BSR,
  BSF,
  MOVZX8,
  MOVZX16,
  MOVSX8,
  MOVSX16,
  /** From 32 to 64 bits. */
  MOVSXD,
  // Stores.
  MOV8,
  MOV16,
  // Floating point; sized.
  FADD,
  FSUB,
  FMUL,
  FDIV,
  FMIN,
  FMAX,
  SQRT,
  UCOMI,
  /** Loads, stores. */
  FMOV,
  // On all bits of a register; not sized.
  FAND,
  FANDN,
  FOR,
  FXOR,
  /** Single to double. */
  CVT_PROMOTE,
  CVT_DEMOTE,
  /** From an i32 to what the size says. */
  CVT_FROM_I32,
  CVT_FROM_I64,
  /** To an i32 from what the size says, truncating. */
  CVT_TO_I32,
  CVT_TO_I64,
  /** SSE4.1, with a mode; sized. */
  ROUND,
  // Bits between the classes of registers; sized.
  INT_TO_FLOAT,
  FLOAT_TO_INT
}
