// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import dev.jabiru.maven.build.Request.SourceModule;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.WasmException;
import dev.jabiru.wasm.text.ModuleMessage;
import dev.jabiru.wasm.text.TextModule;
import dev.jabiru.wasm.text.WatParser;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * A module as it was read from its file.
 *
 * @param source the file, and what its module is called
 * @param text where in the text each byte comes from, null for a binary file
 * @param module the decoded module
 */
record SourceFile(SourceModule source, @Nullable TextModule text, Module module) {
  /** Reads a file; throws {@link BadBuildException} if it holds no module. */
  static SourceFile read(SourceModule source, Features features) throws IOException {
    byte[] bytes = Files.readAllBytes(source.path());
    TextModule text = null;
    try {
      if (WatParser.isText(source.path(), bytes)) {
        text = WatParser.parse(bytes, features);
        bytes = text.binary();
      }
      return new SourceFile(source, text, Module.decode(bytes, features));
    } catch (WasmException e) {
      throw new BadBuildException(ModuleMessage.of(source.path().toString(), text, e));
    }
  }

  /** {@return the file, the place in it and what is wrong there} */
  String message(RuntimeException mistake) {
    return ModuleMessage.of(source.path().toString(), text, mistake);
  }
}
