// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory reached by its path, on any {@link java.nio.file.FileSystem}.
 *
 * <p>Each operation passes the whole path to the host, so a host process that swaps a directory on
 * that path for a link in the right moment is followed. That is safe only where the tree is not
 * shared with anybody who may write to it; {@link Preopen} asks for that to be declared. {@link
 * NativeDirectory} removes the weakness by a path that names an open handle.
 */
class PathDirectory implements Directory {
  private final Path path;

  PathDirectory(Path path) {
    this.path = path;
  }

  /**
   * {@return the path of a name in this directory; {@link Errno#INVAL} if to the host's file system
   * the name is more than one, as with its own separators}
   */
  final Path child(String name) throws IOException {
    Path only = path.getFileSystem().getPath(name);
    if (only.getNameCount() != 1 || only.getRoot() != null || !only.toString().equals(name)) {
      throw new WasiException(Errno.INVAL);
    }
    return path.resolve(only);
  }

  @Override
  public Directory duplicate() throws IOException {
    return new PathDirectory(path);
  }

  @Override
  public Directory openDirectory(String name) throws IOException {
    FileType type = stat(name).type();
    if (type != FileType.DIRECTORY) {
      throw new WasiException(type == FileType.SYMBOLIC_LINK ? Errno.LOOP : Errno.NOTDIR);
    }
    return new PathDirectory(child(name));
  }

  @Override
  public OpenFile openFile(String name, Access access) throws IOException {
    Path file = child(name);
    // Some file systems know no links and refuse the option; here nobody swaps names anyway.
    boolean hasOption = path.getFileSystem() == FileSystems.getDefault();
    if (!hasOption && Files.isSymbolicLink(file)) {
      throw new WasiException(Errno.LOOP);
    }
    SeekableByteChannel channel = open(file, access, hasOption);
    try {
      return new PathFile(channel, file, stat(name));
    } catch (NoSuchFileException e) {
      // Some file systems show a new file once it is closed.
      FileStat unseen = new FileStat(0, 0, FileType.REGULAR_FILE, 1, 0, 0, 0, 0);
      return new PathFile(channel, file, unseen);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Opens a channel; {@code create} and {@code exclusive} act only on a last name, not a link. */
  static SeekableByteChannel open(Path file, Access access, boolean noFollow) throws IOException {
    return Files.newByteChannel(file, options(access, noFollow));
  }

  static Set<OpenOption> options(Access access, boolean noFollow) {
    Set<OpenOption> options = new HashSet<>();
    boolean writes = access.write() || access.append();
    if (access.read() && !access.append() || !writes) {
      options.add(StandardOpenOption.READ);
    }
    if (writes) {
      options.add(access.append() ? StandardOpenOption.APPEND : StandardOpenOption.WRITE);
    }
    if (access.exclusive() && access.create()) {
      options.add(StandardOpenOption.CREATE_NEW);
    } else if (access.create()) {
      options.add(StandardOpenOption.CREATE);
    }
    if (access.truncate() && !access.append()) {
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    if (noFollow) {
      options.add(NOFOLLOW_LINKS);
    }
    return options;
  }

  @Override
  public FileStat stat() throws IOException {
    return Attributes.stat(path);
  }

  @Override
  public FileStat stat(String name) throws IOException {
    return Attributes.stat(child(name), NOFOLLOW_LINKS);
  }

  @Override
  public void setTimes(@Nullable Long accessNanos, @Nullable Long modifyNanos) throws IOException {
    Attributes.setTimes(
        Files.getFileAttributeView(path, BasicFileAttributeView.class), accessNanos, modifyNanos);
  }

  @Override
  public void setTimes(String name, @Nullable Long accessNanos, @Nullable Long modifyNanos)
      throws IOException {
    Attributes.setTimes(
        Files.getFileAttributeView(child(name), BasicFileAttributeView.class, NOFOLLOW_LINKS),
        accessNanos,
        modifyNanos);
  }

  @Override
  public List<Entry> list() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(path)) {
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
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  @Override
  public void createDirectory(String name) throws IOException {
    Files.createDirectory(child(name));
  }

  @Override
  public void removeDirectory(String name) throws IOException {
    if (stat(name).type() != FileType.DIRECTORY) {
      throw new NotDirectoryException(name);
    }
    Files.delete(child(name));
  }

  @Override
  public void unlink(String name) throws IOException {
    if (stat(name).type() == FileType.DIRECTORY) {
      throw new WasiException(Errno.ISDIR);
    }
    Files.delete(child(name));
  }

  @Override
  public void rename(String name, Directory to, String newName) throws IOException {
    checkRename(stat(name).type(), to, newName);
    try {
      Files.move(
          child(name),
          sameKind(to).child(newName),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new WasiException(Errno.XDEV);
    }
  }

  /** What POSIX refuses: a file over a directory, a directory over a file or a full directory. */
  static void checkRename(FileType type, Directory to, String newName) throws IOException {
    FileType old;
    try {
      old = to.stat(newName).type();
    } catch (IOException e) {
      return;
    }
    if (old == FileType.DIRECTORY && type != FileType.DIRECTORY) {
      throw new WasiException(Errno.ISDIR);
    }
    if (old != FileType.DIRECTORY && type == FileType.DIRECTORY) {
      throw new WasiException(Errno.NOTDIR);
    }
  }

  @Override
  public void link(String name, Directory to, String newName) throws IOException {
    FileType type = stat(name).type();
    if (type == FileType.DIRECTORY) {
      throw new WasiException(Errno.PERM);
    }
    Files.createLink(sameKind(to).child(newName), child(name));
  }

  private static PathDirectory sameKind(Directory to) throws IOException {
    if (to instanceof PathDirectory other) {
      return other;
    }
    throw new WasiException(Errno.XDEV);
  }

  @Override
  public void symlink(String target, String name) throws IOException {
    Path link = child(name);
    if (Files.exists(link, NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(name);
    }
    Files.createSymbolicLink(link, link.getFileSystem().getPath(target));
  }

  @Override
  public String readLink(String name) throws IOException {
    return Files.readSymbolicLink(child(name)).toString();
  }

  @Override
  public void close() throws IOException {}

  /** A file whose attributes are asked for by path. */
  private record PathFile(SeekableByteChannel channel, Path path, FileStat opened)
      implements OpenFile {
    @Override
    public FileStat stat() throws IOException {
      try {
        return Attributes.stat(path, NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        return opened.withoutName(channel.size());
      }
    }

    @Override
    public void setTimes(@Nullable Long accessNanos, @Nullable Long modifyNanos)
        throws IOException {
      Attributes.setTimes(
          Files.getFileAttributeView(path, BasicFileAttributeView.class, NOFOLLOW_LINKS),
          accessNanos,
          modifyNanos);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
