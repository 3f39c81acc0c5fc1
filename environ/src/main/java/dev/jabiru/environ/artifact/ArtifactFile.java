// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.x64.NativeCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Writes and reads the file format that the package page describes.
 *
 * <p>What {@link #read} accepts, {@link #write} reproduces byte for byte, names of symbols aside;
 * JARs, which {@link #read} takes as well, {@link ArtifactJar#write} makes. Reading allocates in
 * proportion to the file, whatever counts it declares; contents stay slices of the file.
 */
public final class ArtifactFile {
  /**
   * The version of the format; it covers what generated classes and machine code refer to as well.
   */
  public static final int FORMAT_VERSION = 6;

  static final byte[] MAGIC = {(byte) 0x8a, 'J', 'A', 'B', 'I', 'R', 'U', '\n'};

  // Where the fields of the header are in it.
  static final int VERSION = 8;
  static final int CHECKSUM = 12;
  static final int FILE_BYTES = 16;
  static final int HEADER_BYTES = 24;
  static final int ELF_CHECKSUM = 28;
  static final int TARGETS = 32;
  static final int TUNABLES = 33;
  static final int CPU = 34;
  static final int SECTION_CHECKSUMS = 36;

  private ArtifactFile() {}

  /**
   * {@return whether a file may be an artifact, as it is neither a module nor text}
   *
   * @param file the file, or its first bytes
   */
  public static boolean isArtifact(byte[] file) {
    return isElf(file) || JarEntries.isJar(file);
  }

  /**
   * {@return whether a file may be an artifact, by its first bytes}
   *
   * @param file the file
   */
  public static boolean isArtifact(Bytes file) {
    return isArtifact(firstBytes(file));
  }

  static boolean isElf(byte[] file) {
    return startsWith(file, ElfLayout.ELF_MAGIC);
  }

  /** As many bytes of a file as tell what it is. */
  static byte[] firstBytes(Bytes file) {
    return file.slice(0, Math.min(file.length(), ElfLayout.ELF_MAGIC.length)).toArray();
  }

  private static boolean isJar(Bytes file) {
    return JarEntries.isJar(firstBytes(file));
  }

  static boolean startsWith(byte[] file, byte[] wanted) {
    return file.length >= wanted.length
        && Arrays.equals(file, 0, wanted.length, wanted, 0, wanted.length);
  }

  /**
   * {@return the file that holds the artifacts}
   *
   * @param artifacts what to write
   * @throws ArtifactException if the skeleton of a module with machine code is no module
   */
  public static byte[] write(CompilationArtifacts artifacts) {
    Set<Target> targets = artifacts.targets();
    boolean debugInfo = artifacts.tunables().debugInfo();
    List<Section> sections = ElfLayout.sectionsOf(targets, debugInfo);
    List<Section> checked = sections.subList(1, sections.size());
    Map<Section, Bytes> contents = new LinkedHashMap<>();
    Map<Section, Integer> sizes = new LinkedHashMap<>();
    Bytes rest = Contents.header(artifacts);
    sizes.put(Section.HEADER, SECTION_CHECKSUMS + 4 * checked.size() + rest.length());
    contents.put(Section.MODULES, Contents.modules(artifacts.modules()));
    if (targets.contains(Target.JVM)) {
      contents.put(Section.CLASSES, Contents.classes(artifacts.modules()));
    }
    contents.put(Section.NAMES, ElfLayout.names(sections));
    artifacts
        .nativeCode()
        .ifPresent(code -> {
          contents.put(Section.TEXT, code.text());
          contents.put(Section.FUNCTIONS, code.functions());
          contents.put(Section.TRAPS, code.traps());
          contents.put(Section.LINES, code.lines());
          Symbols symbols = Symbols.of(artifacts.modules(), code);
          contents.put(Section.SYMBOLS, symbols.table(1 + sections.indexOf(Section.TEXT)));
          contents.put(Section.STRINGS, symbols.strings());
        });
    artifacts
        .nativeCode()
        .flatMap(NativeCode::debugInfo)
        .ifPresent(info -> {
          contents.put(Section.INFO, info.info());
          contents.put(Section.ABBREVS, info.abbreviations());
          contents.put(Section.DEBUG_LINES, info.lines());
        });
    contents.forEach((section, bytes) -> sizes.put(section, bytes.length()));
    ElfLayout layout = new ElfLayout(targets, debugInfo, sizes);
    byte[] file = new byte[layout.fileBytes()];
    byte[] front = layout.front();
    byte[] table = layout.table();
    System.arraycopy(front, 0, file, 0, front.length);
    System.arraycopy(table, 0, file, layout.tableOffset(), table.length);
    contents.forEach((section, bytes) -> bytes.copyTo(file, layout.offset(section)));

    ByteBuffer header = header(file, layout.size(Section.HEADER));
    header.put(0, MAGIC);
    header.putInt(VERSION, FORMAT_VERSION);
    header.putLong(FILE_BYTES, file.length);
    header.putInt(HEADER_BYTES, layout.size(Section.HEADER));
    header.putInt(ELF_CHECKSUM, checksum(front, table));
    header.put(TARGETS, (byte) Contents.bits(targets));
    header.put(TUNABLES, (byte) Contents.bits(artifacts.tunables()));
    header.putShort(CPU, (short) artifacts.tunables().cpu().bits());
    for (int i = 0; i < checked.size(); i++) {
      Section section = checked.get(i);
      Bytes bytes =
          Bytes.of(file)
              .slice(layout.offset(section), layout.offset(section) + layout.size(section));
      header.putInt(SECTION_CHECKSUMS + 4 * i, bytes.checksum());
    }
    int restOffset = SECTION_CHECKSUMS + 4 * checked.size();
    rest.copyTo(file, ElfLayout.HEADER_OFFSET + restOffset);
    int from = ElfLayout.HEADER_OFFSET;
    Bytes checkedHeader = Bytes.of(file, from + FILE_BYTES, from + layout.size(Section.HEADER));
    header.putInt(CHECKSUM, checkedHeader.checksum());
    return file;
  }

  static ByteBuffer header(byte[] file, int bytes) {
    return ByteBuffer.wrap(file, ElfLayout.HEADER_OFFSET, bytes)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  static int checksum(byte[] front, byte[] table) {
    CRC32C checksum = new CRC32C();
    checksum.update(front);
    checksum.update(table);
    return (int) checksum.getValue();
  }

  /**
   * {@return the artifacts that a file holds}
   *
   * <p>Everything is checked but the text: who loads that checks it where it will run, with {@link
   * NativeCode#textChecksum}.
   *
   * @param file the file, or a JAR that {@link ArtifactJar} describes; the result keeps it, so the
   *     caller must not change it any more
   * @throws ArtifactException if the file is not an artifact of this version or is damaged
   */
  public static CompilationArtifacts read(byte[] file) {
    return read(Bytes.of(file));
  }

  /**
   * Reads a file, as {@link #read(byte[])} does, into memory as far as it is looked at: all but the
   * text.
   *
   * @param file the file, or a JAR
   * @return the artifacts, of whose text the bytes are those of the file
   * @throws ArtifactException if the file is not an artifact of this version or is damaged
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static CompilationArtifacts read(Bytes file) {
    if (isJar(file)) {
      return ArtifactJar.read(file.toArray());
    }
    CompilationArtifacts artifacts = ArtifactReader.open(file).read();
    if (ArtifactJar.isIndex(artifacts)) {
      throw new ArtifactException("the index of a JAR without its class files: load the JAR");
    }
    return artifacts;
  }

  /**
   * Where a section is.
   *
   * @param name its name
   * @param offset where it begins in the file
   * @param bytes its size
   */
  public record SectionInfo(String name, int offset, int bytes) {}

  /**
   * {@return the sections of a file, in order; of a JAR the folders}
   *
   * @param file the file
   * @throws ArtifactException if the file is not an artifact of this version or is damaged
   */
  public static List<SectionInfo> sections(Bytes file) {
    if (isJar(file)) {
      return ArtifactJar.sections(file.toArray());
    }
    ElfLayout layout = ArtifactReader.open(file).layout();
    List<SectionInfo> sections = new ArrayList<>();
    for (Section section : layout.sections()) {
      sections.add(
          new SectionInfo(section.sectionName(), layout.offset(section), layout.size(section)));
    }
    return sections;
  }

  /**
   * {@return what the modules of a file are compiled to} Nothing but its header is looked at.
   *
   * @param file the file
   * @throws ArtifactException if the file is not an artifact of this version or its header is
   *     damaged
   */
  public static Set<Target> targets(Bytes file) {
    return isJar(file)
        ? ArtifactReader.open(ArtifactJar.index(JarEntries.of(file.toArray()))).targets()
        : ArtifactReader.open(file).targets();
  }
}
