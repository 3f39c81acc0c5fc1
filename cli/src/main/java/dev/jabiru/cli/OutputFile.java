// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Files that commands write. */
final class OutputFile {
  private OutputFile() {}

  /** {@return whether what is written is to go to standard output, as {@code -} says} */
  static boolean isStandardOutput(@Nullable Path target) {
    return target != null && target.toString().equals("-");
  }

  /** Writes beside the target first, so that the target is never half there. */
  static void write(Path target, byte[] bytes) throws IOException {
    if (isStandardOutput(target)) {
      System.out.write(bytes, 0, bytes.length);
      System.out.flush();
      return;
    }
    if (Files.isDirectory(target)) {
      throw new BadInput(target + ": is a directory");
    }
    Path part = target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.write(part, bytes);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException e) {
      // The part's name means nothing to the user.
      throw new BadInput(Failures.fileMessage(e).replace(part.toString(), target.toString()));
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
