// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.WasmException;
import dev.jabiru.wasm.text.TextModule;
import dev.jabiru.wasm.text.WatParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A module's file as the commands that look at modules read it: binary or text, told apart by the
 * first byte.
 *
 * @param path the file
 * @param bytes the module in binary, assembled if the file holds text
 * @param text where the text was, or null for a binary file
 */
record InputFile(Path path, byte[] bytes, @Nullable TextModule text) {
  static InputFile read(Path path, Features features) throws IOException {
    if (Files.isDirectory(path)) {
      throw new BadInput(path + ": is a directory");
    }
    byte[] bytes = Files.readAllBytes(path);
    if (ArtifactFile.isArtifact(bytes)) {
      throw new BadInput(
          path + ": is an artifact, which only jabiru run takes; wanted is a module");
    }
    if (!isText(bytes)) {
      return new InputFile(path, bytes, null);
    }
    try {
      TextModule text = WatParser.parse(bytes, features);
      return new InputFile(path, text.binary(), text);
    } catch (WasmException e) {
      throw new BadInput(path + ": " + e.getMessage());
    }
  }

  /** Neither a binary module nor an artifact begins with one of these. */
  private static boolean isText(byte[] bytes) {
    return bytes.length > 0 && "(; \t\r\n".indexOf(bytes[0]) >= 0;
  }

  /** {@return the module} */
  Module decode(Features features) {
    try {
      return Module.decode(bytes, features);
    } catch (WasmException e) {
      throw badInput(e);
    }
  }

  /** {@return what to tell the user of a mistake in the module} */
  BadInput badInput(WasmException mistake) {
    WasmException located = text == null ? mistake : text.inText(mistake);
    return new BadInput(path + ": " + located.getMessage());
  }

  /** {@return the file's name without its last suffix} */
  String stem() {
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
