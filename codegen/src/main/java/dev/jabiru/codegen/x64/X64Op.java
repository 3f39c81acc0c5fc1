// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static dev.jabiru.codegen.x64.X64Op.Form.*;
import static dev.jabiru.codegen.x64.X64Op.Size.*;

import org.jspecify.annotations.Nullable;

/**
 * The machine instructions, a row for each opcode of the manual that is used (Intel SDM volume 2;
 * AMD64 APM volume 3). {@link Assembler} encodes by this table and {@link Decoder} decodes by it;
 * tests compare both with an independent disassembler.
 *
 * <p>A row that is {@linkplain Size#GENERAL sized} stands for two instructions, one on 32 and one
 * on 64 bits, or on single and double precision; who emits it says which.
 *
 * <p>Instructions of three operands, and those of AVX and BMI2, have a VEX prefix. A mnemonic that
 * begins with {@code lock} brings the lock prefix. A further instruction is a further row.
 */
enum X64Op {
  // spotless:off  mnemonic, form, size, map, opcode, /digit, immediate bytes, feature
  // Moves. A 32-bit result clears the upper half of its register.
  MOV_RM     ("mov",     RM,  GENERAL, 0, 0x8B),
  MOV_MR     ("mov",     MR,  GENERAL, 0, 0x89),
  MOV8_RM    ("mov",     RM,  BYTE,    0, 0x8A),
  MOV16_RM   ("mov",     RM,  WORD,    0, 0x8B),
  MOV8_MR    ("mov",     MR,  BYTE,    0, 0x88),
  MOV16_MR   ("mov",     MR,  WORD,    0, 0x89),
  MOV_MI     ("mov",     M,   GENERAL, 0, 0xC7, 0, 4),
  MOV8_MI    ("mov",     M,   BYTE,    0, 0xC6, 0, 1),
  MOV16_MI   ("mov",     M,   WORD,    0, 0xC7, 0, 2),
  MOV_OI     ("mov",     O,   LONG,    0, 0xB8, -1, 4),
  MOVABS_OI  ("movabs",  O,   QUAD,    0, 0xB8, -1, 8),
  MOVZX8_RM  ("movzx",   RM,  GENERAL_FROM_8,  1, 0xB6),
  MOVZX16_RM ("movzx",   RM,  GENERAL_FROM_16, 1, 0xB7),
  MOVSX8_RM  ("movsx",   RM,  GENERAL_FROM_8,  1, 0xBE),
  MOVSX16_RM ("movsx",   RM,  GENERAL_FROM_16, 1, 0xBF),
  MOVSXD_RM  ("movsxd",  RM,  QUAD_FROM_32, 0, 0x63),
  LEA_RM     ("lea",     R_MEM, GENERAL, 0, 0x8D),
  XCHG_MR    ("xchg",    MR,  GENERAL, 0, 0x87),
  BSWAP_O    ("bswap",   O,   GENERAL, 1, 0xC8),
  PUSH_O     ("push",    O,   STACK,   0, 0x50),
  PUSH_MEM   ("push",    MEM, STACK,   0, 0xFF, 6, 0),
  PUSH_I     ("push",    ZO,  STACK,   0, 0x68, -1, 4),
  POP_O      ("pop",     O,   STACK,   0, 0x58),
  POP_MEM    ("pop",     MEM, STACK,   0, 0x8F, 0, 0),

  // Arithmetic.
  ADD_RM     ("add",     RM,  GENERAL, 0, 0x03),
  ADD_MR     ("add",     MR,  GENERAL, 0, 0x01),
  ADD_MI8    ("add",     M,   GENERAL, 0, 0x83, 0, 1),
  ADD_MI     ("add",     M,   GENERAL, 0, 0x81, 0, 4),
  OR_RM      ("or",      RM,  GENERAL, 0, 0x0B),
  OR_MR      ("or",      MR,  GENERAL, 0, 0x09),
  OR_MI8     ("or",      M,   GENERAL, 0, 0x83, 1, 1),
  OR_MI      ("or",      M,   GENERAL, 0, 0x81, 1, 4),
  ADC_RM     ("adc",     RM,  GENERAL, 0, 0x13),
  ADC_MR     ("adc",     MR,  GENERAL, 0, 0x11),
  ADC_MI8    ("adc",     M,   GENERAL, 0, 0x83, 2, 1),
  ADC_MI     ("adc",     M,   GENERAL, 0, 0x81, 2, 4),
  SBB_RM     ("sbb",     RM,  GENERAL, 0, 0x1B),
  SBB_MR     ("sbb",     MR,  GENERAL, 0, 0x19),
  SBB_MI8    ("sbb",     M,   GENERAL, 0, 0x83, 3, 1),
  SBB_MI     ("sbb",     M,   GENERAL, 0, 0x81, 3, 4),
  AND_RM     ("and",     RM,  GENERAL, 0, 0x23),
  AND_MR     ("and",     MR,  GENERAL, 0, 0x21),
  AND_MI8    ("and",     M,   GENERAL, 0, 0x83, 4, 1),
  AND_MI     ("and",     M,   GENERAL, 0, 0x81, 4, 4),
  SUB_RM     ("sub",     RM,  GENERAL, 0, 0x2B),
  SUB_MR     ("sub",     MR,  GENERAL, 0, 0x29),
  SUB_MI8    ("sub",     M,   GENERAL, 0, 0x83, 5, 1),
  SUB_MI     ("sub",     M,   GENERAL, 0, 0x81, 5, 4),
  XOR_RM     ("xor",     RM,  GENERAL, 0, 0x33),
  XOR_MR     ("xor",     MR,  GENERAL, 0, 0x31),
  XOR_MI8    ("xor",     M,   GENERAL, 0, 0x83, 6, 1),
  XOR_MI     ("xor",     M,   GENERAL, 0, 0x81, 6, 4),
  CMP_RM     ("cmp",     RM,  GENERAL, 0, 0x3B),
  CMP_MR     ("cmp",     MR,  GENERAL, 0, 0x39),
  CMP_MI8    ("cmp",     M,   GENERAL, 0, 0x83, 7, 1),
  CMP_MI     ("cmp",     M,   GENERAL, 0, 0x81, 7, 4),
  CMP8_RM    ("cmp",     RM,  BYTE,    0, 0x3A),
  CMP8_MR    ("cmp",     MR,  BYTE,    0, 0x38),
  CMP8_MI    ("cmp",     M,   BYTE,    0, 0x80, 7, 1),
  CMP16_RM   ("cmp",     RM,  WORD,    0, 0x3B),
  CMP16_MR   ("cmp",     MR,  WORD,    0, 0x39),
  CMP16_MI   ("cmp",     M,   WORD,    0, 0x81, 7, 2),
  TEST_MR    ("test",    MR,  GENERAL, 0, 0x85),
  TEST_MI    ("test",    M,   GENERAL, 0, 0xF7, 0, 4),
  CMP16_MI8  ("cmp",     M,   WORD,    0, 0x83, 7, 1),
  TEST16_MR  ("test",    MR,  WORD,    0, 0x85),
  TEST16_MI  ("test",    M,   WORD,    0, 0xF7, 0, 2),
  TEST8_MR   ("test",    MR,  BYTE,    0, 0x84),
  TEST8_MI   ("test",    M,   BYTE,    0, 0xF6, 0, 1),
  BT_MR      ("bt",      MR,  GENERAL, 1, 0xA3),
  BT_MI8     ("bt",      M,   GENERAL, 1, 0xBA, 4, 1),
  IMUL_RM    ("imul",    RM,  GENERAL, 1, 0xAF),
  IMUL_RMI8  ("imul",    RM,  GENERAL, 0, 0x6B, -1, 1),
  IMUL_RMI   ("imul",    RM,  GENERAL, 0, 0x69, -1, 4),
  NOT_M      ("not",     M,   GENERAL, 0, 0xF7, 2, 0),
  NEG_M      ("neg",     M,   GENERAL, 0, 0xF7, 3, 0),
  MUL_M      ("mul",     M,   GENERAL, 0, 0xF7, 4, 0),
  IMUL_M     ("imul",    M,   GENERAL, 0, 0xF7, 5, 0),
  DIV_M      ("div",     M,   GENERAL, 0, 0xF7, 6, 0),
  IDIV_M     ("idiv",    M,   GENERAL, 0, 0xF7, 7, 0),
  CDQ        ("cdq",     ZO,  NONE,    0, 0x99),
  CQO        ("cqo",     ZO,  QUAD,    0, 0x99),

  // Shifts: by an immediate, by cl, by any register.
  ROL_MI8    ("rol",     M,   GENERAL, 0, 0xC1, 0, 1),
  ROR_MI8    ("ror",     M,   GENERAL, 0, 0xC1, 1, 1),
  SHL_MI8    ("shl",     M,   GENERAL, 0, 0xC1, 4, 1),
  SHR_MI8    ("shr",     M,   GENERAL, 0, 0xC1, 5, 1),
  SAR_MI8    ("sar",     M,   GENERAL, 0, 0xC1, 7, 1),
  ROL_MC     ("rol",     M_CL, GENERAL, 0, 0xD3, 0, 0),
  ROR_MC     ("ror",     M_CL, GENERAL, 0, 0xD3, 1, 0),
  SHL_MC     ("shl",     M_CL, GENERAL, 0, 0xD3, 4, 0),
  SHR_MC     ("shr",     M_CL, GENERAL, 0, 0xD3, 5, 0),
  SAR_MC     ("sar",     M_CL, GENERAL, 0, 0xD3, 7, 0),
  SHLX_RMV   ("shlx",    RMV, GENERAL_66,  2, 0xF7, -1, 0, CpuFeature.BMI2),
  SHRX_RMV   ("shrx",    RMV, GENERAL_F2,  2, 0xF7, -1, 0, CpuFeature.BMI2),
  SARX_RMV   ("sarx",    RMV, GENERAL_F3,  2, 0xF7, -1, 0, CpuFeature.BMI2),
  RORX_RMI8  ("rorx",    RM,  GENERAL_F2,  3, 0xF0, -1, 1, CpuFeature.BMI2),
  MULX_RVM   ("mulx",    RVM, GENERAL_F2, 2, 0xF6, -1, 0, CpuFeature.BMI2),
  ANDN_RVM   ("andn",    RVM, GENERAL, 2, 0xF2, -1, 0, CpuFeature.BMI1),
  BEXTR_RMV  ("bextr",   RMV, GENERAL, 2, 0xF7, -1, 0, CpuFeature.BMI1),
  BLSR_VM    ("blsr",    VM,  GENERAL, 2, 0xF3, 1, 0, CpuFeature.BMI1),
  BLSMSK_VM  ("blsmsk",  VM,  GENERAL, 2, 0xF3, 2, 0, CpuFeature.BMI1),
  BLSI_VM    ("blsi",    VM,  GENERAL, 2, 0xF3, 3, 0, CpuFeature.BMI1),

  // Bits.
  BSF_RM     ("bsf",     RM,  GENERAL, 1, 0xBC),
  BSR_RM     ("bsr",     RM,  GENERAL, 1, 0xBD),
  POPCNT_RM  ("popcnt",  RM,  GENERAL_F3, 1, 0xB8, -1, 0, CpuFeature.POPCNT),
  TZCNT_RM   ("tzcnt",   RM,  GENERAL_F3, 1, 0xBC, -1, 0, CpuFeature.BMI1),
  LZCNT_RM   ("lzcnt",   RM,  GENERAL_F3, 1, 0xBD, -1, 0, CpuFeature.LZCNT),

  // Floating point: sized ones are for single and double precision.
  MOVS_RM    ("movs",    RM,  SCALAR,  1, 0x10),
  MOVS_MR    ("movs",    MR,  SCALAR,  1, 0x11),
  MOVAPS_RM  ("movaps",  RM,  PACKED,  1, 0x28),
  MOVUPS_RM  ("movups",  RM,  PACKED,  1, 0x10),
  MOVUPS_MR  ("movups",  MR,  PACKED,  1, 0x11),
  MOVD_RM    ("mov",     RM,  XMM_FROM_GENERAL, 1, 0x6E),
  MOVD_MR    ("mov",     MR,  GENERAL_FROM_XMM, 1, 0x7E),
  SQRTS_RM   ("sqrts",   RM,  SCALAR,  1, 0x51),
  ADDS_RM    ("adds",    RM,  SCALAR,  1, 0x58),
  MULS_RM    ("muls",    RM,  SCALAR,  1, 0x59),
  SUBS_RM    ("subs",    RM,  SCALAR,  1, 0x5C),
  MINS_RM    ("mins",    RM,  SCALAR,  1, 0x5D),
  DIVS_RM    ("divs",    RM,  SCALAR,  1, 0x5E),
  MAXS_RM    ("maxs",    RM,  SCALAR,  1, 0x5F),
  UCOMIS_RM  ("ucomis",  RM,  SCALAR_66, 1, 0x2E),
  ANDPS_RM   ("andps",   RM,  PACKED,  1, 0x54),
  ANDNPS_RM  ("andnps",  RM,  PACKED,  1, 0x55),
  ORPS_RM    ("orps",    RM,  PACKED,  1, 0x56),
  XORPS_RM   ("xorps",   RM,  PACKED,  1, 0x57),
  PXOR_RM    ("pxor",    RM,  PACKED_66, 1, 0xEF),
  CVTS2S_RM  ("cvts2s",  RM,  SCALAR_TO_OTHER, 1, 0x5A),
  CVTSI2SS_RM("cvtsi2ss", RM, XMM_FROM_INT_F3, 1, 0x2A),
  CVTSI2SD_RM("cvtsi2sd", RM, XMM_FROM_INT_F2, 1, 0x2A),
  CVTTSS2SI_RM("cvttss2si", RM, INT_FROM_XMM_F3, 1, 0x2C),
  CVTTSD2SI_RM("cvttsd2si", RM, INT_FROM_XMM_F2, 1, 0x2C),
  ROUNDSS_RMI("roundss", RM,  ROUND_SINGLE, 3, 0x0A, -1, 1, CpuFeature.SSE41),
  ROUNDSD_RMI("roundsd", RM,  ROUND_DOUBLE, 3, 0x0B, -1, 1, CpuFeature.SSE41),

  // The same with VEX: the first source stays what it is, and gives the rest of the result.
  VMOVS_RVR  ("vmovs",   RVR,   SCALAR, 1, 0x10, -1, 0, CpuFeature.AVX),
  VMOVS_RM   ("vmovs",   R_MEM, SCALAR, 1, 0x10, -1, 0, CpuFeature.AVX),
  VMOVS_MR   ("vmovs",   MEM_R, SCALAR, 1, 0x11, -1, 0, CpuFeature.AVX),
  VMOVAPS_RM ("vmovaps", RM,    PACKED, 1, 0x28, -1, 0, CpuFeature.AVX),
  VMOVUPS_RM ("vmovups", RM,    PACKED, 1, 0x10, -1, 0, CpuFeature.AVX),
  VMOVUPS_MR ("vmovups", MEM_R, PACKED, 1, 0x11, -1, 0, CpuFeature.AVX),
  VMOVD_RM   ("vmov",    RM,    XMM_FROM_GENERAL, 1, 0x6E, -1, 0, CpuFeature.AVX),
  VMOVD_MR   ("vmov",    MR,    GENERAL_FROM_XMM, 1, 0x7E, -1, 0, CpuFeature.AVX),
  VSQRTS_RVM ("vsqrts",  RVM,   SCALAR, 1, 0x51, -1, 0, CpuFeature.AVX),
  VADDS_RVM  ("vadds",   RVM,   SCALAR, 1, 0x58, -1, 0, CpuFeature.AVX),
  VMULS_RVM  ("vmuls",   RVM,   SCALAR, 1, 0x59, -1, 0, CpuFeature.AVX),
  VSUBS_RVM  ("vsubs",   RVM,   SCALAR, 1, 0x5C, -1, 0, CpuFeature.AVX),
  VMINS_RVM  ("vmins",   RVM,   SCALAR, 1, 0x5D, -1, 0, CpuFeature.AVX),
  VDIVS_RVM  ("vdivs",   RVM,   SCALAR, 1, 0x5E, -1, 0, CpuFeature.AVX),
  VMAXS_RVM  ("vmaxs",   RVM,   SCALAR, 1, 0x5F, -1, 0, CpuFeature.AVX),
  VUCOMIS_RM ("vucomis", RM,    SCALAR_66, 1, 0x2E, -1, 0, CpuFeature.AVX),
  VANDPS_RVM ("vandps",  RVM,   PACKED, 1, 0x54, -1, 0, CpuFeature.AVX),
  VANDNPS_RVM("vandnps", RVM,   PACKED, 1, 0x55, -1, 0, CpuFeature.AVX),
  VORPS_RVM  ("vorps",   RVM,   PACKED, 1, 0x56, -1, 0, CpuFeature.AVX),
  VXORPS_RVM ("vxorps",  RVM,   PACKED, 1, 0x57, -1, 0, CpuFeature.AVX),
  VPXOR_RVM  ("vpxor",   RVM,   PACKED_66, 1, 0xEF, -1, 0, CpuFeature.AVX),
  VCVTS2S_RVM("vcvts2s", RVM,   SCALAR_TO_OTHER, 1, 0x5A, -1, 0, CpuFeature.AVX),
  VCVTSI2SS_RVM("vcvtsi2ss", RVM,   XMM_FROM_INT_F3, 1, 0x2A, -1, 0, CpuFeature.AVX),
  VCVTSI2SD_RVM("vcvtsi2sd", RVM,   XMM_FROM_INT_F2, 1, 0x2A, -1, 0, CpuFeature.AVX),
  VCVTTSS2SI_RM("vcvttss2si", RM,    INT_FROM_XMM_F3, 1, 0x2C, -1, 0, CpuFeature.AVX),
  VCVTTSD2SI_RM("vcvttsd2si", RM,    INT_FROM_XMM_F2, 1, 0x2C, -1, 0, CpuFeature.AVX),
  VROUNDSS_RVMI("vroundss", RVM,   ROUND_SINGLE, 3, 0x0A, -1, 1, CpuFeature.AVX),
  VROUNDSD_RVMI("vroundsd", RVM,   ROUND_DOUBLE, 3, 0x0B, -1, 1, CpuFeature.AVX),

  // Atomic by the prefix; xchg with memory is by itself.
  XCHG8_MR   ("xchg",    MR,  BYTE,    0, 0x86),
  XCHG16_MR  ("xchg",    MR,  WORD,    0, 0x87),
  CMPXCHG_MR ("lock cmpxchg", MEM_R, GENERAL, 1, 0xB1),
  CMPXCHG8_MR("lock cmpxchg", MEM_R, BYTE, 1, 0xB0),
  CMPXCHG16_MR("lock cmpxchg", MEM_R, WORD, 1, 0xB1),
  XADD_MR    ("lock xadd", MEM_R, GENERAL, 1, 0xC1),
  XADD8_MR   ("lock xadd", MEM_R, BYTE, 1, 0xC0),
  XADD16_MR  ("lock xadd", MEM_R, WORD, 1, 0xC1),

  // Strings of bytes; counted by rcx, from rsi or al, to rdi.
  REP_MOVS8  ("rep movs BYTE PTR es:[rdi],BYTE PTR ds:[rsi]", ZO, REPEATED, 0, 0xA4),
  REP_STOS8  ("rep stos BYTE PTR es:[rdi],al", ZO, REPEATED, 0, 0xAA),
  MFENCE     ("mfence",  ZO,  NONE,    1, 0xAE, 6, 0),

  // Conditions: the condition is added to the opcode.
  CMOV_RM    ("cmov",    RM_CC, GENERAL, 1, 0x40),
  SET_M      ("set",     M_CC,  BYTE,  1, 0x90, 0, 0),

  // Control. D jumps count from behind themselves; the assembler emits them by label or name.
  JMP_D8     ("jmp",     D,   NONE,    0, 0xEB, -1, 1),
  JMP_D      ("jmp",     D,   NONE,    0, 0xE9, -1, 4),
  JCC_D8     ("j",       D_CC, NONE,   0, 0x70, -1, 1),
  JCC_D      ("j",       D_CC, NONE,   1, 0x80, -1, 4),
  CALL_D     ("call",    D,   NONE,    0, 0xE8, -1, 4),
  JMP_M      ("jmp",     M,   STACK,   0, 0xFF, 4, 0),
  CALL_M     ("call",    M,   STACK,   0, 0xFF, 2, 0),
  RET        ("ret",     ZO,  NONE,    0, 0xC3),
  RET_I      ("ret",     ZO,  NONE,    0, 0xC2, -1, 2),
  LEAVE      ("leave",   ZO,  NONE,    0, 0xC9),
  INT3       ("int3",    ZO,  NONE,    0, 0xCC),
  CPUID      ("cpuid",   ZO,  NONE,    1, 0xA2),
  XGETBV     ("xgetbv",  ZO,  NONE,    1, 0x01, 2, 0),
  UD2        ("ud2",     ZO,  NONE,    1, 0x0B),
  NOP        ("nop",     ZO,  NONE,    0, 0x90),
  NOP16      ("xchg ax,ax", ZO, WORD,  0, 0x90),
  NOP_MEM    ("nop",     MEM, LONG,    1, 0x1F, 0, 0),
  NOP16_MEM  ("nop",     MEM, WORD,    1, 0x1F, 0, 0),
  CLD        ("cld",     ZO,  NONE,    0, 0xFC),
  LDMXCSR_M  ("ldmxcsr", MEM, LONG, 1, 0xAE, 2, 0),
  STMXCSR_M  ("stmxcsr", MEM, LONG, 1, 0xAE, 3, 0);
  // spotless:on

  /** Which operands there are, and where they are encoded. */
  enum Form {
    /** No operands, or an immediate; a digit is in a ModRM byte that names rax. */
    ZO,
    /** A register in the opcode. */
    O,
    /** A distance from behind the instruction. */
    D,
    /** The same, with a condition in the opcode. */
    D_CC,
    /** The operand is register or memory, in r/m; its digit is in reg. */
    M,
    /** The same, memory only. */
    MEM,
    /** The same as {@link #M}, with cl. */
    M_CL,
    /** The same as {@link #M}, with a condition in the opcode. */
    M_CC,
    /** A register, then register or memory. */
    RM,
    /** A register, then memory. */
    R_MEM,
    /** The same as {@link #RM}, with a condition in the opcode. */
    RM_CC,
    /** Register or memory, then a register. */
    MR,
    /** Memory, then a register. */
    MEM_R,
    /** A register in vvvv, register or memory; the digit is in reg. */
    VM,
    /** A register, a register in vvvv, register or memory. */
    RVM,
    /** Three registers in the same places. */
    RVR,
    /** A register, register or memory, a register in vvvv. */
    RMV;

    boolean hasDigit() {
      return this == M || this == MEM || this == M_CL || this == M_CC || this == VM;
    }

    boolean hasVvvv() {
      return this == VM || this == RVM || this == RVR || this == RMV;
    }

    /** {@return whether r/m may be a register} */
    boolean takesRegister() {
      return this != MEM && this != R_MEM && this != MEM_R;
    }

    /** {@return whether r/m may be memory} */
    boolean takesMemory() {
      return hasModRm() && this != RVR;
    }

    /** {@return whether there is a ModRM byte with operands} */
    boolean hasModRm() {
      return this != ZO && this != O && this != D && this != D_CC;
    }

    /** {@return whether the opcode holds a condition} */
    boolean hasCondition() {
      return this == M_CC || this == RM_CC || this == D_CC;
    }
  }

  /** What sizes the operands have, and the prefixes that say so. */
  enum Size {
    NONE(0),
    /** Bytes, with the prefix for repetition. */
    REPEATED(0xF3),
    BYTE(0),
    WORD(0x66),
    LONG(0),
    QUAD(0),
    /** 64 bits without REX.W. */
    STACK(0),
    GENERAL(0),
    GENERAL_66(0x66),
    GENERAL_F2(0xF2),
    GENERAL_F3(0xF3),
    GENERAL_FROM_8(0),
    GENERAL_FROM_16(0),
    QUAD_FROM_32(0),
    /** xmm register and 128 bits. */
    PACKED(0),
    PACKED_66(0x66),
    /** Single or double: prefix F3 or F2. */
    SCALAR(0xF3),
    /** Single or double: no prefix or 66. */
    SCALAR_66(0),
    /** From single (sized narrow) to double, or back. */
    SCALAR_TO_OTHER(0xF3),
    ROUND_SINGLE(0x66),
    ROUND_DOUBLE(0x66),
    XMM_FROM_GENERAL(0x66),
    GENERAL_FROM_XMM(0x66),
    XMM_FROM_INT_F3(0xF3),
    XMM_FROM_INT_F2(0xF2),
    INT_FROM_XMM_F3(0xF3),
    INT_FROM_XMM_F2(0xF2);

    private final int prefix;

    Size(int prefix) {
      this.prefix = prefix;
    }

    /** {@return whether the register in reg, and in vvvv, is one for vectors} */
    boolean isRegXmm() {
      return switch (this) {
        case XMM_FROM_GENERAL, GENERAL_FROM_XMM, XMM_FROM_INT_F3, XMM_FROM_INT_F2 -> true;
        case INT_FROM_XMM_F3, INT_FROM_XMM_F2 -> false;
        default -> isRmXmm();
      };
    }

    /** {@return whether a register in r/m is one for vectors} */
    boolean isRmXmm() {
      return switch (this) {
        case PACKED,
            PACKED_66,
            SCALAR,
            SCALAR_66,
            SCALAR_TO_OTHER,
            ROUND_SINGLE,
            ROUND_DOUBLE,
            INT_FROM_XMM_F3,
            INT_FROM_XMM_F2 ->
            true;
        default -> false;
      };
    }

    /** {@return the bytes of the operand in reg, in vvvv, or in the opcode} */
    int regBytes(boolean wide) {
      return switch (this) {
        case NONE, REPEATED, LONG -> 4;
        case BYTE -> 1;
        case WORD -> 2;
        case QUAD, STACK, QUAD_FROM_32 -> 8;
        case GENERAL, GENERAL_66, GENERAL_F2, GENERAL_F3, GENERAL_FROM_8, GENERAL_FROM_16 ->
            wide ? 8 : 4;
        case INT_FROM_XMM_F3, INT_FROM_XMM_F2 -> wide ? 8 : 4;
        case PACKED, PACKED_66, SCALAR, SCALAR_66, SCALAR_TO_OTHER, ROUND_SINGLE, ROUND_DOUBLE ->
            16;
        case XMM_FROM_GENERAL, GENERAL_FROM_XMM, XMM_FROM_INT_F3, XMM_FROM_INT_F2 -> 16;
      };
    }

    /** {@return the bytes of the operand in r/m that are used} */
    int rmBytes(boolean wide) {
      return switch (this) {
        case GENERAL_FROM_8 -> 1;
        case GENERAL_FROM_16 -> 2;
        case QUAD_FROM_32, ROUND_SINGLE, INT_FROM_XMM_F3 -> 4;
        case ROUND_DOUBLE, INT_FROM_XMM_F2 -> 8;
        case SCALAR, SCALAR_66, SCALAR_TO_OTHER -> wide ? 8 : 4;
        case XMM_FROM_GENERAL, GENERAL_FROM_XMM, XMM_FROM_INT_F3, XMM_FROM_INT_F2 -> wide ? 8 : 4;
        default -> regBytes(wide);
      };
    }

    /** {@return whether a row stands for two instructions} */
    boolean isSized() {
      return prefix(false) != prefix(true) || w(false) != w(true);
    }

    /** {@return the mandatory or operand-size prefix, 0 for none} */
    int prefix(boolean wide) {
      return switch (this) {
        case SCALAR, SCALAR_TO_OTHER -> wide ? 0xF2 : 0xF3;
        case SCALAR_66 -> wide ? 0x66 : 0;
        default -> prefix;
      };
    }

    /** {@return whether REX.W or VEX.W is set} */
    boolean w(boolean wide) {
      return switch (this) {
        case QUAD, QUAD_FROM_32 -> true;
        case GENERAL,
            GENERAL_66,
            GENERAL_F2,
            GENERAL_F3,
            GENERAL_FROM_8,
            GENERAL_FROM_16,
            XMM_FROM_GENERAL,
            GENERAL_FROM_XMM,
            XMM_FROM_INT_F3,
            XMM_FROM_INT_F2,
            INT_FROM_XMM_F3,
            INT_FROM_XMM_F2 ->
            wide;
        default -> false;
      };
    }
  }

  final String mnemonic;
  final Form form;
  final Size size;

  /** 0 none, 1 0F, 2 0F38, 3 0F3A. */
  final int map;

  final int opcode;

  /** What stands in reg beside an r/m operand alone; -1 for none. */
  final int digit;

  final int immBytes;
  final @Nullable CpuFeature feature;
  final boolean isVex;
  final boolean isLocked;

  X64Op(String mnemonic, Form form, Size size, int map, int opcode) {
    this(mnemonic, form, size, map, opcode, -1, 0, null);
  }

  X64Op(String mnemonic, Form form, Size size, int map, int opcode, int digit, int immBytes) {
    this(mnemonic, form, size, map, opcode, digit, immBytes, null);
  }

  X64Op(
      String mnemonic,
      Form form,
      Size size,
      int map,
      int opcode,
      int digit,
      int immBytes,
      @Nullable CpuFeature feature) {
    this.mnemonic = mnemonic;
    this.form = form;
    this.size = size;
    this.map = map;
    this.opcode = opcode;
    this.digit = digit;
    this.immBytes = immBytes;
    this.feature = feature;
    this.isVex = form.hasVvvv() || feature == CpuFeature.AVX || feature == CpuFeature.BMI2;
    this.isLocked = mnemonic.startsWith("lock ");
    validate();
  }

  /** Rejects a row that is like no instruction. */
  private void validate() {
    require(form == ZO || form.hasDigit() == digit >= 0, "a digit exactly where reg is free");
    require(digit < 8 && opcode <= 0xFF && map <= 3, "digit, opcode or map out of range");
    require(!isVex || map > 0 && feature != null, "VEX needs a map and a feature");
    require(!isLocked || form == MEM_R, "only what changes memory can be locked");
    require(form != RVR || isVex && size.isRegXmm(), "three registers, but not of vectors");
    int held = form == O ? 7 : form.hasCondition() ? 15 : 0;
    require((opcode & held) == 0, "no room in the opcode");
    int most = size == Size.QUAD ? 8 : size == Size.BYTE ? 1 : size == Size.WORD ? 2 : 4;
    require(immBytes <= most, "an immediate of " + immBytes + " bytes");
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(name() + ": " + what);
    }
  }

  /** {@return whether a register in reg, or in the opcode, is a byte register} */
  boolean isRegByte() {
    return size == BYTE;
  }

  /** {@return whether a register in r/m is a byte register} */
  boolean isRmByte() {
    return size == BYTE || size == GENERAL_FROM_8;
  }
}
