// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Strict UTF-8, as the specification defines names. */
final class Utf8 {
  private Utf8() {}

  /** The text that the bytes encode, or null if they are no UTF-8. */
  static @Nullable String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /**
   * The length in bytes of the encoded code point at {@code offset}, or 0 if there is none: an
   * overlong form, a surrogate, a value beyond U+10FFFF or a truncated sequence.
   */
  static int sequenceLength(byte[] bytes, int offset) {
    int first = bytes[offset] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (offset + length > bytes.length) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[offset + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = length > 1 ? bytes[offset + 1] & 0xFF : 0;
    boolean outside =
        (first == 0xE0 && second < 0xA0)
            || (first == 0xED && second > 0x9F)
            || (first == 0xF0 && second < 0x90)
            || (first == 0xF4 && second > 0x8F);
    return outside ? 0 : length;
  }
}
