// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.dwarf;

import java.util.List;

/**
 * Writes the line program of a unit (DWARF 4, section 6.2): from which address on code comes from
 * which line. Most rows take one byte, which is what the choice of {@link #LINE_BASE} and {@link
 * #LINE_RANGE} is for.
 */
final class LineProgram {
  private static final int VERSION = 4;
  private static final int LINE_BASE = -3;
  private static final int LINE_RANGE = 14;

  /** The first opcode that stands for a row; those before it are standard. */
  private static final int OPCODE_BASE = 13;

  private static final int LAST_OPCODE = 255;

  /** How far {@code DW_LNS_const_add_pc} goes. */
  private static final int CONSTANT_STEP = (LAST_OPCODE - OPCODE_BASE) / LINE_RANGE;

  /** How many operands each standard opcode has. */
  private static final int[] OPERAND_COUNTS = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};

  private static final int DW_LNS_ADVANCE_PC = 2;
  private static final int DW_LNS_ADVANCE_LINE = 3;
  private static final int DW_LNS_SET_FILE = 4;
  private static final int DW_LNS_CONST_ADD_PC = 8;
  private static final int EXTENDED = 0;
  private static final int DW_LNE_END_SEQUENCE = 1;
  private static final int DW_LNE_SET_ADDRESS = 2;

  private final DwarfOutput out;
  private final int unit;
  private int address;
  private int file = 1;
  private int line = 1;

  /**
   * Begins a program.
   *
   * @param files the names of files, which are numbered from 1
   * @param start the first address
   */
  LineProgram(DwarfOutput out, List<String> files, int start) {
    this.out = out;
    this.unit = out.beginLength();
    out.u16(VERSION);
    int header = out.beginLength();
    out.u8(1); // the least length of an instruction
    out.u8(1); // operations in an instruction
    out.u8(1); // rows are statements
    out.u8(LINE_BASE);
    out.u8(LINE_RANGE);
    out.u8(OPCODE_BASE);
    for (int count : OPERAND_COUNTS) {
      out.u8(count);
    }
    out.u8(0); // no directories
    for (String name : files) {
      out.string(name);
      out.u8(0); // directory
      out.u8(0); // time
      out.u8(0); // length
    }
    out.u8(0);
    out.endLength(header);
    out.u8(EXTENDED);
    out.uleb(1 + Long.BYTES);
    out.u8(DW_LNE_SET_ADDRESS);
    out.address(start);
    this.address = start;
  }

  /**
   * Says that code from an address on comes from a line.
   *
   * @param address not less than the last one
   */
  void row(int address, int file, int line) {
    if (file != this.file) {
      out.u8(DW_LNS_SET_FILE);
      out.uleb(file);
      this.file = file;
    }
    int lines = line - this.line;
    if (lines < LINE_BASE || lines >= LINE_BASE + LINE_RANGE) {
      out.u8(DW_LNS_ADVANCE_LINE);
      out.sleb(lines);
      lines = 0;
    }
    int step = address - this.address;
    int most = (LAST_OPCODE - OPCODE_BASE - (lines - LINE_BASE)) / LINE_RANGE;
    if (step > most && step <= most + CONSTANT_STEP) {
      out.u8(DW_LNS_CONST_ADD_PC);
      step -= CONSTANT_STEP;
    } else if (step > most) {
      advance(step);
      step = 0;
    }
    out.u8(OPCODE_BASE + lines - LINE_BASE + LINE_RANGE * step);
    this.address = address;
    this.line = line;
  }

  private void advance(int step) {
    out.u8(DW_LNS_ADVANCE_PC);
    out.uleb(step);
  }

  /** Ends the program before an address. */
  void end(int end) {
    advance(end - address);
    out.u8(EXTENDED);
    out.uleb(1);
    out.u8(DW_LNE_END_SEQUENCE);
    out.endLength(unit);
  }
}
