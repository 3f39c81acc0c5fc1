// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.cli;

import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Module;
import dev.jabiru.wasm.WasmException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Loads what {@code jabiru run} is given. */
final class Modules {
  private Modules() {}

  static Module load(Engine engine, Path file, @Nullable String name) throws IOException {
    try {
      return Module.of(engine, file);
    } catch (WasmException e) {
      throw new BadInput(file + ": " + e.getMessage());
    }
  }
}
