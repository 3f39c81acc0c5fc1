// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** Checks UTF-8 as strictly as the specification does. */
final class Utf8 {
  private Utf8() {}

  /** Returns where the first mistake begins between two positions, or -1 if there is none. */
  static int firstMalformed(byte[] bytes, int start, int end) {
    int pos = start;
    while (pos < end) {
      int b = bytes[pos];
      if (b >= 0) {
        pos++;
        continue;
      }
      int more = b < (byte) 0xE0 ? 1 : b < (byte) 0xF0 ? 2 : 3;
      if (b < (byte) 0xC2 || b > (byte) 0xF4 || end - pos <= more) {
        return pos;
      }
      int code = b & 0x3F >> more;
      for (int i = 1; i <= more; i++) {
        int next = bytes[pos + i];
        if (next >= (byte) 0xC0) {
          return pos;
        }
        code = code << 6 | next & 0x3F;
      }
      boolean isOverlong = more == 2 && code < 0x800 || more == 3 && code < 0x10000;
      boolean isSurrogate = code >= 0xD800 && code < 0xE000;
      if (isOverlong || isSurrogate || code > 0x10FFFF) {
        return pos;
      }
      pos += more + 1;
    }
    return -1;
  }
}
