// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import dev.jabiru.wasm.text.WastCommand;
import dev.jabiru.wasm.text.WastScript;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The modules of {@code modules.wast} in the binary format. */
final class SmallModules {
  private SmallModules() {}

  static List<byte[]> load() throws IOException {
    List<byte[]> modules = new ArrayList<>();
    try (InputStream in = SmallModules.class.getResourceAsStream("modules.wast")) {
      if (in == null) {
        throw new IOException("modules.wast is missing");
      }
      for (WastCommand command : WastScript.parse(in.readAllBytes()).commands()) {
        WastCommand.DefineAndInstantiate define = (WastCommand.DefineAndInstantiate) command;
        modules.add(define.module().binary(Features.all()));
      }
    }
    return modules;
  }
}
