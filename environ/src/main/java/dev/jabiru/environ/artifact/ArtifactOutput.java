// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows a section of an artifact. */
final class ArtifactOutput {
  private byte[] bytes = new byte[4096];
  private int length;

  void u8(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  void varint(int value) {
    reserve(5);
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** Writes bytes whose number the reader knows. */
  void raw(Bytes raw) {
    reserve(raw.length());
    raw.copyTo(bytes, length);
    length += raw.length();
  }

  void blob(Bytes blob) {
    varint(blob.length());
    raw(blob);
  }

  void string(String value) {
    blob(Bytes.of(value.getBytes(StandardCharsets.UTF_8)));
  }

  Bytes finish() {
    return Bytes.of(bytes, 0, length);
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, Math.addExact(length, length / 2)));
    }
  }
}
