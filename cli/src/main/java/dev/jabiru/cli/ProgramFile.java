// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.artifact.ArtifactFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that is to be run: a module, which is read, or an artifact, which whoever loads it reads
 * as far as it needs.
 *
 * @param path the file
 * @param bytes what is in it
 * @param channel is open if the bytes are still in the file
 */
record ProgramFile(Path path, Bytes bytes, @Nullable FileChannel channel) implements Closeable {
  static ProgramFile open(Path path) throws IOException {
    InputFile.checkIsFile(path);
    if (Files.isRegularFile(path)) {
      FileChannel channel = FileChannel.open(path);
      Bytes bytes = Bytes.of(channel);
      if (ArtifactFile.isArtifact(bytes)) {
        return new ProgramFile(path, bytes, channel);
      }
      channel.close();
    }
    return new ProgramFile(path, Bytes.of(Files.readAllBytes(path)), null);
  }

  boolean isArtifact() {
    return ArtifactFile.isArtifact(bytes);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
