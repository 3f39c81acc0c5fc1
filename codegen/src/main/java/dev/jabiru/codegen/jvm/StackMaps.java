// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import static dev.jabiru.codegen.jvm.VerificationType.OBJECT;
import static dev.jabiru.codegen.jvm.VerificationType.TOP;

import java.util.Arrays;

/**
 * Writes the entries of a StackMapTable, each as the difference to the one before where a short
 * form fits.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se25/html/jvms-4.html#jvms-4.7.4">JVMS
 *     4.7.4</a>
 */
final class StackMaps {
  private static final int SAME_LOCALS_1 = 64;
  private static final int SAME_LOCALS_1_EXTENDED = 247;
  private static final int SAME_EXTENDED = 251;
  private static final int FULL = 255;

  private byte[] bytes = new byte[64];
  private int size;
  private int[] relocations = new int[16];
  private int relocationCount;
  private int count;

  private int lastOffset = -1;
  private int[] last; // entries: a long or double is one
  private int lastCount;
  private int[] next = new int[16];

  StackMaps(int[] entry) {
    this.last = new int[Math.max(16, entry.length)];
    this.lastCount = compact(entry, entry.length);
    swap();
  }

  /** Adds a frame; a second one at the same offset must say the same and is dropped. */
  void add(int offset, int[] locals, int localLimit, int[] stack, int height) {
    if (offset == lastOffset) {
      return;
    }
    int delta = lastOffset < 0 ? offset : offset - lastOffset - 1;
    lastOffset = offset;
    count++;
    int n = compact(locals, localLimit);
    int common = 0;
    while (common < n && common < lastCount && next[common] == last[common]) {
      common++;
    }
    int grown = n - lastCount;
    if (height == 0 && grown == 0 && common == n) {
      if (delta < 64) {
        put1(delta);
      } else {
        put1(SAME_EXTENDED);
        put2(delta);
      }
    } else if (height == 1 && grown == 0 && common == n) {
      if (delta < 64) {
        put1(SAME_LOCALS_1 + delta);
      } else {
        put1(SAME_LOCALS_1_EXTENDED);
        put2(delta);
      }
      type(stack[0]);
    } else if (height == 0
        && grown != 0
        && grown >= -3
        && grown <= 3
        && common == Math.min(n, lastCount)) {
      put1(SAME_EXTENDED + grown);
      put2(delta);
      for (int i = lastCount; i < n; i++) {
        type(next[i]);
      }
    } else {
      put1(FULL);
      put2(delta);
      put2(n);
      for (int i = 0; i < n; i++) {
        type(next[i]);
      }
      put2(height);
      for (int i = 0; i < height; i++) {
        type(stack[i]);
      }
    }
    lastCount = n;
    swap();
  }

  /** Fills {@link #next} with one entry a value and no unknowns at the end. */
  private int compact(int[] locals, int limit) {
    if (next.length < limit) {
      next = new int[limit * 2];
    }
    int n = 0;
    int known = 0;
    for (int slot = 0; slot < limit; slot++) {
      int type = locals[slot];
      next[n++] = type;
      if (type != TOP) {
        known = n;
        slot += VerificationType.slots(type) - 1;
      }
    }
    return known;
  }

  private void swap() {
    int[] t = last;
    last = next;
    next = t;
  }

  private void type(int type) {
    put1(VerificationType.tag(type));
    if (VerificationType.tag(type) == OBJECT) {
      if (relocationCount + 2 > relocations.length) {
        relocations = Arrays.copyOf(relocations, relocationCount * 2);
      }
      relocations[relocationCount++] = size;
      relocations[relocationCount++] = VerificationType.symbol(type);
      put2(0);
    }
  }

  private void put1(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, size * 2);
    }
    bytes[size++] = (byte) value;
  }

  private void put2(int value) {
    put1(value >> 8);
    put1(value);
  }

  /** Where the last frame applies, -1 before the first. */
  int lastOffset() {
    return lastOffset;
  }

  int count() {
    return count;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }

  int[] relocations() {
    return Arrays.copyOf(relocations, relocationCount);
  }
}
