// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import java.util.Arrays;

/** Numbers of a column of a table, as they are collected. */
final class IntColumn {
  private int[] values = new int[64];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int get(int i) {
    return values[i];
  }

  int size() {
    return size;
  }

  /** {@return columns one behind the other, little-endian} */
  static byte[] table(IntColumn... columns) {
    byte[] bytes = new byte[4 * columns.length * columns[0].size];
    int at = 0;
    for (IntColumn column : columns) {
      for (int i = 0; i < column.size; i++) {
        put(bytes, at, column.values[i]);
        at += 4;
      }
    }
    return bytes;
  }

  static void put(byte[] bytes, int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >> 8 * i);
    }
  }
}
