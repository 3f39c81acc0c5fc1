// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

/**
 * What a machine instruction computes, whatever the form of its operands. Those whose comment says
 * <i>sized</i> come in 32 and 64 bits, or as single and double precision.
 */
enum MachOp {
  // Two operands, the result replaces the first; sized.
  ADD(X64Op.ADD_RM, X64Op.ADD_MI8, X64Op.ADD_MI),
  SUB(X64Op.SUB_RM, X64Op.SUB_MI8, X64Op.SUB_MI),
  AND(X64Op.AND_RM, X64Op.AND_MI8, X64Op.AND_MI),
  OR(X64Op.OR_RM, X64Op.OR_MI8, X64Op.OR_MI),
  XOR(X64Op.XOR_RM, X64Op.XOR_MI8, X64Op.XOR_MI),
  IMUL(X64Op.IMUL_RM, X64Op.IMUL_RMI8, X64Op.IMUL_RMI),
  /** The carry from the instruction before is added. */
  ADC(X64Op.ADC_RM, X64Op.ADC_MI8, X64Op.ADC_MI),
  SBB(X64Op.SBB_RM, X64Op.SBB_MI8, X64Op.SBB_MI),
  // Shifts and rotations by cl or by an immediate; sized.
  SHL(X64Op.SHL_MC, X64Op.SHL_MI8),
  SHR(X64Op.SHR_MC, X64Op.SHR_MI8),
  SAR(X64Op.SAR_MC, X64Op.SAR_MI8),
  ROL(X64Op.ROL_MC, X64Op.ROL_MI8),
  ROR(X64Op.ROR_MC, X64Op.ROR_MI8),
  // BMI2: shifts that leave their operand alone; sized.
  SHLX(X64Op.SHLX_RMV),
  SHRX(X64Op.SHRX_RMV),
  SARX(X64Op.SARX_RMV),
  RORX(X64Op.RORX_RMI8, X64Op.RORX_RMI8),
  // One operand, replaced; sized.
  NEG(X64Op.NEG_M),
  NOT(X64Op.NOT_M),
  // Only set flags; sized.
  CMP(X64Op.CMP_RM, X64Op.CMP_MI8, X64Op.CMP_MI),
  TEST(X64Op.TEST_MR, X64Op.TEST_MI, X64Op.TEST_MI),
  BT(X64Op.BT_MR, X64Op.BT_MI8),
  // From a register or memory into a register; sized.
  /** A 32-bit one clears the upper half. */
  MOV(X64Op.MOV_RM),
  LEA(X64Op.LEA_RM),
  POPCNT(X64Op.POPCNT_RM),
  LZCNT(X64Op.LZCNT_RM),
  TZCNT(X64Op.TZCNT_RM),
  BSR(X64Op.BSR_RM),
  BSF(X64Op.BSF_RM),
  MOVZX8(X64Op.MOVZX8_RM),
  MOVZX16(X64Op.MOVZX16_RM),
  MOVSX8(X64Op.MOVSX8_RM),
  MOVSX16(X64Op.MOVSX16_RM),
  /** From 32 to 64 bits. */
  MOVSXD(X64Op.MOVSXD_RM),
  // Stores.
  MOV8(X64Op.MOV8_MR, X64Op.MOV8_MI),
  MOV16(X64Op.MOV16_MR, X64Op.MOV16_MI),
  // Floating point; sized.
  FADD(X64Op.ADDS_RM),
  FSUB(X64Op.SUBS_RM),
  FMUL(X64Op.MULS_RM),
  FDIV(X64Op.DIVS_RM),
  FMIN(X64Op.MINS_RM),
  FMAX(X64Op.MAXS_RM),
  SQRT(X64Op.SQRTS_RM),
  UCOMI(X64Op.UCOMIS_RM),
  /** Loads, stores. */
  FMOV(X64Op.MOVS_RM),
  // On all bits of a register; not sized.
  FAND(X64Op.ANDPS_RM),
  FANDN(X64Op.ANDNPS_RM),
  FOR(X64Op.ORPS_RM),
  FXOR(X64Op.XORPS_RM),
  /** Single to double. */
  CVT_PROMOTE(X64Op.CVTS2S_RM),
  CVT_DEMOTE(X64Op.CVTS2S_RM),
  /** From an i32 to what the size says. */
  CVT_FROM_I32(X64Op.CVTSI2SD_RM),
  CVT_FROM_I64(X64Op.CVTSI2SD_RM),
  /** To an i32 from what the size says, truncating. */
  CVT_TO_I32(X64Op.CVTTSD2SI_RM),
  CVT_TO_I64(X64Op.CVTTSD2SI_RM),
  /** SSE4.1, with a mode; sized. */
  ROUND(X64Op.ROUNDSD_RMI),
  // Bits between the classes of registers; sized.
  INT_TO_FLOAT(X64Op.MOVD_RM),
  FLOAT_TO_INT(X64Op.MOVD_MR);

  /** The row with register or memory as the source, or as the only operand. */
  final X64Op row;

  /** The row with an immediate of 8 bits; the same as {@link #row} where there is none. */
  final X64Op imm8;

  /** The row with an immediate of any size. */
  final X64Op imm;

  MachOp(X64Op... rows) {
    this.row = rows[0];
    this.imm8 = rows[Math.min(1, rows.length - 1)];
    this.imm = rows[rows.length - 1];
  }

  /** {@return the row for an immediate} */
  X64Op immediateRow(int value) {
    return value == (byte) value ? imm8 : imm;
  }
}
