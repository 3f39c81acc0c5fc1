// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.InvalidModuleException;
import dev.jabiru.wasm.MalformedModuleException;
import dev.jabiru.wasm.WasmException;

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
