// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the first bytes of a file say that it is. Nothing is checked, so this is good for guesses.
 *
 * @param isOfClasses whether it is an artifact of class files alone
 * @param codeBytes how much machine code it holds, at most as much as fits the file; 0 if none
 */
public record Glance(boolean isOfClasses, long codeBytes) {
  private static final Glance NOTHING = new Glance(false, 0);

  /**
   * {@return what a file seems to be; nothing if that cannot be read, or only once}
   *
   * @param file the file
   */
  public static Glance of(Path file) {
    if (file.getFileSystem() != FileSystems.getDefault() || !Files.isRegularFile(file)) {
      return NOTHING;
    }
    // The class that every JVM has loaded already.
    try (InputStream in = new FileInputStream(file.toFile())) {
      return of(in.readNBytes(ElfLayout.HEADER_OFFSET), file.toFile().length());
    } catch (IOException e) {
      return NOTHING;
    }
  }

  private static Glance of(byte[] first, long fileBytes) {
    if (JarEntries.isJar(first)) {
      return new Glance(true, 0);
    }
    if (!ArtifactFile.isElf(first) || first.length < ElfLayout.HEADER_OFFSET) {
      return NOTHING;
    }
    ByteBuffer elf = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    if (elf.getShort(ElfLayout.MACHINE_OFFSET) == ElfLayout.MACHINE_NONE) {
      return new Glance(true, 0);
    }
    long codeBytes = elf.getLong(ElfLayout.TEXT_BYTES_OFFSET);
    return new Glance(false, Math.clamp(codeBytes, 0, fileBytes));
  }
}
