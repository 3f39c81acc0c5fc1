// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.dwarf;

import dev.jabiru.compiler.dwarf.DwarfInput.Unreadable;
import dev.jabiru.wasm.Module;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the folder in which each unit of a module was compiled: what names of files in its line
 * program are relative to, up to DWARF 4. Of each unit it reads the first entry.
 */
final class UnitFolders {
  private static final int DW_AT_STMT_LIST = 0x10;
  private static final int DW_AT_COMP_DIR = 0x1b;
  private static final int DW_UT_TYPE = 0x02;
  private static final int DW_UT_SKELETON = 0x04;
  private static final int DW_FORM_IMPLICIT_CONST = 0x21;
  private static final int FIRST_VERSION = 2;
  private static final int LAST_VERSION = 5;

  private final Module module;

  /** The folders by where the line program is in its section. */
  private final Map<Long, String> folders = new HashMap<>();

  private UnitFolders(Module module) {
    this.module = module;
  }

  /** {@return the folders by the offsets of line programs; those that could be read} */
  static Map<Long, String> of(Module module) {
    UnitFolders reader = new UnitFolders(module);
    try {
      DwarfInput info = DwarfInput.of(module, ".debug_info");
      while (!info.isAtEnd()) {
        reader.unit(info.take(info.u31()));
      }
    } catch (Unreadable e) {
      // The names of its files stay relative.
    }
    return reader.folders;
  }

  private void unit(DwarfInput unit) {
    int version = unit.u16();
    if (version < FIRST_VERSION || version > LAST_VERSION) {
      return;
    }
    int abbreviations;
    if (version == LAST_VERSION) {
      int type = unit.u8();
      unit.u8(); // bytes of an address
      abbreviations = unit.u31();
      if (type >= DW_UT_TYPE) {
        unit.skip(type < DW_UT_SKELETON ? 12 : 8);
      }
    } else {
      abbreviations = unit.u31();
      unit.u8();
    }
    DwarfInput shape = DwarfInput.of(module, ".debug_abbrev").moveTo(abbreviations);
    if (findShape(shape, unit.uleb())) {
      entry(unit, shape);
    }
  }

  /** Goes to the attributes of an abbreviation. */
  private static boolean findShape(DwarfInput shape, long wanted) {
    for (long code = shape.uleb(); code != 0; code = shape.uleb()) {
      shape.uleb(); // tag
      shape.u8(); // whether there are children
      if (code == wanted) {
        return true;
      }
      for (long name = shape.uleb(), form = shape.uleb(); name != 0 || form != 0; ) {
        if (form == DW_FORM_IMPLICIT_CONST) {
          shape.sleb();
        }
        name = shape.uleb();
        form = shape.uleb();
      }
    }
    return false;
  }

  private void entry(DwarfInput unit, DwarfInput shape) {
    long program = -1;
    String folder = "";
    for (long name = shape.uleb(), form = shape.uleb(); name != 0 || form != 0; ) {
      if (form == DW_FORM_IMPLICIT_CONST) {
        shape.sleb();
      } else if (name == DW_AT_STMT_LIST) {
        program = unit.number((int) form);
      } else if (name == DW_AT_COMP_DIR) {
        folder = unit.string((int) form, module);
      } else {
        unit.number((int) form);
      }
      name = shape.uleb();
      form = shape.uleb();
    }
    folders.putIfAbsent(program, folder);
  }
}
