// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.artifact.ArtifactClassSource;
import dev.jabiru.environ.artifact.ArtifactException;
import dev.jabiru.environ.artifact.ArtifactFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that is to be run, read as far as no engine is needed: while this goes on, what an engine
 * needs is {@linkplain dev.jabiru.runtime.Engine#prepare prepared}.
 *
 * @param path the file
 * @param artifacts what is in it if it is an artifact; the text is still in the file
 * @param module what is in it if it is a module
 * @param channel is open as long as the text is in the file
 */
record ProgramFile(
    Path path,
    @Nullable CompilationArtifacts artifacts,
    byte @Nullable [] module,
    @Nullable FileChannel channel)
    implements Closeable {
  static ProgramFile open(Path path) throws IOException {
    InputFile.checkIsFile(path);
    if (Files.isRegularFile(path)) {
      FileChannel channel = FileChannel.open(path);
      Bytes bytes = Bytes.of(channel);
      if (ArtifactFile.isArtifact(bytes)) {
        return new ProgramFile(path, read(path, bytes), null, channel);
      }
      channel.close();
    }
    byte[] file = Files.readAllBytes(path);
    return ArtifactFile.isArtifact(file)
        ? new ProgramFile(path, read(path, Bytes.of(file)), null, null)
        : new ProgramFile(path, null, file, null);
  }

  private static CompilationArtifacts read(Path path, Bytes bytes) {
    try {
      CompilationArtifacts artifacts = ArtifactFile.read(bytes);
      for (ModuleArtifact each : artifacts.modules()) {
        ArtifactClassSource.skeleton(each);
      }
      return artifacts;
    } catch (ArtifactException e) {
      throw new BadInput(path + ": " + e.getMessage());
    } catch (UncheckedIOException e) {
      throw new BadInput(path + ": cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
