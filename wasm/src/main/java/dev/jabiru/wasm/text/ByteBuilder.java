// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A part of a binary module under assembly, with marks that say which source it came from. */
final class ByteBuilder {
  private byte[] bytes = new byte[64];
  private int size;
  private int[] markOffsets = new int[16];
  private int[] markSources = new int[16];
  private int marks;

  int size() {
    return size;
  }

  /** Says that what follows comes from this offset in the source. */
  void mark(int sourceOffset) {
    mark(size, sourceOffset);
  }

  private void mark(int offset, int sourceOffset) {
    if (marks == markOffsets.length) {
      markOffsets = Arrays.copyOf(markOffsets, 2 * marks);
      markSources = Arrays.copyOf(markSources, 2 * marks);
    }
    markOffsets[marks] = offset;
    markSources[marks++] = sourceOffset;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
    }
  }

  void u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** Unsigned LEB128. */
  void unsigned(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      u8(((int) rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    u8((int) rest);
  }

  /** An unsigned 32-bit number in LEB128. */
  void u32(int value) {
    unsigned(value & 0xFFFFFFFFL);
  }

  /** Signed LEB128. */
  void signed(long value) {
    long rest = value;
    while (rest < -64 || rest > 63) {
      u8(((int) rest & 0x7F) | 0x80);
      rest >>= 7;
    }
    u8((int) rest & 0x7F);
  }

  /** The low bytes of a number, little-endian. */
  void littleEndian(long value, int count) {
    for (int i = 0; i < count; i++) {
      u8((int) (value >>> (8 * i)));
    }
  }

  void raw(byte[] added) {
    raw(added, 0, added.length);
  }

  private void raw(byte[] added, int start, int length) {
    reserve(length);
    System.arraycopy(added, start, bytes, size, length);
    size += length;
  }

  /** A vector of bytes: its length, then the bytes. */
  void vector(byte[] added) {
    u32(added.length);
    raw(added);
  }

  void name(String name) {
    vector(name.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends another part with its marks. */
  void append(ByteBuilder other) {
    for (int i = 0; i < other.marks; i++) {
      mark(size + other.markOffsets[i], other.markSources[i]);
    }
    raw(other.bytes, 0, other.size);
  }

  /** Moves what another part holds from {@code start} on to the end of this one; no marks. */
  void moveTail(ByteBuilder other, int start) {
    raw(other.bytes, start, other.size - start);
    other.size = start;
  }

  void clear() {
    size = 0;
    marks = 0;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** The bytes, one per character; equal strings mean equal bytes. */
  String toKey() {
    return new String(bytes, 0, size, StandardCharsets.ISO_8859_1);
  }

  SourceMap sourceMap(byte[] source) {
    return new SourceMap(
        source, Arrays.copyOf(markOffsets, marks), Arrays.copyOf(markSources, marks));
  }
}
