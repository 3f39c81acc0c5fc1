// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;

/**
 * A host directory that a guest starts with.
 *
 * @param guestName the name under which the guest knows it
 * @param path the host directory, on any file system
 * @param sharing whether others may change the tree while the guest runs
 * @param writable whether the guest may change it
 */
record Preopen(String guestName, Path path, Sharing sharing, boolean writable) {
  /**
   * Opens the directory in the safest way there is here.
   *
   * @return the open directory
   * @throws IOException if it cannot be opened, or not safely and it is not declared unshared
   */
  Directory open() throws IOException {
    if (Files.notExists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (!Files.isDirectory(path)) {
      throw new NotDirectoryException(path.toString());
    }
    if (path.getFileSystem() == FileSystems.getDefault() && NativeDirectory.isAvailable()) {
      try {
        return NativeDirectory.open(path);
      } catch (WasiException e) {
        String why = e.errno() == Errno.ACCES ? "permission denied" : e.errno().name();
        throw new FileSystemException(path.toString(), null, why);
      }
    }
    if (sharing == Sharing.UNSHARED) {
      return new PathDirectory(path);
    }
    DirectoryStream<Path> stream = Files.newDirectoryStream(path);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new SecureDirectory(secure);
    }
    stream.close();
    throw new IOException(
        "cannot guard "
            + path
            + " against changes from outside on this platform; declare it Sharing.UNSHARED if"
            + " nobody else writes to it");
  }
}
