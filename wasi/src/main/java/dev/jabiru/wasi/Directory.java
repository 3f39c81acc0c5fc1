// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One open directory, and the operations on the names in it.
 *
 * <p>Every {@code name} is a single component: never empty, {@code .} or {@code ..}, and without a
 * separator. No operation follows a symbolic link; opening one fails with {@link Errno#LOOP}. So
 * whoever reaches a file by opening directories one by one, starting from a pre-opened one, cannot
 * be led outside. Which implementation keeps that promise against a host that swaps names in the
 * meantime is said by each.
 *
 * <p>All failures are {@link IOException}s that {@link Errno#of} understands. Belongs to one thread
 * at a time.
 */
interface Directory extends Closeable {
  /** How to open a file. */
  record Access(
      boolean read,
      boolean write,
      boolean append,
      boolean create,
      boolean exclusive,
      boolean truncate) {}

  /** A name in a directory. */
  record Entry(String name, FileType type, long inode) {}

  /** {@return another handle of the same directory, closed on its own} */
  Directory duplicate() throws IOException;

  /** {@return a directory in this one} */
  Directory openDirectory(String name) throws IOException;

  /** {@return a file in this directory, open} */
  OpenFile openFile(String name, Access access) throws IOException;

  /** {@return what this directory itself is} */
  FileStat stat() throws IOException;

  /** {@return what a name stands for; of a link, the link} */
  FileStat stat(String name) throws IOException;

  /** Sets times of this directory; null leaves one as it is. */
  void setTimes(@Nullable Long accessNanos, @Nullable Long modifyNanos) throws IOException;

  /** Sets times of what a name stands for; null leaves one as it is. */
  void setTimes(String name, @Nullable Long accessNanos, @Nullable Long modifyNanos)
      throws IOException;

  /** {@return all names, without . and .., in no promised order} */
  List<Entry> list() throws IOException;

  /** Creates an empty directory. */
  void createDirectory(String name) throws IOException;

  /** Removes an empty directory. */
  void removeDirectory(String name) throws IOException;

  /** Removes a name that is not a directory. */
  void unlink(String name) throws IOException;

  /** Renames, replacing what the new name stood for. */
  void rename(String name, Directory to, String newName) throws IOException;

  /** Gives a file a second name. */
  void link(String name, Directory to, String newName) throws IOException;

  /** Creates a symbolic link. */
  void symlink(String target, String name) throws IOException;

  /** {@return the text of a symbolic link; {@link Errno#INVAL} when it is none} */
  String readLink(String name) throws IOException;
}
