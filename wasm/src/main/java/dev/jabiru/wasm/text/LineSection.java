// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.FunctionBody;
import dev.jabiru.wasm.Module;
import java.nio.charset.StandardCharsets;

/**
 * Writes the custom section {@code .debug_line} of a module that has been assembled from text: from
 * which line each instruction comes, as a line program of DWARF 4 with one sequence.
 */
final class LineSection {
  private static final String NAME = ".debug_line";
  private static final int VERSION = 4;

  /** The standard opcodes, and how many operands each has; there are no others. */
  private static final int[] OPERAND_COUNTS = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};

  private static final int DW_LNS_COPY = 1;
  private static final int DW_LNS_ADVANCE_PC = 2;
  private static final int DW_LNS_ADVANCE_LINE = 3;
  private static final int EXTENDED = 0;
  private static final int DW_LNE_END_SEQUENCE = 1;
  private static final int DW_LNE_SET_ADDRESS = 2;
  private static final int ADDRESS_BYTES = 4;

  private final ByteBuilder program = new ByteBuilder();
  private int address;
  private int line = 1;

  private LineSection() {}

  /** {@return the section of a module that has bodies, with its id in front} */
  static byte[] of(Module module, SourceMap sources, String file) {
    LineSection section = new LineSection();
    section.program(module, sources);
    ByteBuilder unit = new ByteBuilder();
    unit.littleEndian(VERSION, 2);
    byte[] header = header(file);
    unit.littleEndian(header.length, 4);
    unit.raw(header);
    unit.append(section.program);
    ByteBuilder content = new ByteBuilder();
    content.name(NAME);
    content.littleEndian(unit.size(), 4);
    content.append(unit);
    ByteBuilder all = new ByteBuilder();
    all.u8(0); // a custom section
    all.vector(content.toByteArray());
    return all.toByteArray();
  }

  private static byte[] header(String file) {
    ByteBuilder header = new ByteBuilder();
    header.u8(1); // the least length of an instruction
    header.u8(1); // operations in an instruction
    header.u8(1); // rows are statements
    header.u8(0); // of opcodes that are not used: the least step of lines
    header.u8(1); // and how many there are
    header.u8(1 + OPERAND_COUNTS.length);
    for (int count : OPERAND_COUNTS) {
      header.u8(count);
    }
    header.u8(0); // no directories
    header.raw(file.replace('\0', '?').getBytes(StandardCharsets.UTF_8));
    header.littleEndian(0, 4); // the name's end; directory, time, length
    header.u8(0); // no more files
    return header.toByteArray();
  }

  private void program(Module module, SourceMap sources) {
    int codeOffset = module.codeOffset().orElseThrow();
    int start = module.body(new DefinedFuncIndex(0)).offset();
    FunctionBody last = module.body(new DefinedFuncIndex(module.definedFuncCount() - 1));
    program.u8(EXTENDED);
    program.u8(1 + ADDRESS_BYTES);
    program.u8(DW_LNE_SET_ADDRESS);
    address = start - codeOffset;
    program.littleEndian(address, ADDRESS_BYTES);
    sources.forEachLine(start, last.endOffset(), (offset, at) -> row(offset - codeOffset, at));
    advance(last.endOffset() - codeOffset);
    program.u8(EXTENDED);
    program.u8(1);
    program.u8(DW_LNE_END_SEQUENCE);
  }

  private void row(int address, int line) {
    advance(address);
    program.u8(DW_LNS_ADVANCE_LINE);
    program.signed(line - this.line);
    this.line = line;
    program.u8(DW_LNS_COPY);
  }

  private void advance(int address) {
    program.u8(DW_LNS_ADVANCE_PC);
    program.u32(address - this.address);
    this.address = address;
  }
}
