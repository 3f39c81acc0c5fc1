// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.dwarf;

import dev.jabiru.compiler.dwarf.DwarfInput.Unreadable;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.FunctionBody;
import dev.jabiru.wasm.Module;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the line programs in the section {@code .debug_line} of a module, of DWARF 2 to 5. Addresses
 * in there count from where the content of the code section begins.
 *
 * <p>Linkers leave the programs of functions that they have dropped, at addresses where there is no
 * function: these are left out.
 */
final class LineSectionReader {
  private static final int FIRST_VERSION = 2;
  private static final int LAST_VERSION = 5;
  private static final int OPERATIONS_VERSION = 4;

  /** The number 0, where files are numbered from 1. */
  private static final int NO_FILE = -1;

  private static final int EXTENDED = 0;
  private static final int DW_LNS_COPY = 1;
  private static final int DW_LNS_ADVANCE_PC = 2;
  private static final int DW_LNS_ADVANCE_LINE = 3;
  private static final int DW_LNS_SET_FILE = 4;
  private static final int DW_LNS_CONST_ADD_PC = 8;
  private static final int DW_LNS_FIXED_ADVANCE_PC = 9;
  private static final int DW_LNE_END_SEQUENCE = 1;
  private static final int DW_LNE_SET_ADDRESS = 2;
  private static final int DW_LNE_DEFINE_FILE = 3;
  private static final int DW_LNCT_PATH = 1;
  private static final int DW_LNCT_DIRECTORY_INDEX = 2;

  private final Module module;
  private final int codeOffset;
  private final Map<Long, String> unitFolders;
  private final SourceRows rows = new SourceRows();

  // The unit: its folders, its files by their numbers in it, and what its header says.
  private List<String> folders = new ArrayList<>();
  private List<Integer> files = new ArrayList<>();
  private int[] operandCounts = new int[0];
  private int leastLength;
  private int lineBase;
  private int lineRange;

  private LineSectionReader(Module module) {
    this.module = module;
    this.codeOffset = module.codeOffset().orElseThrow();
    this.unitFolders = UnitFolders.of(module);
  }

  /** {@return the rows of a module, none if it has no such section} */
  static SourceRows read(Module module) {
    DwarfInput in = DwarfInput.of(module, ".debug_line");
    if (in.isAtEnd() || module.definedFuncCount() == 0) {
      return new SourceRows();
    }
    LineSectionReader reader = new LineSectionReader(module);
    try {
      while (!in.isAtEnd()) {
        int start = in.offset();
        DwarfInput unit = in.take(in.u31());
        try {
          reader.unit(unit, start);
        } catch (Unreadable e) {
          reader.rows.dropSequence(); // the next unit may be better
        }
      }
    } catch (Unreadable e) {
      // What has been read is of use.
    }
    reader.rows.sort();
    return reader.rows;
  }

  // ---- Headers ------------------------------------------------------------------------------

  private void unit(DwarfInput in, long start) {
    int version = in.u16();
    if (version < FIRST_VERSION || version > LAST_VERSION) {
      throw new Unreadable();
    }
    if (version == LAST_VERSION) {
      in.u16(); // bytes of an address, and of a segment selector
    }
    long program = in.u31() + (long) in.offset();
    leastLength = in.u8();
    if (version >= OPERATIONS_VERSION) {
      in.u8(); // operations in an instruction
    }
    in.u8(); // whether rows are statements
    lineBase = (byte) in.u8();
    lineRange = in.u8();
    operandCounts = new int[Math.max(1, in.u8())];
    for (int i = 1; i < operandCounts.length; i++) {
      operandCounts[i] = in.u8();
    }
    if (lineRange == 0) {
      throw new Unreadable();
    }
    folders = new ArrayList<>();
    files = new ArrayList<>();
    if (version == LAST_VERSION) {
      entries(in, false);
      entries(in, true);
    } else {
      names(in, unitFolders.getOrDefault(start, ""));
    }
    in.moveTo(program);
    while (!in.isAtEnd()) {
      sequence(in);
    }
  }

  /** Up to version 4: folders, of which number 0 is the unit's, then files, numbered from 1. */
  private void names(DwarfInput in, String unitFolder) {
    folders.add(unitFolder);
    for (String name = in.string(); !name.isEmpty(); name = in.string()) {
      folders.add(join(unitFolder, name));
    }
    files.add(NO_FILE);
    for (String name = in.string(); !name.isEmpty(); name = in.string()) {
      addFile(name, in.uleb());
      in.uleb(); // time
      in.uleb(); // length
    }
  }

  /** Version 5: folders or files, numbered from 0, with a list of what is known of each. */
  private void entries(DwarfInput in, boolean areFiles) {
    int count = in.u8();
    long[] contents = new long[count];
    int[] forms = new int[count];
    for (int i = 0; i < count; i++) {
      contents[i] = in.uleb();
      forms[i] = (int) in.uleb();
    }
    for (long left = in.uleb(); left > 0; left--) {
      int before = in.offset();
      String name = "";
      long folder = 0;
      for (int i = 0; i < count; i++) {
        if (contents[i] == DW_LNCT_PATH) {
          name = in.string(forms[i], module);
        } else {
          long number = in.number(forms[i]);
          folder = contents[i] == DW_LNCT_DIRECTORY_INDEX ? number : folder;
        }
      }
      if (in.offset() == before) {
        throw new Unreadable(); // so many of nothing
      }
      if (areFiles) {
        addFile(name, folder);
      } else {
        folders.add(folders.isEmpty() ? name : join(folders.getFirst(), name));
      }
    }
  }

  private void addFile(String name, long folder) {
    String in = folder >= 0 && folder < folders.size() ? folders.get((int) folder) : "";
    files.add(rows.fileNumber(join(in, name)));
  }

  private static String join(String folder, String name) {
    boolean isWhole = folder.isEmpty() || name.startsWith("/") || name.startsWith("\\", 2);
    return isWhole ? name : folder.endsWith("/") ? folder + name : folder + "/" + name;
  }

  // ---- Programs -----------------------------------------------------------------------------

  /** Runs the program up to the end of a sequence. */
  private void sequence(DwarfInput in) {
    long address = 0;
    int file = 1;
    long line = 1;
    int first = -1;
    while (!in.isAtEnd()) {
      int opcode = in.u8();
      boolean isRow = false;
      if (opcode >= operandCounts.length) {
        int special = opcode - operandCounts.length;
        address += (long) leastLength * (special / lineRange);
        line += lineBase + special % lineRange;
        isRow = true;
      } else {
        switch (opcode) {
          case EXTENDED -> {
            DwarfInput extended = in.take((int) Math.min(in.uleb(), Integer.MAX_VALUE));
            switch (extended.u8()) {
              case DW_LNE_END_SEQUENCE -> {
                rows.endSequence(wasmOffset(address), first >= 0 && isCode(first));
                return;
              }
              case DW_LNE_SET_ADDRESS -> address = extended.u32();
              case DW_LNE_DEFINE_FILE -> addFile(extended.string(), extended.uleb());
              default -> {} // discriminators and the like
            }
          }
          case DW_LNS_COPY -> isRow = true;
          case DW_LNS_ADVANCE_PC -> address += leastLength * in.uleb();
          case DW_LNS_ADVANCE_LINE -> line += in.sleb();
          case DW_LNS_SET_FILE -> file = (int) Math.min(in.uleb(), Integer.MAX_VALUE);
          case DW_LNS_CONST_ADD_PC ->
              address += (long) leastLength * ((255 - operandCounts.length) / lineRange);
          case DW_LNS_FIXED_ADVANCE_PC -> address += in.u16();
          default -> {
            for (int i = 0; i < operandCounts[opcode]; i++) {
              in.uleb();
            }
          }
        }
      }
      if (isRow) {
        int offset = wasmOffset(address);
        first = first < 0 ? offset : first;
        if (file >= files.size()
            || files.get(file) == NO_FILE
            || line < 0
            || line > Integer.MAX_VALUE) {
          throw new Unreadable();
        }
        rows.add(offset, files.get(file), (int) line);
      }
    }
    rows.dropSequence();
  }

  private int wasmOffset(long address) {
    if (address < 0 || address > module.bytes().length) {
      return Integer.MAX_VALUE; // of a function that the linker has dropped
    }
    return codeOffset + (int) address;
  }

  /** {@return whether there is a function's body at an offset} */
  private boolean isCode(int offset) {
    int low = 0;
    int high = module.definedFuncCount() - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      FunctionBody body = module.body(new DefinedFuncIndex(middle));
      if (offset < body.offset()) {
        high = middle - 1;
      } else if (offset >= body.endOffset()) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }
}
