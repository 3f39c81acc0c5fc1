// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files that commands write. */
final class OutputFile {
  private OutputFile() {}

  /** {@return whether what is written is to go to standard output, as {@code -} says} */
  static boolean isStandardOutput(@Nullable Path target) {
    return target != null && target.toString().equals("-");
  }

  /**
   * Writes beside the target first, so that the target is never half there. A link leads to the
   * file that is written; what is no file, such as a device or a pipe, is written to as it is.
   *
   * @param sources what was read, which is not written over
   */
  static void write(Path target, byte[] bytes, List<Path> sources) throws IOException {
    if (isStandardOutput(target)) {
      System.out.write(bytes, 0, bytes.length);
      System.out.flush();
      return;
    }
    if (Files.isDirectory(target)) {
      throw new BadInput(target + ": is a directory");
    }
    Path file = Files.exists(target) ? target.toRealPath() : target;
    for (Path source : sources) {
      if (Files.exists(file) && Files.isSameFile(file, source)) {
        throw new BadInput(target + ": is what was read; name another file to write");
      }
    }
    boolean isReplaced = !Files.exists(file) || Files.isRegularFile(file);
    Path part = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.write(isReplaced ? part : file, bytes);
      if (isReplaced) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (FileSystemException e) {
      // The part's name means nothing to the user.
      throw new BadInput(Failures.fileMessage(e).replace(part.toString(), target.toString()));
    } finally {
      if (isReplaced) {
        Files.deleteIfExists(part);
      }
    }
  }
}
