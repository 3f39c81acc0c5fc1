// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.WasmException;
import dev.jabiru.wasm.text.ModuleMessage;
import dev.jabiru.wasm.text.TextModule;
import dev.jabiru.wasm.text.WatParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A module's file as the commands that look at modules read it: binary or text, told apart by
 * {@link WatParser#isText(Path, byte[])}.
 *
 * @param path the file
 * @param bytes the module in binary, assembled if the file holds text
 * @param text where the text was, or null for a binary file
 */
record InputFile(Path path, byte[] bytes, @Nullable TextModule text) {
  static InputFile read(Path path, Features features) throws IOException {
    checkIsFile(path);
    byte[] bytes = Files.readAllBytes(path);
    if (ArtifactFile.isArtifact(bytes)) {
      throw isArtifact(path, "a module");
    }
    return of(path, bytes, features);
  }

  /** {@return what to say of a file that is an artifact where something else is wanted} */
  static BadInput isArtifact(Path path, String wanted) {
    return new BadInput(
        path
            + ": is an artifact, which only jabiru run, inspect and objdump take; wanted is "
            + wanted);
  }

  /** {@return the module in a file that has been read} */
  static InputFile of(Path path, byte[] bytes, Features features) {
    if (!WatParser.isText(path, bytes)) {
      if (bytes.length == 0) {
        throw new BadInput(path + ": unexpected end: the file is empty, wanted is a module");
      }
      // What begins a module is one that was cut.
      if (bytes[0] != 0) {
        throw new BadInput(path + ": neither a WebAssembly module nor text, nor an artifact");
      }
      return new InputFile(path, bytes, null);
    }
    try {
      TextModule text = WatParser.parse(bytes, features);
      return new InputFile(path, text.binary(), text);
    } catch (WasmException e) {
      throw BadInput.at(path, ModuleMessage.of(null, e));
    }
  }

  /** Refuses names that cannot be a file's, of which the JDK would not say so. */
  static void checkIsFile(Path path) {
    if (path.toString().isEmpty()) {
      throw new BadInput("a file's name is empty");
    }
    if (Files.isDirectory(path)) {
      throw new BadInput(path + ": is a directory");
    }
  }

  /** {@return the same, saying in the module itself which lines of the text it comes from} */
  InputFile withLines() {
    if (text == null) {
      return this;
    }
    TextModule lined = text.withLines(path.toString());
    return new InputFile(path, lined.binary(), lined);
  }

  /** {@return the module} */
  Module decode(Features features) {
    try {
      return Module.decode(bytes, features);
    } catch (WasmException e) {
      throw badInput(e);
    }
  }

  /** {@return what to tell the user of a mistake in the module, or of what we lack for it} */
  BadInput badInput(RuntimeException mistake) {
    ModuleMessage message = ModuleMessage.of(text, mistake);
    return mistake instanceof WasmException
        ? BadInput.at(path, message)
        : new BadInput(message.in(path.toString()));
  }

  /** {@return the file's name without its last suffix} */
  String stem() {
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
