// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.runtime.WasmFrame;
import dev.jabiru.wasm.text.TextModule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The texts that the modules of a run were assembled from, for places in backtraces. Frames know
 * their module by its name, so where two modules have the same one neither is told by its text.
 */
final class GuestTexts {
  /** By the module's name; null where there is no text, or more than one module. */
  private final Map<String, @Nullable InputFile> inputs = new HashMap<>();

  /** Asks for names, which takes a look at the modules: not for a run that goes well. */
  static GuestTexts of(List<Modules.Loaded> modules) {
    GuestTexts texts = new GuestTexts();
    for (Modules.Loaded each : modules) {
      String name = each.module().name();
      texts.inputs.put(name, texts.inputs.containsKey(name) ? null : each.input());
    }
    return texts;
  }

  /**
   * {@return a frame, with file, line and column where they are known}
   *
   * @param withModule whether to name the module where there is no file that tells it
   */
  String describe(WasmFrame frame, boolean withModule) {
    InputFile input = inputs.get(frame.module());
    TextModule text = input == null ? null : input.text();
    if (input == null || text == null || frame.offset() < 0) {
      return frame + (withModule ? " of module " + frame.module() : "");
    }
    WasmFrame placeless = new WasmFrame(frame.module(), frame.function(), frame.name(), -1);
    return placeless + " at " + input.path() + ":" + text.sourceMap().locate(frame.offset());
  }
}
