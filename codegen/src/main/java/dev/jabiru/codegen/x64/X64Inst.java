// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import org.jspecify.annotations.Nullable;

/**
 * A machine instruction: a row of the table with its operands. What the form of the row has no use
 * for means nothing. Registers are numbered as {@link Assembler} numbers them.
 *
 * @param wide which of the row's two instructions, if it is sized
 * @param condition the condition in the opcode
 * @param reg the register in reg, or in the opcode
 * @param v the register in vvvv
 * @param rm the register in r/m
 * @param memory what is in r/m, or null if that is a register
 * @param imm the immediate, sign-extended; of the forms D the distance
 */
record X64Inst(
    X64Op op,
    boolean wide,
    int condition,
    int reg,
    int v,
    int rm,
    @Nullable Memory memory,
    long imm) {
  /** As a base: the displacement counts from behind the instruction. */
  static final int RIP = -4;

  private static final String[] BYTES = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
  private static final String[] WORDS = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  private static final String[] CONDITIONS = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
  };

  /**
   * An operand in memory.
   *
   * @param base a register, {@link #RIP}, or {@link Assembler#NONE}
   * @param index a register, or {@link Assembler#NONE}
   * @param hasDisp whether there is a displacement, be it 0
   */
  record Memory(int base, int index, int scaleLog2, int disp, boolean hasDisp) {}

  /** {@return whether this is a jump or a call that says how far it goes} */
  boolean isDirect() {
    return op.form == X64Op.Form.D || op.form == X64Op.Form.D_CC;
  }

  /** {@return whether it refers to memory at a distance from it} */
  boolean isRipRelative() {
    return memory != null && memory.base == RIP;
  }

  /**
   * {@return the text that objdump prints}
   *
   * @param end where the instruction behind this one begins
   */
  String text(long end) {
    String operands = operands(end);
    return operands.isEmpty() ? mnemonic() : mnemonic() + " " + operands;
  }

  private String mnemonic() {
    String name = op.mnemonic;
    return switch (op.size) {
      case SCALAR, SCALAR_66 -> name + (wide ? "d" : "s");
      case SCALAR_TO_OTHER -> (op.isVex ? "v" : "") + (wide ? "cvtsd2ss" : "cvtss2sd");
      case XMM_FROM_GENERAL, GENERAL_FROM_XMM -> name + (wide ? "q" : "d");
      default -> op.form.hasCondition() ? name + CONDITIONS[condition] : name;
    };
  }

  private String operands(long end) {
    int regBytes = op.size.regBytes(wide);
    int rmBytes = op.size.rmBytes(wide);
    String first = register(reg, regBytes);
    String vvvv = register(v, regBytes);
    String rest = memory != null ? text(memory, rmBytes) : register(rm, rmBytes);
    String operands =
        switch (op.form) {
          case ZO -> "";
          case D, D_CC -> "0x" + Long.toHexString(end + imm);
          case O -> first;
          case M, MEM, M_CC -> rest;
          case M_CL -> rest + ",cl";
          case RM, R_MEM, RM_CC -> first + "," + rest;
          case MR, MEM_R -> rest + "," + first;
          case VM -> vvvv + "," + rest;
          case RVM, RVR -> first + "," + vvvv + "," + rest;
          case RMV -> first + "," + rest + "," + vvvv;
        };
    if (op.immBytes == 0 || isDirect()) {
      return operands;
    }
    String immediate = immediate(op.form == X64Op.Form.M ? rmBytes : regBytes);
    return operands.isEmpty() ? immediate : operands + "," + immediate;
  }

  private static String register(int number, int bytes) {
    if (number >= Registers.XMM0) {
      return "xmm" + (number - Registers.XMM0);
    }
    if (number >= Registers.R8) {
      return "r" + number + (bytes == 8 ? "" : bytes == 4 ? "d" : bytes == 2 ? "w" : "b");
    }
    return switch (bytes) {
      case 1 -> BYTES[number];
      case 2 -> WORDS[number];
      case 4 -> "e" + WORDS[number];
      default -> "r" + WORDS[number];
    };
  }

  private String text(Memory at, int bytes) {
    StringBuilder text = new StringBuilder();
    if (op != X64Op.LEA_RM) {
      text.append(
          switch (bytes) {
            case 1 -> "BYTE PTR ";
            case 2 -> "WORD PTR ";
            case 4 -> "DWORD PTR ";
            case 8 -> "QWORD PTR ";
            default -> "XMMWORD PTR ";
          });
    }
    if (at.base == Assembler.NONE && at.index == Assembler.NONE) {
      return text.append("ds:0x").append(Long.toHexString(at.disp)).toString();
    }
    text.append('[');
    if (at.base != Assembler.NONE) {
      text.append(at.base == RIP ? "rip" : register(at.base, 8));
    }
    if (at.index != Assembler.NONE) {
      text.append(at.base == Assembler.NONE ? "" : "+").append(register(at.index, 8));
      text.append('*').append(1 << at.scaleLog2);
    }
    if (at.hasDisp) {
      text.append(at.disp < 0 ? "-0x" : "+0x").append(Long.toHexString(Math.abs((long) at.disp)));
    }
    return text.append(']').toString();
  }

  /** An immediate as it acts on an operand: sign-extended to its width, unless it is a count. */
  private String immediate(int bytes) {
    int bits =
        switch (op.mnemonic) {
          case "rol", "ror", "shl", "shr", "sar", "bt", "rorx" -> 8;
          case "roundss", "roundsd", "vroundss", "vroundsd" -> 8;
          case "ret" -> 16;
          default -> Math.min(bytes, 8) * 8;
        };
    return "0x" + Long.toHexString(imm & -1L >>> 64 - bits);
  }
}
