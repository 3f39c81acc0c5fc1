// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeDebugInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks an artifact from its front on and takes it apart. */
final class ArtifactReader {
  private final Bytes file;
  private final ByteBuffer header;
  private final Set<Target> targets;
  private final Tunables tunables;

  /** What has been read: nothing is looked at that could change afterwards. */
  private final Map<Section, Bytes> inMemory = new LinkedHashMap<>();

  private ArtifactReader(Bytes file, ByteBuffer header, Set<Target> targets, Tunables tunables) {
    this.file = file;
    this.header = header;
    this.targets = targets;
    this.tunables = tunables;
  }

  /** Checks the header: magic, version, length and checksum, in the order of what they tell. */
  static ArtifactReader open(Bytes file) {
    if (!ArtifactFile.isElf(ArtifactFile.firstBytes(file))) {
      throw new ArtifactException("not a Jabiru artifact: it does not begin like an ELF file");
    }
    int from = ElfLayout.HEADER_OFFSET;
    if (file.length() < from + ArtifactFile.SECTION_CHECKSUMS) {
      throw new ArtifactException("truncated artifact: " + file.length() + " bytes");
    }
    byte[] fixed = file.slice(from, from + ArtifactFile.SECTION_CHECKSUMS).toArray();
    if (!ArtifactFile.startsWith(fixed, ArtifactFile.MAGIC)) {
      throw new ArtifactException("not a Jabiru artifact, but another ELF file");
    }
    ByteBuffer header = littleEndian(fixed);
    int version = header.getInt(ArtifactFile.VERSION);
    if (version != ArtifactFile.FORMAT_VERSION) {
      throw new ArtifactException(
          "artifact of format version "
              + Integer.toUnsignedString(version)
              + "; this version of Jabiru runs format version "
              + ArtifactFile.FORMAT_VERSION
              + ": compile the module again");
    }
    long length = header.getLong(ArtifactFile.FILE_BYTES);
    if (length != file.length()) {
      throw new ArtifactException(
          (Long.compareUnsigned(length, file.length()) > 0 ? "truncated" : "damaged")
              + " artifact: "
              + Long.toUnsignedString(length)
              + " bytes declared, "
              + file.length()
              + " bytes found");
    }
    int bytes = header.getInt(ArtifactFile.HEADER_BYTES);
    if (bytes < ArtifactFile.SECTION_CHECKSUMS || bytes > file.length() - from) {
      throw damaged("a header of " + bytes + " bytes");
    }
    Bytes all = file.slice(from, from + bytes).inMemory();
    if (all.slice(ArtifactFile.FILE_BYTES, bytes).checksum()
        != header.getInt(ArtifactFile.CHECKSUM)) {
      throw damaged("the checksum of the header does not match");
    }
    header = littleEndian(all.toArray());
    return new ArtifactReader(
        file,
        header,
        Contents.targets(header.get(ArtifactFile.TARGETS) & 0xff),
        Contents.tunables(
            header.get(ArtifactFile.TUNABLES) & 0xff, header.getShort(ArtifactFile.CPU) & 0xffff));
  }

  Set<Target> targets() {
    return targets;
  }

  CompilationArtifacts read() {
    ElfLayout layout = layout();
    List<Section> sections = layout.sections();
    checkGaps(layout);
    int checksums = sections.size() - 1;
    int restOffset = ArtifactFile.SECTION_CHECKSUMS + 4 * checksums;
    if (restOffset > header.limit()) {
      throw damaged("a header that does not fit the targets");
    }
    int textChecksum = 0;
    for (int i = 0; i < checksums; i++) {
      Section section = sections.get(i + 1);
      int expected = header.getInt(ArtifactFile.SECTION_CHECKSUMS + 4 * i);
      if (section == Section.TEXT) {
        textChecksum = expected;
      } else if (bytes(layout, section).checksum() != expected) {
        throw damaged("the checksum of " + section.sectionName() + " does not match");
      }
    }
    ArtifactInput in =
        new ArtifactInput(
            Bytes.of(header.array(), restOffset, header.limit()),
            ElfLayout.HEADER_OFFSET + restOffset);
    String compiler = in.string();
    Optional<NativeCode> code =
        targets.contains(Target.X64)
            ? Optional.of(readCode(in, layout, textChecksum))
            : Optional.empty();
    in.end();
    List<ModuleArtifact> modules = Contents.readModules(input(layout, Section.MODULES));
    if (targets.contains(Target.JVM)) {
      modules = Contents.readClasses(input(layout, Section.CLASSES), modules);
      if (modules.isEmpty()) {
        throw damaged("classes, but no modules");
      }
    }
    return new CompilationArtifacts(compiler, tunables, modules, code);
  }

  /** Takes the sizes of sections from their table, and nothing else: all else follows. */
  ElfLayout layout() {
    List<Section> sections = ElfLayout.sectionsOf(targets, tunables.debugInfo());
    long start = file.length() - (1L + sections.size()) * ElfLayout.SECTION_HEADER_BYTES;
    if (start < ElfLayout.HEADER_OFFSET) {
      throw damaged("no room for the table of sections");
    }
    ByteBuffer table = littleEndian(file.slice((int) start, file.length()).toArray());
    Map<Section, Integer> sizes = new LinkedHashMap<>();
    for (int i = 0; i < sections.size(); i++) {
      long size = table.getLong((1 + i) * ElfLayout.SECTION_HEADER_BYTES + ElfLayout.SIZE_FIELD);
      if (size < 0 || size > file.length()) {
        throw damaged("a section of " + Long.toUnsignedString(size) + " bytes");
      }
      sizes.put(sections.get(i), (int) size);
    }
    ElfLayout layout;
    try {
      layout = new ElfLayout(targets, tunables.debugInfo(), sizes);
    } catch (ArithmeticException e) {
      throw damaged("sections larger than a file can be");
    }
    byte[] expectedFront = layout.front();
    byte[] expectedTable = layout.table();
    if (layout.fileBytes() != file.length()
        || layout.size(Section.HEADER) != header.limit()
        || !Arrays.equals(expectedFront, file.slice(0, expectedFront.length).toArray())
        || !Arrays.equals(expectedTable, table.array())
        || ArtifactFile.checksum(expectedFront, expectedTable)
            != header.getInt(ArtifactFile.ELF_CHECKSUM)
        || !ElfLayout.names(sections).equals(bytes(layout, Section.NAMES))) {
      throw damaged("the ELF headers are not those of its sections");
    }
    return layout;
  }

  /** Between sections there are zeros. */
  private void checkGaps(ElfLayout layout) {
    int end = ElfLayout.HEADER_OFFSET;
    for (Section section : layout.sections()) {
      checkZeros(end, layout.offset(section));
      end = layout.offset(section) + layout.size(section);
    }
    checkZeros(end, layout.tableOffset());
  }

  private void checkZeros(int from, int to) {
    byte[] gap = file.slice(from, to).toArray();
    for (int i = 0; i < gap.length; i++) {
      if (gap[i] != 0) {
        throw damaged("a byte between sections, at byte " + (from + i));
      }
    }
  }

  private NativeCode readCode(ArtifactInput in, ElfLayout layout, int textChecksum) {
    int count = in.count();
    List<Integer> stubs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stubs.add(in.varint());
    }
    try {
      return new NativeCode(
          slice(layout, Section.TEXT),
          textChecksum,
          stubs,
          bytes(layout, Section.FUNCTIONS),
          bytes(layout, Section.TRAPS),
          bytes(layout, Section.LINES),
          debugInfo(layout));
    } catch (IllegalArgumentException e) {
      throw new ArtifactException("damaged artifact: " + e.getMessage(), e);
    }
  }

  private Optional<NativeDebugInfo> debugInfo(ElfLayout layout) {
    return tunables.debugInfo()
        ? Optional.of(
            new NativeDebugInfo(
                bytes(layout, Section.INFO),
                bytes(layout, Section.ABBREVS),
                bytes(layout, Section.DEBUG_LINES)))
        : Optional.empty();
  }

  /** {@return a section, in memory} */
  private Bytes bytes(ElfLayout layout, Section section) {
    Bytes bytes = inMemory.get(section);
    if (bytes == null) {
      bytes = slice(layout, section).inMemory();
      inMemory.put(section, bytes);
    }
    return bytes;
  }

  private Bytes slice(ElfLayout layout, Section section) {
    int from = layout.offset(section);
    return file.slice(from, from + layout.size(section));
  }

  private ArtifactInput input(ElfLayout layout, Section section) {
    return new ArtifactInput(bytes(layout, section), layout.offset(section));
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ArtifactException damaged(String what) {
    return new ArtifactException("damaged artifact: " + what);
  }
}
