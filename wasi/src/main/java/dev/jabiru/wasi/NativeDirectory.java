// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A directory held open by a file descriptor, on Linux with native access enabled.
 *
 * <p>Directories are opened with {@code openat} and {@code O_NOFOLLOW}, one component below an open
 * one. Everything else goes through {@code /proc/self/fd/N/name}: the kernel takes the first part
 * straight to the open directory, whatever its path means by now, and no operation here follows a
 * link in the last part. So no swap on the host side leads outside.
 */
final class NativeDirectory extends PathDirectory {
  private final Descriptor descriptor;

  private NativeDirectory(Descriptor descriptor) {
    super(descriptor.path());
    this.descriptor = descriptor;
  }

  /** {@return whether this platform and program can open directories so} */
  static boolean isAvailable() {
    return LinuxCalls.isAvailable();
  }

  /**
   * {@return a host directory, open; links in the path itself are followed, since the host names
   * it}
   *
   * @param path the directory
   * @throws IOException if it cannot be opened
   */
  static NativeDirectory open(Path path) throws IOException {
    return new NativeDirectory(
        new Descriptor(LinuxCalls.openDirectory(LinuxCalls.AT_FDCWD, path.toString(), true)));
  }

  @Override
  public Directory duplicate() throws IOException {
    return new NativeDirectory(
        new Descriptor(LinuxCalls.openDirectory(descriptor.number, ".", false)));
  }

  @Override
  public Directory openDirectory(String name) throws IOException {
    return new NativeDirectory(
        new Descriptor(LinuxCalls.openDirectory(descriptor.number, name, false)));
  }

  @Override
  public OpenFile openFile(String name, Access access) throws IOException {
    boolean created = access.create() && create(name, access.exclusive());
    Descriptor file = new Descriptor(LinuxCalls.openPath(descriptor.number, name));
    try {
      FileType type = file.stat().type();
      if (type == FileType.SYMBOLIC_LINK) {
        throw new WasiException(Errno.LOOP);
      }
      if (type == FileType.DIRECTORY) {
        throw new WasiException(Errno.ISDIR);
      }
      if (type != FileType.REGULAR_FILE && type != FileType.CHARACTER_DEVICE) {
        throw new WasiException(Errno.NOTSUP);
      }
      Access again =
          new Access(
              access.read(),
              access.write(),
              access.append(),
              false,
              false,
              access.truncate() && !created);
      return new NativeFile(PathDirectory.open(file.path(), again, false), file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private boolean create(String name, boolean exclusive) throws IOException {
    try {
      Files.createFile(child(name));
      return true;
    } catch (FileAlreadyExistsException e) {
      if (exclusive) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    descriptor.close();
  }

  /**
   * One file descriptor of this process. Used by one thread at a time, as what owns it; closed once
   * whatever the threads, since a second close could hit a file that has the number by then.
   */
  private static final class Descriptor {
    private final int number;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    Descriptor(int number) {
      this.number = number;
    }

    Path path() {
      return Path.of("/proc/self/fd/" + number);
    }

    FileStat stat() throws IOException {
      // The descriptor of a link stands for the link: the kernel does not follow it any further.
      return Attributes.stat(path());
    }

    void close() throws IOException {
      if (!isClosed.getAndSet(true)) {
        LinuxCalls.close(number);
      }
    }
  }

  private record NativeFile(SeekableByteChannel channel, Descriptor descriptor)
      implements OpenFile {
    @Override
    public FileStat stat() throws IOException {
      return descriptor.stat();
    }

    @Override
    public void setTimes(@Nullable Long accessNanos, @Nullable Long modifyNanos)
        throws IOException {
      Attributes.setTimes(
          Files.getFileAttributeView(descriptor.path(), BasicFileAttributeView.class),
          accessNanos,
          modifyNanos);
    }

    @Override
    public void close() throws IOException {
      try (SeekableByteChannel closed = channel) {
        descriptor.close();
      }
    }
  }
}
