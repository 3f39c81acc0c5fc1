// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions of {@code wasi_snapshot_preview1} whose name begins with {@code fd_}.
 *
 * <p>Each takes the calling guest's memory and the parameters of the standard, and fails with an
 * exception that {@link Errno#of} turns into its code.
 */
final class FdFunctions {
  private static final int APPEND = 1;
  private static final int DSYNC = 2;
  private static final int SYNC = 16;

  /** All of {@code fdflags}. */
  static final int FLAGS = 0x1f;

  private static final int DIRENT_BYTES = 24;
  private static final int CHUNK_BYTES = 1 << 16;

  private final DescriptorTable table;

  FdFunctions(DescriptorTable table) {
    this.table = table;
  }

  void advise(int fd, long offset, long length, int advice) throws IOException {
    Descriptor.File file = table.file(fd, Rights.FD_ADVISE);
    if (advice < 0 || advice > 5 || offset < 0 || length < 0) {
      throw new WasiException(Errno.INVAL);
    }
    file.stat();
  }

  void allocate(int fd, long offset, long length) throws IOException {
    SeekableByteChannel channel = table.file(fd, Rights.FD_ALLOCATE).file.channel();
    if (offset < 0 || length <= 0 || offset + length < 0) {
      throw new WasiException(Errno.INVAL);
    }
    if (channel.size() < offset + length) {
      resize(channel, offset + length);
    }
  }

  void close(int fd) throws IOException {
    table.close(fd);
  }

  void sync(int fd, boolean metadata) throws IOException {
    Descriptor descriptor = table.get(fd, metadata ? Rights.FD_SYNC : 0);
    if (descriptor instanceof Descriptor.Stream) {
      throw new WasiException(Errno.INVAL);
    }
    if (descriptor instanceof Descriptor.File file
        && file.file.channel() instanceof FileChannel channel) {
      channel.force(metadata);
    }
  }

  void fdstatGet(Guest guest, int fd, int at) throws IOException {
    Descriptor d = table.get(fd);
    guest.check(at, 24);
    guest.writeByte(at, d.type().ordinal());
    guest.writeByte(at + 1, 0);
    guest.writeShort(at + 2, d.flags);
    guest.writeInt(at + 4, 0);
    guest.writeLong(at + 8, d.rights);
    guest.writeLong(at + 16, d.inheriting);
  }

  void fdstatSetFlags(int fd, int flags) throws IOException {
    Descriptor d = table.get(fd, Rights.FD_FDSTAT_SET_FLAGS);
    if ((flags & ~FLAGS) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    d.flags = flags;
  }

  void fdstatSetRights(int fd, long rights, long inheriting) throws IOException {
    Descriptor d = table.get(fd);
    if ((rights & ~d.rights) != 0 || (inheriting & ~d.inheriting) != 0) {
      throw new WasiException(Errno.NOTCAPABLE);
    }
    d.rights = rights;
    d.inheriting = inheriting;
  }

  void filestatGet(Guest guest, int fd, int at) throws IOException {
    guest.writeStat(at, table.get(fd, Rights.FD_FILESTAT_GET).stat());
  }

  void filestatSetSize(int fd, long size) throws IOException {
    SeekableByteChannel channel = table.file(fd, Rights.FD_FILESTAT_SET_SIZE).file.channel();
    if (size < 0) {
      throw new WasiException(Errno.INVAL);
    }
    resize(channel, size);
  }

  /** Java can only truncate; a file grows by writing its new last byte. */
  private static void resize(SeekableByteChannel channel, long size) throws IOException {
    long position = channel.position();
    if (size <= channel.size()) {
      channel.truncate(size);
    } else {
      channel.position(size - 1);
      channel.write(ByteBuffer.allocate(1));
    }
    channel.position(position);
  }

  void filestatSetTimes(int fd, long access, long modify, int flags) throws IOException {
    Descriptor descriptor = table.get(fd, Rights.FD_FILESTAT_SET_TIMES);
    Long accessNanos = Clocks.chooseTime(access, flags, 1, 2);
    Long modifyNanos = Clocks.chooseTime(modify, flags, 4, 8);
    switch (descriptor) {
      case Descriptor.File file -> file.file.setTimes(accessNanos, modifyNanos);
      case Descriptor.Folder folder -> folder.directory.setTimes(accessNanos, modifyNanos);
      case Descriptor.Stream stream -> throw new WasiException(Errno.BADF);
    }
  }

  void prestatGet(Guest guest, int fd, int at) throws IOException {
    guest.check(at, 8);
    byte[] name = preopenName(fd);
    guest.writeInt(at, 0);
    guest.writeInt(at + 4, name.length);
  }

  void prestatDirName(Guest guest, int fd, int at, int length) throws IOException {
    byte[] name = preopenName(fd);
    if (Integer.compareUnsigned(length, name.length) < 0) {
      throw new WasiException(Errno.NAMETOOLONG);
    }
    guest.write(at, name, 0, name.length);
  }

  private byte[] preopenName(int fd) throws IOException {
    if (table.get(fd) instanceof Descriptor.Folder folder && folder.preopenName != null) {
      return folder.preopenName.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
    throw new WasiException(Errno.BADF);
  }

  int read(Guest guest, int fd, int iovs, int count, @Nullable Long at) throws IOException {
    Descriptor d = table.get(fd);
    if (d instanceof Descriptor.Folder) {
      throw new WasiException(Errno.ISDIR);
    }
    d.require(Rights.FD_READ);
    checkOffset(d, at);
    guest.checkVectors(iovs, count);
    // No switch over classes, which would need a bootstrap at every start.
    if (d instanceof Descriptor.Stream stream && stream.in != null) {
      return readStream(guest, stream.in, iovs, count);
    } else if (d instanceof Descriptor.File file) {
      return readFile(guest, file.file.channel(), iovs, count, at);
    }
    throw new WasiException(Errno.BADF);
  }

  /** Reading and writing somewhere else than at the position is for what has positions. */
  private static void checkOffset(Descriptor d, @Nullable Long at) throws WasiException {
    if (at == null) {
      return;
    }
    if (d instanceof Descriptor.Stream) {
      throw new WasiException(Errno.SPIPE);
    }
    d.require(Rights.FD_SEEK);
    if (at < 0) {
      throw new WasiException(Errno.INVAL);
    }
  }

  /** Blocks for the first bytes only; returns what has come. */
  private static int readStream(Guest guest, Input in, int iovs, int count) throws IOException {
    int total = 0;
    for (int i = 0; i < count; i++) {
      int at = guest.readInt(iovs + 8 * i);
      int left = guest.readInt(iovs + 8 * i + 4);
      while (left != 0) {
        int wanted = Math.min(left, CHUNK_BYTES);
        if (total > 0) {
          wanted = Math.min(wanted, in.available());
          if (wanted <= 0) {
            return total;
          }
        }
        byte[] buffer = new byte[wanted];
        int n = in.read(buffer, guest::checkInterrupt);
        if (n <= 0) {
          return total;
        }
        guest.write(at, buffer, 0, n);
        total += n;
        at += n;
        left -= n;
      }
    }
    return total;
  }

  private static int readFile(
      Guest guest, SeekableByteChannel channel, int iovs, int count, @Nullable Long at)
      throws IOException {
    long restore = at == null ? -1 : channel.position();
    try {
      if (at != null) {
        channel.position(at);
      }
      int total = 0;
      for (int i = 0; i < count; i++) {
        ByteBuffer buffer = guest.buffer(iovs + 8 * i);
        while (buffer.hasRemaining()) {
          int n = channel.read(buffer);
          if (n < 0) {
            return total;
          }
          total += n;
        }
      }
      return total;
    } finally {
      if (restore >= 0) {
        channel.position(restore);
      }
    }
  }

  int write(Guest guest, int fd, int iovs, int count, @Nullable Long at) throws IOException {
    Descriptor d = table.get(fd);
    if (d instanceof Descriptor.Folder) {
      throw new WasiException(Errno.BADF);
    }
    d.require(Rights.FD_WRITE);
    checkOffset(d, at);
    guest.checkVectors(iovs, count);
    // No switch over classes, which would need a bootstrap at every start.
    if (d instanceof Descriptor.Stream stream && stream.out != null) {
      return writeStream(guest, stream.out, iovs, count);
    } else if (d instanceof Descriptor.File file) {
      return writeFile(guest, file, iovs, count, at);
    }
    throw new WasiException(Errno.BADF);
  }

  private static int writeStream(Guest guest, OutputStream out, int iovs, int count)
      throws IOException {
    int total = 0;
    for (int i = 0; i < count; i++) {
      int at = guest.readInt(iovs + 8 * i);
      int left = guest.readInt(iovs + 8 * i + 4);
      while (left != 0) {
        byte[] chunk = guest.read(at, Math.min(left, CHUNK_BYTES));
        out.write(chunk, 0, chunk.length);
        total += chunk.length;
        at += chunk.length;
        left -= chunk.length;
      }
    }
    out.flush();
    return total;
  }

  private static int writeFile(
      Guest guest, Descriptor.File file, int iovs, int count, @Nullable Long at)
      throws IOException {
    SeekableByteChannel channel = file.file.channel();
    long restore = at == null ? -1 : channel.position();
    try {
      if (at != null) {
        channel.position(at);
      } else if ((file.flags & APPEND) != 0) {
        channel.position(channel.size());
      }
      int total = writeAll(guest, channel, iovs, count);
      if ((file.flags & (DSYNC | SYNC)) != 0 && channel instanceof FileChannel synced) {
        synced.force((file.flags & SYNC) != 0);
      }
      return total;
    } finally {
      if (restore >= 0) {
        channel.position(restore);
      }
    }
  }

  /** A failure after the first bytes is the next call's: this one says how far it came. */
  private static int writeAll(Guest guest, SeekableByteChannel channel, int iovs, int count)
      throws IOException {
    int total = 0;
    try {
      for (int i = 0; i < count; i++) {
        ByteBuffer buffer = guest.buffer(iovs + 8 * i);
        while (buffer.hasRemaining()) {
          total += channel.write(buffer);
        }
      }
    } catch (IOException e) {
      if (total == 0) {
        throw e;
      }
    }
    return total;
  }

  /**
   * Writes directory entries from {@code cookie} on, the last one cut off where the buffer ends.
   *
   * @return bytes written; fewer than {@code length} when the listing is complete
   */
  int readdir(Guest guest, int fd, int at, int length, long cookie) throws IOException {
    Descriptor.Folder folder = table.folder(fd, Rights.FD_READDIR);
    guest.check(at, length);
    List<Directory.Entry> listing = folder.listing;
    if (cookie == 0 || listing == null) {
      listing = new ArrayList<>();
      long inode = folder.stat().inode();
      listing.add(new Directory.Entry(".", FileType.DIRECTORY, inode));
      listing.add(new Directory.Entry("..", FileType.DIRECTORY, inode));
      listing.addAll(folder.directory.list());
      folder.listing = listing;
    }
    if (cookie < 0 || cookie > listing.size()) {
      throw new WasiException(Errno.INVAL);
    }
    int used = 0;
    for (int i = (int) cookie; i < listing.size() && used != length; i++) {
      byte[] entry = dirent(listing.get(i), i + 1);
      int n =
          Integer.compareUnsigned(entry.length, length - used) < 0 ? entry.length : length - used;
      guest.write(at + used, entry, 0, n);
      used += n;
    }
    return used;
  }

  private static byte[] dirent(Directory.Entry entry, long next) {
    byte[] name = entry.name().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(DIRENT_BYTES + name.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(next).putLong(entry.inode()).putInt(name.length);
    bytes.put((byte) entry.type().ordinal()).position(DIRENT_BYTES);
    return bytes.put(name).array();
  }

  void renumber(int from, int to) throws IOException {
    table.renumber(from, to);
  }

  long seek(int fd, long delta, int whence) throws IOException {
    if (whence == 1 && delta == 0) {
      return tell(fd);
    }
    SeekableByteChannel channel = table.file(fd, Rights.FD_SEEK).file.channel();
    long base =
        switch (whence) {
          case 0 -> 0;
          case 1 -> channel.position();
          case 2 -> channel.size();
          default -> throw new WasiException(Errno.INVAL);
        };
    long position = base + delta;
    if (position < 0) {
      throw new WasiException(Errno.INVAL);
    }
    if (position != channel.position()) {
      channel.position(position);
    }
    return position;
  }

  /** Whoever may seek may tell. */
  long tell(int fd) throws IOException {
    Descriptor.File file = table.file(fd, 0);
    if ((file.rights & Rights.FD_SEEK) == 0) {
      file.require(Rights.FD_TELL);
    }
    return file.file.channel().position();
  }

  /** No descriptor is a socket. */
  void socket(int fd) throws IOException {
    table.get(fd);
    throw new WasiException(Errno.NOTSOCK);
  }
}
