// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import java.util.Arrays;

/**
 * A hash table from {@code long} keys that are not negative to {@code int} values, without boxes.
 */
final class LongIntMap {
  private static final int NONE = -1;

  private long[] keys = new long[64];
  private int[] values = new int[64];
  private int size;

  LongIntMap() {
    Arrays.fill(keys, NONE);
  }

  /** Returns the value of a key, or -1 if it has none. */
  int get(long key) {
    int slot = slot(key);
    return keys[slot] == key ? values[slot] : NONE;
  }

  void put(long key, int value) {
    int slot = slot(key);
    if (keys[slot] != key) {
      if (++size * 2 > keys.length) {
        grow();
        slot = slot(key);
      }
      keys[slot] = key;
    }
    values[slot] = value;
  }

  /** Returns where the key is or, if it is nowhere, where it goes. */
  private int slot(long key) {
    long hash = key * 0x9E3779B97F4A7C15L;
    int mask = keys.length - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (keys[slot] != key && keys[slot] != NONE) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[oldKeys.length * 2];
    Arrays.fill(keys, NONE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != NONE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
