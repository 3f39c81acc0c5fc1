// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

/** Prints instructions as objdump does, from the table and the operands. */
final class IntelText {
  private static final String[] BYTES = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
  private static final String[] LOW = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  static final String[] CONDITIONS = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
  };

  private IntelText() {}

  /** Operand widths: of the register and of register or memory, in bytes; 16 for xmm. */
  static int[] widths(X64Op op, boolean wide) {
    int general = wide ? 8 : 4;
    int scalar = wide ? 108 : 104; // an xmm register, or as many bytes of memory, plus 100
    return switch (op.size) {
      case NONE, REPEATED -> new int[] {4, 4};
      case BYTE -> new int[] {1, 1};
      case WORD -> new int[] {2, 2};
      case LONG -> new int[] {4, 4};
      case QUAD, STACK -> new int[] {8, 8};
      case GENERAL, GENERAL_66, GENERAL_F2, GENERAL_F3 -> new int[] {general, general};
      case GENERAL_FROM_8 -> new int[] {general, 1};
      case GENERAL_FROM_16 -> new int[] {general, 2};
      case QUAD_FROM_32 -> new int[] {8, 4};
      case PACKED, PACKED_66 -> new int[] {116, 116};
      case SCALAR, SCALAR_66, SCALAR_TO_OTHER -> new int[] {scalar, scalar};
      case ROUND_SINGLE -> new int[] {104, 104};
      case ROUND_DOUBLE -> new int[] {108, 108};
      case XMM_FROM_GENERAL, XMM_FROM_INT_F3, XMM_FROM_INT_F2 -> new int[] {116, general};
      case GENERAL_FROM_XMM -> new int[] {116, general};
      case INT_FROM_XMM_F3 -> new int[] {general, 104};
      case INT_FROM_XMM_F2 -> new int[] {general, 108};
    };
  }

  static String mnemonic(X64Op op, boolean wide, int condition) {
    String name = op.mnemonic;
    return switch (op.size) {
      case SCALAR, SCALAR_66 -> name + (wide ? "d" : "s");
      case SCALAR_TO_OTHER -> (op.isVex ? "v" : "") + (wide ? "cvtsd2ss" : "cvtss2sd");
      case XMM_FROM_GENERAL, GENERAL_FROM_XMM -> name + (wide ? "q" : "d");
      default ->
          op.form == X64Op.Form.RM_CC || op.form == X64Op.Form.M_CC
              ? name + CONDITIONS[condition]
              : name;
    };
  }

  static String reg(int reg, int width) {
    if (width > 100) {
      return "xmm" + (reg & 15);
    }
    if (reg >= 8) {
      return "r" + reg + (width == 8 ? "" : width == 4 ? "d" : width == 2 ? "w" : "b");
    }
    return switch (width) {
      case 1 -> BYTES[reg];
      case 2 -> LOW[reg];
      case 4 -> "e" + LOW[reg];
      default -> "r" + LOW[reg];
    };
  }

  static String mem(X64Op op, int width, int base, int index, int scaleLog2, int disp) {
    String size =
        switch (width % 100) {
          case 1 -> "BYTE PTR ";
          case 2 -> "WORD PTR ";
          case 4 -> "DWORD PTR ";
          case 8 -> "QWORD PTR ";
          default -> "XMMWORD PTR ";
        };
    StringBuilder text = new StringBuilder(op == X64Op.LEA_RM ? "" : size);
    if (base == Assembler.NONE && index == Assembler.NONE) {
      return text + "ds:0x" + Long.toHexString(disp);
    }
    text.append('[');
    if (base >= 0) {
      text.append(reg(base, 8));
    }
    if (index >= 0) {
      text.append(base >= 0 ? "+" : "").append(reg(index, 8)).append('*').append(1 << scaleLog2);
    }
    if (disp != 0 || base < 0 || (base & 7) == 5) {
      text.append(disp < 0 ? "-0x" : "+0x").append(Long.toHexString(Math.abs((long) disp)));
    }
    return text.append(']').toString();
  }

  /** An immediate as it acts on an operand: sign-extended to its width. */
  static String imm(X64Op op, long imm, int width) {
    boolean isCount =
        switch (op.mnemonic) {
          case "rol", "ror", "shl", "shr", "sar", "bt", "rorx", "ret" -> true;
          case "roundss", "roundsd", "vroundss", "vroundsd" -> true;
          default -> false;
        };
    long mask = isCount || width == 1 ? 0xFF : width == 2 ? 0xFFFF : width == 4 ? 0xFFFFFFFFL : -1L;
    if (op.mnemonic.equals("ret")) {
      mask = 0xFFFF;
    }
    return "0x" + Long.toHexString(imm & mask);
  }
}
