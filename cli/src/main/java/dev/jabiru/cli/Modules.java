// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.artifact.ArtifactException;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Module;
import dev.jabiru.wasm.WasmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Loads what {@code jabiru run} is given: a module in either format, or one of an artifact. */
final class Modules {
  private Modules() {}

  /**
   * {@return the module of a file}
   *
   * @param engine the engine it will belong to
   * @param file the file
   * @param name which module of an artifact; may be null where it holds one
   */
  static Module load(Engine engine, Path file, @Nullable String name) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      if (ArtifactFile.isArtifact(bytes)) {
        return choose(Module.load(engine, bytes), file, name);
      }
      if (name != null) {
        throw new BadInput(file + ": --module is for artifacts, this is a module");
      }
      return Module.of(engine, bytes);
    } catch (WasmException | ArtifactException | UnsupportedOperationException e) {
      // The last is what an engine without a compiler says.
      throw new BadInput(file + ": " + e.getMessage());
    }
  }

  private static Module choose(Map<String, Module> modules, Path file, @Nullable String name) {
    if (name == null && modules.size() == 1) {
      return modules.values().iterator().next();
    }
    Module module = name == null ? null : modules.get(name);
    if (module == null) {
      throw new BadInput(
          file
              + (name == null ? ": choose a module with --module: " : ": no module " + name + ": ")
              + String.join(", ", modules.keySet()));
    }
    return module;
  }
}
