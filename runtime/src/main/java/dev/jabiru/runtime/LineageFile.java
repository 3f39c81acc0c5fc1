// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.artifact.ArtifactException;
import java.nio.charset.StandardCharsets;

/**
 * What a {@link CodeCache} knows of the last module of a lineage. Its file is
 *
 * <pre>
 *   u32    CRC32C of the rest
 *   u32    bytes of the name
 *   bytes  name of the entry, ASCII
 *   bytes  what functions the entry has, which the compiler can read
 * </pre>
 *
 * @param entry the name of the file of the module's artifact
 * @param functions what functions are in there
 */
record LineageFile(String entry, Bytes functions) {
  private static final int FRONT_BYTES = 8;

  static LineageFile read(byte[] file) {
    Bytes all = Bytes.of(file);
    if (file.length < FRONT_BYTES || all.slice(4, file.length).checksum() != all.i32(0)) {
      throw new ArtifactException("damaged: the checksum does not match");
    }
    int end = FRONT_BYTES + all.i32(4);
    if (end < FRONT_BYTES || end > file.length) {
      throw new ArtifactException("damaged: a name of " + all.i32(4) + " bytes");
    }
    return new LineageFile(
        new String(file, FRONT_BYTES, end - FRONT_BYTES, StandardCharsets.US_ASCII),
        all.slice(end, file.length));
  }

  static byte[] write(String entry, Bytes functions) {
    byte[] name = entry.getBytes(StandardCharsets.US_ASCII);
    byte[] file = new byte[FRONT_BYTES + name.length + functions.length()];
    System.arraycopy(name, 0, file, FRONT_BYTES, name.length);
    functions.copyTo(file, FRONT_BYTES + name.length);
    put(file, 4, name.length);
    put(file, 0, Bytes.of(file, 4, file.length).checksum());
    return file;
  }

  private static void put(byte[] file, int at, int value) {
    for (int i = 0; i < 4; i++) {
      file[at + i] = (byte) (value >> 8 * i);
    }
  }
}
