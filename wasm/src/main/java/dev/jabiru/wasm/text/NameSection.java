// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the name section: what the text calls the parts of the module. */
final class NameSection {
  private static final int MODULE = 0;
  private static final int FUNCS = 1;
  private static final int LOCALS = 2;
  private static final int TYPES = 4;
  private static final int TABLES = 5;
  private static final int MEMORIES = 6;
  private static final int GLOBALS = 7;
  private static final int ELEMS = 8;
  private static final int DATAS = 9;
  private static final int FIELDS = 10;
  private static final int TAGS = 11;

  private final ByteBuilder out = new ByteBuilder();

  private NameSection() {}

  /** The contents of the section; empty if nothing has a name. */
  static byte[] write(@Nullable String moduleName, ModuleScope scope) {
    NameSection section = new NameSection();
    if (moduleName != null) {
      ByteBuilder name = new ByteBuilder();
      name.name(moduleName);
      section.subsection(MODULE, name);
    }
    section.names(FUNCS, scope.funcs);
    section.indirectNames(LOCALS, scope.locals);
    section.names(TYPES, scope.types);
    section.names(TABLES, scope.tables);
    section.names(MEMORIES, scope.memories);
    section.names(GLOBALS, scope.globals);
    section.names(ELEMS, scope.elems);
    section.names(DATAS, scope.datas);
    section.indirectNames(FIELDS, scope.fields);
    section.names(TAGS, scope.tags);
    return section.out.toByteArray();
  }

  private void subsection(int id, ByteBuilder contents) {
    out.u8(id);
    out.u32(contents.size());
    out.append(contents);
  }

  private void names(int id, IndexSpace space) {
    if (space.hasNames()) {
      ByteBuilder contents = new ByteBuilder();
      nameMap(space, contents);
      subsection(id, contents);
    }
  }

  private void indirectNames(int id, Map<Integer, IndexSpace> spaces) {
    ByteBuilder entries = new ByteBuilder();
    int count = 0;
    for (Map.Entry<Integer, IndexSpace> entry : spaces.entrySet()) {
      if (entry.getValue().hasNames()) {
        entries.u32(entry.getKey());
        nameMap(entry.getValue(), entries);
        count++;
      }
    }
    if (count > 0) {
      ByteBuilder contents = new ByteBuilder();
      contents.u32(count);
      contents.append(entries);
      subsection(id, contents);
    }
  }

  private static void nameMap(IndexSpace space, ByteBuilder contents) {
    ByteBuilder entries = new ByteBuilder();
    int count = 0;
    for (int i = 0; i < space.size(); i++) {
      String name = space.name(i);
      if (name != null) {
        entries.u32(i);
        entries.name(name);
        count++;
      }
    }
    contents.u32(count);
    contents.append(entries);
  }
}
