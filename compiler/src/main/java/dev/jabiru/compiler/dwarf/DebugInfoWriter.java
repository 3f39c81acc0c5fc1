// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.dwarf;

import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeDebugInfo;

/**
 * Writes the debug information of a text: for each module that has functions a {@link Unit}, which
 * hears of functions and of where their code comes from in the order of their places. Belongs to
 * one thread.
 */
public final class DebugInfoWriter {
  private static final int VERSION = 4;

  private static final int DW_TAG_COMPILE_UNIT = 0x11;
  private static final int DW_TAG_SUBPROGRAM = 0x2e;
  private static final int DW_AT_NAME = 0x03;
  private static final int DW_AT_STMT_LIST = 0x10;
  private static final int DW_AT_LOW_PC = 0x11;
  private static final int DW_AT_HIGH_PC = 0x12;
  private static final int DW_AT_LANGUAGE = 0x13;
  private static final int DW_AT_PRODUCER = 0x25;
  private static final int DW_FORM_ADDR = 0x01;
  private static final int DW_FORM_DATA2 = 0x05;
  private static final int DW_FORM_DATA4 = 0x06;
  private static final int DW_FORM_STRING = 0x08;
  private static final int DW_FORM_SEC_OFFSET = 0x17;

  /** An assembler's: the nearest that debuggers know to Wasm. */
  private static final int DW_LANG_MIPS_ASSEMBLER = 0x8001;

  private static final int UNIT = 1;
  private static final int FUNCTION = 2;

  // spotless:off  The entries: code, tag, whether it has children; then attributes and forms.
  private static final int[] ABBREVIATIONS = {
    UNIT, DW_TAG_COMPILE_UNIT, 1,
      DW_AT_PRODUCER,  DW_FORM_STRING,
      DW_AT_LANGUAGE,  DW_FORM_DATA2,
      DW_AT_NAME,      DW_FORM_STRING,
      DW_AT_STMT_LIST, DW_FORM_SEC_OFFSET,
      DW_AT_LOW_PC,    DW_FORM_ADDR,
      DW_AT_HIGH_PC,   DW_FORM_DATA4,
      0, 0,
    FUNCTION, DW_TAG_SUBPROGRAM, 0,
      DW_AT_NAME,      DW_FORM_STRING,
      DW_AT_LOW_PC,    DW_FORM_ADDR,
      DW_AT_HIGH_PC,   DW_FORM_DATA4,
      0, 0,
    0
  };
  // spotless:on

  private final String producer;
  private final DwarfOutput info = new DwarfOutput();
  private final DwarfOutput lines = new DwarfOutput();

  /**
   * A writer without modules.
   *
   * @param producer the name and version of the compiler
   */
  public DebugInfoWriter(String producer) {
    this.producer = producer;
  }

  /**
   * Begins a module; the one before has ended.
   *
   * @param sources its lines
   * @param start where its functions begin in the text
   * @param end where they end
   * @return what writes the module
   */
  public Unit unit(SourceLines sources, int start, int end) {
    return new Unit(sources, start, end);
  }

  /** {@return the debug information of all modules} */
  public NativeDebugInfo build() {
    DwarfOutput abbreviations = new DwarfOutput();
    for (int each : ABBREVIATIONS) {
      abbreviations.uleb(each);
    }
    return new NativeDebugInfo(info.finish(), abbreviations.finish(), lines.finish());
  }

  /** Writes a module. */
  public final class Unit {
    private final SourceLines sources;
    private final int end;
    private final int length;
    private final LineProgram program;

    // The function, and the last line of its code.
    private int bodyOffset;
    private int file;
    private int line;

    private Unit(SourceLines sources, int start, int end) {
      this.sources = sources;
      this.end = end;
      this.length = info.beginLength();
      info.u16(VERSION);
      info.u32(0); // where the abbreviations are
      info.u8(Long.BYTES);
      info.uleb(UNIT);
      info.string(producer);
      info.u16(DW_LANG_MIPS_ASSEMBLER);
      info.string(sources.files().getFirst());
      info.u32(lines.length());
      info.address(NativeCode.FILE_ADDRESS + start);
      info.u32(end - start);
      this.program = new LineProgram(lines, sources.files(), NativeCode.FILE_ADDRESS + start);
    }

    /**
     * Begins a function.
     *
     * @param name its name, as in the symbols
     * @param start where it begins
     * @param end where the next one begins
     * @param bodyOffset where it begins in the Wasm binary
     */
    public void function(String name, int start, int end, int bodyOffset) {
      info.uleb(FUNCTION);
      info.string(name);
      info.address(NativeCode.FILE_ADDRESS + start);
      info.u32(end - start);
      this.bodyOffset = bodyOffset;
      this.file = 0; // so that a row begins it
      line(start, bodyOffset);
    }

    /**
     * Says where code comes from.
     *
     * @param offset from which place on
     * @param wasmOffset the offset of the instruction, -1 for none
     */
    public void line(int offset, int wasmOffset) {
      int source = wasmOffset < 0 ? bodyOffset : wasmOffset;
      int row = sources.find(source);
      int itsFile = sources.file(row);
      int itsLine = sources.line(row, source);
      if (itsFile != file || itsLine != line) {
        file = itsFile;
        line = itsLine;
        program.row(NativeCode.FILE_ADDRESS + offset, file, line);
      }
    }

    /** Ends the module. */
    public void end() {
      info.u8(0); // no more functions
      info.endLength(length);
      program.end(NativeCode.FILE_ADDRESS + end);
    }
  }
}
