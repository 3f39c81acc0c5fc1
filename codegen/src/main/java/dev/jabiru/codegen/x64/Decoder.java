// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads instructions that {@link Assembler} has written, one after the other, by the rows of {@link
 * X64Op}: the first row with the same prefixes, map, opcode, digit and kind of r/m, and there is
 * only one. What no row describes is no instruction, even where a processor knows it.
 *
 * <p>Belongs to one thread.
 */
final class Decoder {
  /** A row, in the size that an instruction has. */
  private record Row(X64Op op, boolean wide) {}

  private static final int MAPS = 4;

  /** The rows by VEX, map and opcode, whose low bits may hold a register or a condition. */
  private static final List<List<Row>> ROWS = rows();

  private final byte[] code;
  private final int end;
  private int at;

  // The instruction that is being read. Bits 3 of registers are in rex, with VEX as well.
  private int prefix;
  private int rex;
  private boolean hasRex;
  private boolean isLocked;
  private boolean isVex;
  private int map;
  private int vvvv;
  private boolean isOver;

  /**
   * A decoder of a part of some code.
   *
   * @param from where it begins
   * @param end where it ends
   */
  Decoder(byte[] code, int from, int end) {
    this.code = code;
    this.at = from;
    this.end = end;
  }

  private static List<List<Row>> rows() {
    List<List<Row>> rows = new ArrayList<>();
    for (int i = 0; i < 2 * MAPS << 8; i++) {
      rows.add(new ArrayList<>());
    }
    for (X64Op op : X64Op.values()) {
      int held = op.form == X64Op.Form.O ? 8 : op.form.hasCondition() ? 16 : 1;
      for (int i = 0; i < held; i++) {
        List<Row> list = rows.get(key(op.isVex, op.map, op.opcode + i));
        list.add(new Row(op, false));
        if (op.size.isSized()) {
          list.add(new Row(op, true));
        }
      }
    }
    return rows;
  }

  private static int key(boolean isVex, int map, int opcode) {
    return (isVex ? MAPS : 0) + map << 8 | opcode;
  }

  /** {@return where the next instruction begins} */
  int offset() {
    return at;
  }

  /** Goes on elsewhere. */
  void moveTo(int offset) {
    at = offset;
  }

  /** Reads an instruction and goes behind it; or stays, and returns null, if there is none. */
  @Nullable X64Inst next() {
    int start = at;
    isOver = false;
    prefixes();
    int opcode = u8();
    for (Row row : ROWS.get(key(isVex, map, opcode))) {
      int operands = at;
      if (isPrefixOf(row)) {
        X64Inst inst = operands(row, opcode);
        if (inst != null && !isOver) {
          return inst;
        }
      }
      at = operands;
    }
    at = start;
    return null;
  }

  private boolean isPrefixOf(Row row) {
    X64Op.Size size = row.op.size;
    return size.prefix(row.wide) == prefix
        && size.w(row.wide) == ((rex & 8) != 0)
        && row.op.isLocked == isLocked;
  }

  private void prefixes() {
    prefix = 0;
    rex = 0;
    hasRex = false;
    vvvv = 0;
    map = 0;
    isLocked = peek() == 0xF0;
    if (isLocked) {
      at++;
    }
    int first = peek();
    isVex = first == 0xC4 || first == 0xC5;
    if (isVex) {
      vex();
      return;
    }
    if (first == 0x66 || first == 0xF2 || first == 0xF3) {
      prefix = u8();
    }
    if ((peek() & 0xF0) == 0x40) {
      rex = u8() & 15;
      hasRex = true;
    }
    if (peek() == 0x0F) {
      at++;
      int escape = peek();
      map = escape == 0x38 ? 2 : escape == 0x3A ? 3 : 1;
      at += map == 1 ? 0 : 1;
    }
  }

  private void vex() {
    boolean isLong = u8() == 0xC4;
    int second = u8();
    int last = isLong ? u8() : second;
    map = isLong ? second & 3 : 1;
    int inverted = ~second >> 5 & 7;
    rex = (isLong ? inverted | last >> 4 & 8 : inverted & 4);
    vvvv = ~last >> 3 & 15;
    prefix =
        switch (last & 3) {
          case 1 -> 0x66;
          case 2 -> 0xF3;
          case 3 -> 0xF2;
          default -> 0;
        };
    // Vectors of 256 bits, and maps beyond the manual's, are in no row.
    isOver |= (last & 4) != 0 || isLong && (second & 0x1C) != 0;
  }

  private @Nullable X64Inst operands(Row row, int opcode) {
    X64Op op = row.op;
    int condition = op.form.hasCondition() ? opcode & 15 : 0;
    int regClass = op.size.isRegXmm() ? Registers.XMM0 : 0;
    int reg = op.form == X64Op.Form.O ? opcode & 7 | (rex & 1) << 3 : 0;
    int v = vvvv + regClass;
    int rm = 0;
    X64Inst.Memory memory = null;
    if (op.form.hasModRm()) {
      int modRm = u8();
      boolean isRegister = modRm >= 0xC0;
      reg = modRm >> 3 & 7 | (rex & 4) << 1;
      if (isRegister ? !op.form.takesRegister() : !op.form.takesMemory()) {
        return null;
      }
      if (op.digit >= 0 && (modRm >> 3 & 7) != op.digit) {
        return null;
      }
      if (isRegister) {
        rm = (modRm & 7 | (rex & 1) << 3) + (op.size.isRmXmm() ? Registers.XMM0 : 0);
      } else {
        memory = memory(modRm);
      }
    } else if (op.digit >= 0 && u8() != (0xC0 | op.digit << 3)) {
      return null;
    }
    // Without REX the byte registers 4 to 7 are ah to bh, which are not used.
    if (!hasRex
        && (op.isRegByte() && op.digit < 0 && reg >= 4
            || op.isRmByte() && memory == null && rm >= 4)) {
      return null;
    }
    long imm = immediate(op.immBytes);
    return new X64Inst(op, row.wide, condition, reg + regClass, v, rm, memory, imm);
  }

  private X64Inst.Memory memory(int modRm) {
    int mod = modRm >> 6;
    int base = modRm & 7;
    int index = Assembler.NONE;
    int scale = 0;
    if (base == Registers.RSP) {
      int sib = u8();
      scale = sib >> 6;
      index = sib >> 3 & 7 | (rex & 2) << 2;
      base = sib & 7;
      if (index == Registers.RSP) {
        index = Assembler.NONE;
      }
      if (mod == 0 && base == Registers.RBP) {
        return new X64Inst.Memory(Assembler.NONE, index, scale, (int) immediate(4), true);
      }
    } else if (mod == 0 && base == Registers.RBP) {
      return new X64Inst.Memory(X64Inst.RIP, Assembler.NONE, 0, (int) immediate(4), true);
    }
    base |= (rex & 1) << 3;
    int disp = (int) immediate(mod == 0 ? 0 : mod == 1 ? 1 : 4);
    return new X64Inst.Memory(base, index, scale, disp, mod != 0);
  }

  /** A sign-extended number of so many bytes. */
  private long immediate(int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) u8() << 8 * i;
    }
    return bytes == 0 ? 0 : value << 64 - 8 * bytes >> 64 - 8 * bytes;
  }

  /** {@return the next byte without reading it; -1 at the end} */
  private int peek() {
    return at < end ? code[at] & 0xFF : -1;
  }

  private int u8() {
    if (at >= end) {
      isOver = true;
      return 0;
    }
    return code[at++] & 0xFF;
  }
}
