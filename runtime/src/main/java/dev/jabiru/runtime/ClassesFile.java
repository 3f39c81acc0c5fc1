// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.artifact.ArtifactException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * The file in which a {@link CodeCache} keeps those classes of a module that have been generated.
 * Numbers are little-endian.
 *
 * <pre>
 *   u32       CRC32C of the rest
 *   u32       number of groups
 *   of each   u32 number, in ascending order, and u32 bytes
 *   bytes     of each group, which the compiler can read
 * </pre>
 */
final class ClassesFile {
  /** The version of this and of what is in groups; part of the files' names. */
  static final int FORMAT_VERSION = 1;

  private static final int FRONT_BYTES = 8;
  private static final int GROUP_BYTES = 8;

  private ClassesFile() {}

  /** {@return the groups by number} */
  static Map<Integer, Bytes> read(byte[] file) {
    Bytes all = Bytes.of(file);
    if (file.length < FRONT_BYTES || all.slice(4, file.length).checksum() != all.i32(0)) {
      throw new ArtifactException("damaged: the checksum does not match");
    }
    int count = all.i32(4);
    Map<Integer, Bytes> groups = LinkedHashMap.newLinkedHashMap(count);
    int at = FRONT_BYTES + GROUP_BYTES * count;
    for (int i = 0; i < count; i++) {
      int row = FRONT_BYTES + GROUP_BYTES * i;
      int end = at + all.i32(row + 4);
      groups.put(all.i32(row), all.slice(at, end));
      at = end;
    }
    return groups;
  }

  static byte[] write(SortedMap<Integer, Bytes> groups) {
    int at = FRONT_BYTES + GROUP_BYTES * groups.size();
    int bytes = at;
    for (Bytes group : groups.values()) {
      bytes = Math.addExact(bytes, group.length());
    }
    byte[] file = new byte[bytes];
    put(file, 4, groups.size());
    int row = FRONT_BYTES;
    for (Map.Entry<Integer, Bytes> group : groups.entrySet()) {
      put(file, row, group.getKey());
      put(file, row + 4, group.getValue().length());
      row += GROUP_BYTES;
      group.getValue().copyTo(file, at);
      at += group.getValue().length();
    }
    put(file, 0, Bytes.of(file, 4, bytes).checksum());
    return file;
  }

  private static void put(byte[] file, int at, int value) {
    for (int i = 0; i < 4; i++) {
      file[at + i] = (byte) (value >> 8 * i);
    }
  }
}
