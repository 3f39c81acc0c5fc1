// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The functions of {@code wasi_snapshot_preview1} whose name begins with {@code path_}.
 *
 * <p>Every path is walked by {@link PathResolver}.
 */
final class PathFunctions {
  private static final int FOLLOW = 1;
  private static final int CREATE = 1;
  private static final int DIRECTORY = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  private final DescriptorTable table;

  PathFunctions(DescriptorTable table) {
    this.table = table;
  }

  void createDirectory(int fd, String path) throws IOException {
    Directory start = table.folder(fd, Rights.PATH_CREATE_DIRECTORY).directory;
    try (PathResolver at = PathResolver.resolve(start, withoutSlash(path), false)) {
      if (at.isDirectoryItself()) {
        throw new WasiException(Errno.EXIST);
      }
      at.directory().createDirectory(at.name());
    }
  }

  /** {@code mkdir("a/")} is as good as {@code mkdir("a")}, though {@code a} is not there yet. */
  private static String withoutSlash(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  FileStat filestat(int fd, int lookup, String path) throws IOException {
    Directory start = table.folder(fd, Rights.PATH_FILESTAT_GET).directory;
    try (PathResolver at = PathResolver.resolve(start, path, follows(lookup))) {
      return stat(at);
    }
  }

  private static FileStat stat(PathResolver at) throws IOException {
    if (at.isDirectoryItself()) {
      return at.directory().stat();
    }
    FileStat stat = at.directory().stat(at.name());
    if (at.mustBeDirectory() && stat.type() != FileType.DIRECTORY) {
      throw new WasiException(Errno.NOTDIR);
    }
    return stat;
  }

  private static boolean follows(int lookup) throws WasiException {
    if ((lookup & ~FOLLOW) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    return lookup == FOLLOW;
  }

  void setTimes(int fd, int lookup, String path, long access, long modify, int flags)
      throws IOException {
    Directory start = table.folder(fd, Rights.PATH_FILESTAT_SET_TIMES).directory;
    Long accessNanos = Clocks.chooseTime(access, flags, 1, 2);
    Long modifyNanos = Clocks.chooseTime(modify, flags, 4, 8);
    try (PathResolver at = PathResolver.resolve(start, path, follows(lookup))) {
      stat(at);
      if (at.isDirectoryItself()) {
        at.directory().setTimes(accessNanos, modifyNanos);
      } else {
        at.directory().setTimes(at.name(), accessNanos, modifyNanos);
      }
    }
  }

  void link(int fromFd, int lookup, String from, int toFd, String to) throws IOException {
    Directory source = table.folder(fromFd, Rights.PATH_LINK_SOURCE).directory;
    Directory target = table.folder(toFd, Rights.PATH_LINK_TARGET).directory;
    try (PathResolver a = PathResolver.resolve(source, from, follows(lookup));
        PathResolver b = PathResolver.resolve(target, to, false)) {
      if (a.isDirectoryItself()) {
        throw new WasiException(Errno.PERM);
      }
      stat(a);
      a.directory().link(a.name(), b.directory(), newName(b));
    }
  }

  /** A name for something new, which is no directory: {@code a/} does not exist or is one. */
  private static String newName(PathResolver at) throws IOException {
    if (at.isDirectoryItself()) {
      throw new WasiException(Errno.EXIST);
    }
    if (at.mustBeDirectory()) {
      stat(at);
      throw new WasiException(Errno.EXIST);
    }
    return at.name();
  }

  int open(int fd, int lookup, String path, int how, long rights, long inheriting, int flags)
      throws IOException {
    Descriptor.Folder start = table.folder(fd, Rights.PATH_OPEN);
    boolean create = (how & CREATE) != 0;
    boolean truncate = (how & TRUNCATE) != 0;
    if ((how & ~0xf) != 0
        || (flags & ~FdFunctions.FLAGS) != 0
        || create && (how & DIRECTORY) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    start.require(
        (create ? Rights.PATH_CREATE_FILE : 0) | (truncate ? Rights.PATH_FILESTAT_SET_SIZE : 0));
    boolean exclusive = create && (how & EXCLUSIVE) != 0;
    try (PathResolver at =
        PathResolver.resolve(start.directory, path, follows(lookup) && !exclusive)) {
      FileType type = at.isDirectoryItself() ? FileType.DIRECTORY : typeOf(at, create);
      if (exclusive && type != null) {
        throw new WasiException(Errno.EXIST);
      }
      if (type == FileType.DIRECTORY) {
        return openDirectory(start, at, how, rights, inheriting);
      }
      if ((how & DIRECTORY) != 0 || at.mustBeDirectory()) {
        throw new WasiException(type == null ? Errno.ISDIR : Errno.NOTDIR);
      }
      return switch (type) {
        case null -> openFile(start, at, FileType.REGULAR_FILE, how, rights, flags);
        case REGULAR_FILE, CHARACTER_DEVICE -> openFile(start, at, type, how, rights, flags);
        case SYMBOLIC_LINK -> throw new WasiException(Errno.LOOP);
        // A pipe or socket could block for ever when it is opened.
        default -> throw new WasiException(Errno.NOTSUP);
      };
    }
  }

  /** The type of what is there; null where nothing is and a file may be created. */
  private static @Nullable FileType typeOf(PathResolver at, boolean create) throws IOException {
    try {
      return at.directory().stat(at.name()).type();
    } catch (IOException e) {
      if (create && Errno.of(e) == Errno.NOENT) {
        return null;
      }
      throw e;
    }
  }

  private int openDirectory(
      Descriptor.Folder start, PathResolver at, int how, long rights, long inheriting)
      throws IOException {
    if ((how & (CREATE | TRUNCATE)) != 0 || (rights & Rights.FD_WRITE) != 0 && how == 0) {
      throw new WasiException(Errno.ISDIR);
    }
    Directory opened =
        at.isDirectoryItself()
            ? at.directory().duplicate()
            : at.directory().openDirectory(at.name());
    long allowed = start.inheriting;
    return table.add(
        new Descriptor.Folder(
            opened,
            null,
            start.isReadOnly,
            rights & allowed & Rights.DIRECTORY,
            inheriting & allowed));
  }

  private int openFile(
      Descriptor.Folder start, PathResolver at, FileType type, int how, long rights, int flags)
      throws IOException {
    long changes = rights & Rights.FILE_CHANGES;
    if ((changes & ~start.inheriting) != 0) {
      throw new WasiException(Errno.NOTCAPABLE);
    }
    if (changes != 0 && start.isReadOnly) {
      throw new WasiException(Errno.ROFS);
    }
    boolean truncate = (how & TRUNCATE) != 0;
    boolean writes = changes != 0 || truncate;
    long allowed =
        rights & start.inheriting & Rights.FILE & ~(start.isReadOnly ? Rights.CHANGES : 0);
    Directory.Access access =
        new Directory.Access(
            (rights & (Rights.FD_READ | Rights.FD_READDIR)) != 0 || !writes,
            writes,
            false,
            (how & CREATE) != 0,
            (how & EXCLUSIVE) != 0,
            truncate);
    Descriptor.File file =
        new Descriptor.File(at.directory().openFile(at.name(), access), type, allowed);
    file.flags = flags;
    return table.add(file);
  }

  byte[] readlink(int fd, String path) throws IOException {
    Directory start = table.folder(fd, Rights.PATH_READLINK).directory;
    try (PathResolver at = PathResolver.resolve(start, path, false)) {
      if (stat(at).type() != FileType.SYMBOLIC_LINK) {
        throw new WasiException(Errno.INVAL);
      }
      return at.directory().readLink(at.name()).getBytes(StandardCharsets.UTF_8);
    }
  }

  void removeDirectory(int fd, String path) throws IOException {
    Directory start = table.folder(fd, Rights.PATH_REMOVE_DIRECTORY).directory;
    try (PathResolver at = PathResolver.resolve(start, withoutSlash(path), false)) {
      if (at.isDirectoryItself()) {
        throw new WasiException(Errno.INVAL);
      }
      at.directory().removeDirectory(at.name());
    }
  }

  void rename(int fromFd, String from, int toFd, String to) throws IOException {
    Directory source = table.folder(fromFd, Rights.PATH_RENAME_SOURCE).directory;
    Directory target = table.folder(toFd, Rights.PATH_RENAME_TARGET).directory;
    try (PathResolver a = PathResolver.resolve(source, withoutSlash(from), false);
        PathResolver b = PathResolver.resolve(target, withoutSlash(to), false)) {
      if (a.isDirectoryItself() || b.isDirectoryItself()) {
        throw new WasiException(Errno.BUSY);
      }
      boolean needsDirectory = from.endsWith("/") || to.endsWith("/");
      if (needsDirectory && a.directory().stat(a.name()).type() != FileType.DIRECTORY) {
        throw new WasiException(Errno.NOTDIR);
      }
      a.directory().rename(a.name(), b.directory(), b.name());
    }
  }

  void symlink(String target, int fd, String path) throws IOException {
    Directory start = table.folder(fd, Rights.PATH_SYMLINK).directory;
    if (target.startsWith("/")) {
      throw new WasiException(Errno.NOTCAPABLE);
    }
    if (target.isEmpty()) {
      throw new WasiException(Errno.NOENT);
    }
    try (PathResolver at = PathResolver.resolve(start, path, false)) {
      at.directory().symlink(target, newName(at));
    }
  }

  void unlink(int fd, String path) throws IOException {
    Directory start = table.folder(fd, Rights.PATH_UNLINK_FILE).directory;
    try (PathResolver at = PathResolver.resolve(start, path, false)) {
      if (at.isDirectoryItself()) {
        throw new WasiException(Errno.ISDIR);
      }
      if (at.mustBeDirectory()) {
        throw new WasiException(stat(at).type() == FileType.DIRECTORY ? Errno.ISDIR : Errno.NOTDIR);
      }
      at.directory().unlink(at.name());
    }
  }
}
