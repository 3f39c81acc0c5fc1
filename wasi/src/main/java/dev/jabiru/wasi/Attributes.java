// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Between Java's file attributes and WASI's. */
final class Attributes {
  private Attributes() {}

  /** {@return what Java's attributes say; device and inode come out of the file key} */
  static FileStat stat(BasicFileAttributes a) {
    FileType type =
        a.isRegularFile()
            ? FileType.REGULAR_FILE
            : a.isDirectory()
                ? FileType.DIRECTORY
                : a.isSymbolicLink() ? FileType.SYMBOLIC_LINK : FileType.CHARACTER_DEVICE;
    long modify = nanos(a.lastModifiedTime());
    return new FileStat(
        keyPart(a.fileKey(), "dev=", 16),
        keyPart(a.fileKey(), "ino=", 10),
        type,
        1,
        type == FileType.DIRECTORY ? 0 : a.size(),
        nanos(a.lastAccessTime()),
        modify,
        modify);
  }

  /** The JDK's key prints as {@code (dev=HEX,ino=DECIMAL)}; any other key gives a stable number. */
  private static long keyPart(@Nullable Object key, String label, int radix) {
    if (key == null) {
      return 0;
    }
    String text = key.toString();
    int start = text.indexOf(label);
    if (start < 0) {
      return label.equals("dev=") ? 0 : text.hashCode() & 0xffff_ffffL;
    }
    start += label.length();
    int end = start;
    while (end < text.length() && Character.digit(text.charAt(end), radix) >= 0) {
      end++;
    }
    return Long.parseUnsignedLong(text, start, end, radix);
  }

  static long nanos(FileTime time) {
    Instant instant = time.toInstant();
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  static void setTimes(
      BasicFileAttributeView view, @Nullable Long accessNanos, @Nullable Long modifyNanos)
      throws IOException {
    if (accessNanos != null || modifyNanos != null) {
      view.setTimes(time(modifyNanos), time(accessNanos), null);
    }
  }

  private static @Nullable FileTime time(@Nullable Long nanos) {
    return nanos == null ? null : FileTime.from(nanos, TimeUnit.NANOSECONDS);
  }
}
