// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Between Java's file attributes and WASI's. */
final class Attributes {
  private static final String UNIX =
      "unix:mode,dev,ino,nlink,size,lastAccessTime,lastModifiedTime,ctime";

  private Attributes() {}

  /** {@return what a path stands for, with all that a Unix knows where this is one} */
  static FileStat stat(Path path, LinkOption... options) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return stat(Files.readAttributes(path, BasicFileAttributes.class, options));
    }
    Map<String, Object> all = Files.readAttributes(path, UNIX, options);
    FileType type = type((int) number(all, "mode"));
    return new FileStat(
        number(all, "dev"),
        number(all, "ino"),
        type,
        number(all, "nlink"),
        type == FileType.DIRECTORY ? 0 : number(all, "size"),
        time(all, "lastAccessTime"),
        time(all, "lastModifiedTime"),
        time(all, "ctime"));
  }

  private static long number(Map<String, Object> all, String name) {
    return all.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static long time(Map<String, Object> all, String name) {
    return all.get(name) instanceof FileTime time ? nanos(time) : 0;
  }

  /** The type in a Unix file mode. */
  private static FileType type(int mode) {
    return switch (mode & 0xF000) {
      case 0x2000 -> FileType.CHARACTER_DEVICE;
      case 0x4000 -> FileType.DIRECTORY;
      case 0x6000 -> FileType.BLOCK_DEVICE;
      case 0x8000 -> FileType.REGULAR_FILE;
      case 0xA000 -> FileType.SYMBOLIC_LINK;
      case 0xC000 -> FileType.SOCKET_STREAM;
      default -> FileType.UNKNOWN;
    };
  }

  /** {@return the last name of a path; some file systems end a directory's with a slash} */
  static String name(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  /** {@return what Java's attributes say; device and inode come out of the file key} */
  static FileStat stat(BasicFileAttributes a) {
    FileType type =
        a.isRegularFile()
            ? FileType.REGULAR_FILE
            : a.isDirectory()
                ? FileType.DIRECTORY
                : a.isSymbolicLink() ? FileType.SYMBOLIC_LINK : FileType.UNKNOWN;
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
