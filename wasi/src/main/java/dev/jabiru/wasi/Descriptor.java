// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one of the guest's descriptor numbers stands for. */
abstract sealed class Descriptor implements Closeable {
  /** What it may be used for, and what descriptors opened from it may. */
  long rights;

  long inheriting;

  /** The {@code fdflags} of the standard. */
  int flags;

  private Descriptor(long rights, long inheriting) {
    this.rights = rights;
    this.inheriting = inheriting;
  }

  abstract FileType type();

  abstract FileStat stat() throws IOException;

  /** Fails unless every right asked for is held. */
  void require(long wanted) throws WasiException {
    if ((rights & wanted) != wanted) {
      throw new WasiException(Errno.NOTCAPABLE);
    }
  }

  /** A standard stream: bytes in, or bytes out. */
  static final class Stream extends Descriptor {
    final @Nullable Input in;
    final @Nullable OutputStream out;
    private final boolean isTerminal;

    Stream(@Nullable Input in, @Nullable OutputStream out, boolean isTerminal) {
      super(Rights.STREAM & ~(in == null ? Rights.FD_READ : Rights.FD_WRITE), 0);
      this.in = in;
      this.out = out;
      this.isTerminal = isTerminal;
    }

    @Override
    FileType type() {
      return isTerminal ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN;
    }

    @Override
    FileStat stat() {
      return new FileStat(0, 0, type(), 1, 0, 0, 0, 0);
    }

    /** The host's streams outlive the guest. */
    @Override
    public void close() throws IOException {
      if (out != null) {
        out.flush();
      }
    }
  }

  /** An open file. */
  static final class File extends Descriptor {
    final OpenFile file;
    private final FileType type;

    File(OpenFile file, FileType type, long rights) {
      super(rights, 0);
      this.file = file;
      this.type = type;
    }

    @Override
    FileType type() {
      return type;
    }

    @Override
    FileStat stat() throws IOException {
      return file.stat();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /**
   * An open directory; a pre-opened one has the name under which the guest knows it.
   *
   * <p>One that is read-only behaves as on a file system that is mounted so: it has all rights, and
   * what would change something fails.
   */
  static final class Folder extends Descriptor {
    final Directory directory;
    final @Nullable String preopenName;
    final boolean isReadOnly;

    /** What {@code fd_readdir} is walking through, from its first call on. */
    @Nullable List<Directory.Entry> listing;

    Folder(
        Directory directory,
        @Nullable String preopenName,
        boolean isReadOnly,
        long rights,
        long inheriting) {
      super(rights, inheriting);
      this.directory = directory;
      this.preopenName = preopenName;
      this.isReadOnly = isReadOnly;
    }

    @Override
    void require(long wanted) throws WasiException {
      super.require(wanted);
      if (isReadOnly && (wanted & Rights.CHANGES) != 0) {
        throw new WasiException(Errno.ROFS);
      }
    }

    @Override
    FileType type() {
      return FileType.DIRECTORY;
    }

    @Override
    FileStat stat() throws IOException {
      return directory.stat();
    }

    @Override
    public void close() throws IOException {
      directory.close();
    }
  }
}
