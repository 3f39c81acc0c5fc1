// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.InvalidModuleException;
import dev.jabiru.wasm.MalformedModuleException;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.WasmException;
import java.util.Arrays;

/**
 * A module assembled from text.
 *
 * @param binary the module in the binary format, with a name section made from its identifiers;
 *     whoever receives the array owns it
 * @param sourceMap where in the text each part of the binary comes from
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record TextModule(byte[] binary, SourceMap sourceMap) {
  private static final String AT_BYTE = " at byte 0x";

  /**
   * {@return the same with a section {@code .debug_line} behind the others, in DWARF, that says
   * which line each instruction comes from}
   *
   * @param file what the text is called in there
   * @throws MalformedModuleException if the binary is none, as text may give it byte by byte
   */
  public TextModule withLines(String file) {
    Module module = Module.decode(binary, Features.all());
    if (module.definedFuncCount() == 0) {
      return this;
    }
    byte[] section = LineSection.of(module, sourceMap, file);
    byte[] all = Arrays.copyOf(binary, binary.length + section.length);
    System.arraycopy(section, 0, all, binary.length, section.length);
    return new TextModule(all, sourceMap);
  }

  /**
   * {@return the mistake found in the binary as the mistake in the text that it is: with line and
   * column instead of a byte offset}
   *
   * @param mistake what decoding or validating the binary threw
   */
  public WasmException inText(WasmException mistake) {
    int offset = mistake.offset().orElse(-1);
    String message = String.valueOf(mistake.getMessage());
    int end = message.lastIndexOf(AT_BYTE);
    if (offset < 0 || end < 0) {
      return mistake;
    }
    String located = message.substring(0, end) + " at " + sourceMap.locate(offset);
    WasmException inText =
        switch (mistake) {
          case MalformedModuleException m -> new MalformedModuleException(located);
          case InvalidModuleException i -> new InvalidModuleException(located);
          default -> mistake;
        };
    inText.setStackTrace(mistake.getStackTrace());
    return inText;
  }
}
