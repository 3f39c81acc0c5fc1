// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory held open by Java's {@link SecureDirectoryStream}.
 *
 * <p>What that class can do below an open directory is safe from swaps on the host side. It cannot
 * create directories or links nor read links; those fail with {@link Errno#NOTSUP} here, and so a
 * path through a link does too.
 */
final class SecureDirectory implements Directory {
  private static final Path SELF = Path.of(".");

  private final SecureDirectoryStream<Path> stream;

  SecureDirectory(SecureDirectoryStream<Path> stream) {
    this.stream = stream;
  }

  @Override
  public Directory duplicate() throws IOException {
    return new SecureDirectory(stream.newDirectoryStream(SELF));
  }

  @Override
  public Directory openDirectory(String name) throws IOException {
    return new SecureDirectory(stream.newDirectoryStream(Path.of(name), NOFOLLOW_LINKS));
  }

  @Override
  public OpenFile openFile(String name, Access access) throws IOException {
    FileType type = typeOf(name);
    if (type == FileType.DIRECTORY) {
      throw new WasiException(Errno.ISDIR);
    }
    SeekableByteChannel channel =
        stream.newByteChannel(Path.of(name), PathDirectory.options(access, true));
    try {
      return new SecureFile(channel, view(name), stat(name));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private FileType typeOf(String name) throws IOException {
    try {
      return stat(name).type();
    } catch (IOException e) {
      if (Errno.of(e) == Errno.NOENT) {
        return FileType.UNKNOWN;
      }
      throw e;
    }
  }

  @Override
  public FileStat stat() throws IOException {
    return Attributes.stat(
        stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes());
  }

  @Override
  public FileStat stat(String name) throws IOException {
    return Attributes.stat(view(name).readAttributes());
  }

  private BasicFileAttributeView view(String name) {
    return stream.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, NOFOLLOW_LINKS);
  }

  @Override
  public void setTimes(@Nullable Long accessNanos, @Nullable Long modifyNanos) throws IOException {
    Attributes.setTimes(
        stream.getFileAttributeView(BasicFileAttributeView.class), accessNanos, modifyNanos);
  }

  @Override
  public void setTimes(String name, @Nullable Long accessNanos, @Nullable Long modifyNanos)
      throws IOException {
    Attributes.setTimes(view(name), accessNanos, modifyNanos);
  }

  @Override
  public List<Entry> list() throws IOException {
    List<Entry> entries = new ArrayList<>();
    // A stream can be iterated once, so each listing opens the directory again.
    try (SecureDirectoryStream<Path> names = stream.newDirectoryStream(SELF)) {
      for (Path each : names) {
        String name = Attributes.name(each);
        try {
          FileStat stat = stat(name);
          entries.add(new Entry(name, stat.type(), stat.inode()));
        } catch (IOException e) {
          // Removed since it was listed.
          continue;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  @Override
  public void removeDirectory(String name) throws IOException {
    stream.deleteDirectory(Path.of(name));
  }

  @Override
  public void unlink(String name) throws IOException {
    if (stat(name).type() == FileType.DIRECTORY) {
      throw new WasiException(Errno.ISDIR);
    }
    stream.deleteFile(Path.of(name));
  }

  @Override
  public void rename(String name, Directory to, String newName) throws IOException {
    if (!(to instanceof SecureDirectory other)) {
      throw new WasiException(Errno.XDEV);
    }
    PathDirectory.checkRename(stat(name).type(), to, newName);
    stream.move(Path.of(name), other.stream, Path.of(newName));
  }

  @Override
  public void createDirectory(String name) throws IOException {
    throw new WasiException(Errno.NOTSUP);
  }

  @Override
  public void link(String name, Directory to, String newName) throws IOException {
    throw new WasiException(Errno.NOTSUP);
  }

  @Override
  public void symlink(String target, String name) throws IOException {
    throw new WasiException(Errno.NOTSUP);
  }

  @Override
  public String readLink(String name) throws IOException {
    throw new WasiException(Errno.NOTSUP);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  private record SecureFile(
      SeekableByteChannel channel, BasicFileAttributeView view, FileStat opened)
      implements OpenFile {
    @Override
    public FileStat stat() throws IOException {
      try {
        return Attributes.stat(view.readAttributes());
      } catch (NoSuchFileException e) {
        return opened.withoutName(channel.size());
      }
    }

    @Override
    public void setTimes(@Nullable Long accessNanos, @Nullable Long modifyNanos)
        throws IOException {
      Attributes.setTimes(view, accessNanos, modifyNanos);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
