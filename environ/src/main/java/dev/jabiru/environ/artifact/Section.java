// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Target;
import org.jspecify.annotations.Nullable;

/** The sections of an artifact, in their order in the file. Their names begin with a dot. */
enum Section {
  // spotless:off
  HEADER   ("jabiru",           Section.PROGBITS, null,       8),
  MODULES  ("jabiru.modules",   Section.PROGBITS, null,       1),
  CLASSES  ("jabiru.classes",   Section.PROGBITS, Target.JVM, 1),
  TEXT     ("text",             Section.PROGBITS, Target.X64, 64),
  FUNCTIONS("jabiru.functions", Section.PROGBITS, Target.X64, 4),
  TRAPS    ("jabiru.traps",     Section.PROGBITS, Target.X64, 4),
  LINES    ("jabiru.lines",     Section.PROGBITS, Target.X64, 4),
  INFO     ("debug_info",       Section.PROGBITS, Target.X64, 1),
  ABBREVS  ("debug_abbrev",     Section.PROGBITS, Target.X64, 1),
  DEBUG_LINES("debug_line",     Section.PROGBITS, Target.X64, 1),
  SYMBOLS  ("symtab",           Section.SYMTAB,   Target.X64, 8),
  STRINGS  ("strtab",           Section.STRTAB,   Target.X64, 1),
  NAMES    ("shstrtab",         Section.STRTAB,   null,       1);
  // spotless:on

  private static final int PROGBITS = 1;
  private static final int SYMTAB = 2;
  private static final int STRTAB = 3;

  private final String sectionName;
  private final int type;
  private final @Nullable Target target;
  private final int alignment;

  Section(String sectionName, int type, @Nullable Target target, int alignment) {
    this.sectionName = sectionName;
    this.type = type;
    this.target = target;
    this.alignment = alignment;
  }

  String sectionName() {
    return "." + sectionName;
  }

  /** {@return the {@code sh_type}} */
  int type() {
    return type;
  }

  /** {@return the target of the artifacts that have it, null if all have} */
  @Nullable Target target() {
    return target;
  }

  /** {@return whether only artifacts with debug information have it} */
  boolean isDebugInfo() {
    return sectionName.startsWith("debug_");
  }

  int alignment() {
    return alignment;
  }
}
