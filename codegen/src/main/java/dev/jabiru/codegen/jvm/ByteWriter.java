// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import java.util.Arrays;

/** A growing array of bytes, big-endian as class files are. */
final class ByteWriter {
  private byte[] bytes;
  private int size;

  ByteWriter(int capacity) {
    this.bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  void put1(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void put2(int value) {
    reserve(2);
    bytes[size++] = (byte) (value >> 8);
    bytes[size++] = (byte) value;
  }

  void put4(int value) {
    put2(value >> 16);
    put2(value);
  }

  void put8(long value) {
    put4((int) (value >> 32));
    put4((int) value);
  }

  void put(byte[] from, int length) {
    reserve(length);
    System.arraycopy(from, 0, bytes, size, length);
    size += length;
  }

  void put(ByteWriter other) {
    put(other.bytes, other.size);
  }

  /** Overwrites two bytes written before. */
  void set2(int at, int value) {
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
