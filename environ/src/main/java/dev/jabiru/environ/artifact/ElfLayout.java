// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.x64.NativeCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where everything is in an artifact, which follows from its targets and the sizes of its sections:
 * so a reader can make the ELF structures again, and compares instead of interpreting.
 *
 * <p>Immutable.
 */
final class ElfLayout {
  static final int ELF_HEADER_BYTES = 64;
  static final int PROGRAM_HEADER_BYTES = 56;
  static final int SECTION_HEADER_BYTES = 64;
  static final int SYMBOL_BYTES = 24;

  /** Where the size is in the header of a section. */
  static final int SIZE_FIELD = 32;

  /** Where the first section is. */
  static final int HEADER_OFFSET = ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES;

  static final int MACHINE_OFFSET = 18;

  /** Where the size of the text is, if there is any. */
  static final int TEXT_BYTES_OFFSET = ELF_HEADER_BYTES + 32;

  static final byte[] ELF_MAGIC = {0x7f, 'E', 'L', 'F'};

  private static final byte CLASS_64 = 2;
  private static final byte LITTLE_ENDIAN = 1;
  private static final byte CURRENT = 1;
  private static final short TYPE_DYN = 3;
  static final short MACHINE_NONE = 0;
  private static final short MACHINE_X86_64 = 62;
  private static final int PT_LOAD = 1;
  private static final int READ_AND_EXECUTE = 5;
  private static final long ALLOCATED_AND_EXECUTED = 6;

  private final boolean isNative;
  private final List<Section> sections;
  private final Map<Section, Integer> offsets = new LinkedHashMap<>();
  private final Map<Section, Integer> sizes;
  private final int tableOffset;

  /**
   * Lays sections out.
   *
   * @param targets what the artifact is for
   * @param debugInfo whether it has debug information
   * @param sizes how many bytes each section has that an artifact for these has
   * @throws ArithmeticException if a file cannot be that large
   */
  ElfLayout(Set<Target> targets, boolean debugInfo, Map<Section, Integer> sizes) {
    this.isNative = targets.contains(Target.X64);
    this.sections = sectionsOf(targets, debugInfo);
    this.sizes = sizes;
    int end = HEADER_OFFSET;
    for (Section section : sections) {
      int offset = align(end, section.alignment());
      offsets.put(section, offset);
      end = Math.addExact(offset, size(section));
    }
    this.tableOffset = align(end, Long.BYTES);
    Math.addExact(tableOffset, tableBytes());
  }

  private static int align(int offset, int alignment) {
    return Math.addExact(offset, alignment - 1) & -alignment;
  }

  /** {@return the sections of an artifact for some targets, in order} */
  static List<Section> sectionsOf(Set<Target> targets, boolean debugInfo) {
    List<Section> sections = new ArrayList<>();
    for (Section section : Section.values()) {
      Target target = section.target();
      if ((target == null || targets.contains(target)) && (debugInfo || !section.isDebugInfo())) {
        sections.add(section);
      }
    }
    return sections;
  }

  /** {@return the bytes of the section that names the sections} */
  static Bytes names(List<Section> sections) {
    StringBuilder names = new StringBuilder("\0");
    for (Section section : sections) {
      names.append(section.sectionName()).append('\0');
    }
    return Bytes.of(names.toString().getBytes(StandardCharsets.US_ASCII));
  }

  List<Section> sections() {
    return sections;
  }

  int offset(Section section) {
    return offsets.getOrDefault(section, 0);
  }

  int size(Section section) {
    return sizes.getOrDefault(section, 0);
  }

  int tableOffset() {
    return tableOffset;
  }

  /** The table begins with an entry that stands for no section. */
  private int tableBytes() {
    return (1 + sections.size()) * SECTION_HEADER_BYTES;
  }

  int fileBytes() {
    return tableOffset + tableBytes();
  }

  /** {@return what is before the first section} */
  byte[] front() {
    ByteBuffer out = ByteBuffer.allocate(HEADER_OFFSET).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ELF_MAGIC).put(CLASS_64).put(LITTLE_ENDIAN).put(CURRENT).position(16);
    out.putShort(TYPE_DYN).putShort(isNative ? MACHINE_X86_64 : MACHINE_NONE).putInt(CURRENT);
    out.putLong(0).putLong(ELF_HEADER_BYTES).putLong(tableOffset).putInt(0);
    out.putShort((short) ELF_HEADER_BYTES).putShort((short) PROGRAM_HEADER_BYTES);
    out.putShort((short) 1).putShort((short) SECTION_HEADER_BYTES);
    out.putShort((short) (1 + sections.size())).putShort((short) sections.size());
    if (isNative) {
      long size = size(Section.TEXT);
      out.putInt(PT_LOAD).putInt(READ_AND_EXECUTE).putLong(offset(Section.TEXT));
      out.putLong(NativeCode.FILE_ADDRESS).putLong(NativeCode.FILE_ADDRESS);
      // An address has to be what the offset is, modulo this.
      out.putLong(size).putLong(size).putLong(Section.TEXT.alignment());
    }
    return out.array();
  }

  /** {@return the table of sections} */
  byte[] table() {
    ByteBuffer out = ByteBuffer.allocate(tableBytes()).order(ByteOrder.LITTLE_ENDIAN);
    out.position(SECTION_HEADER_BYTES);
    int name = 1;
    for (Section section : sections) {
      boolean isText = section == Section.TEXT;
      boolean isSymbols = section == Section.SYMBOLS;
      out.putInt(name).putInt(section.type());
      out.putLong(isText ? ALLOCATED_AND_EXECUTED : 0)
          .putLong(isText ? NativeCode.FILE_ADDRESS : 0);
      out.putLong(offset(section)).putLong(size(section));
      out.putInt(isSymbols ? 1 + sections.indexOf(Section.STRINGS) : 0);
      out.putInt(isSymbols ? size(section) / SYMBOL_BYTES : 0); // all symbols are local
      out.putLong(section.alignment()).putLong(isSymbols ? SYMBOL_BYTES : 0);
      name += section.sectionName().length() + 1;
    }
    return out.array();
  }
}
