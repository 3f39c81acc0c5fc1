// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.dwarf;

import dev.jabiru.environ.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows a section; little-endian. */
final class DwarfOutput {
  private byte[] bytes = new byte[256];
  private int length;

  int length() {
    return length;
  }

  void u8(int value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) value;
  }

  void u16(int value) {
    u8(value);
    u8(value >> 8);
  }

  void u32(int value) {
    u16(value);
    u16(value >> 16);
  }

  void address(int value) {
    u32(value);
    u32(0);
  }

  void uleb(int value) {
    int rest = value;
    for (; (rest & ~0x7f) != 0; rest >>>= 7) {
      u8(rest | 0x80);
    }
    u8(rest);
  }

  void sleb(int value) {
    int rest = value;
    for (; rest < -64 || rest > 63; rest >>= 7) {
      u8(rest & 0x7f | 0x80);
    }
    u8(rest & 0x7f);
  }

  /** A string, up to its first zero if it has one, with a zero behind it. */
  void string(String value) {
    int zero = value.indexOf('\0');
    String text = zero < 0 ? value : value.substring(0, zero);
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      u8(each);
    }
    u8(0);
  }

  /** Leaves room for the length of what follows. {@return what {@link #endLength} wants} */
  int beginLength() {
    u32(0);
    return length;
  }

  /** Fills the length in. */
  void endLength(int start) {
    int value = length - start;
    for (int i = 0; i < 4; i++) {
      bytes[start - 4 + i] = (byte) (value >> 8 * i);
    }
  }

  Bytes finish() {
    return Bytes.of(bytes, 0, length);
  }
}
