// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import java.util.Arrays;

/**
 * For some of a function's values, the first and the last point where each is needed.
 *
 * <p>Reused from region to region: {@link #clear} costs as much as there are members.
 */
final class Intervals {
  private final int[] starts;
  private final int[] ends;
  private int[] members = new int[32];
  private int size;

  Intervals(int values) {
    starts = new int[values];
    ends = new int[values];
    Arrays.fill(ends, -1);
  }

  /** Widens a value's interval to hold a point. */
  void extend(int value, int point) {
    if (ends[value] < 0) {
      if (size == members.length) {
        members = Arrays.copyOf(members, size * 2);
      }
      members[size++] = value;
      starts[value] = point;
      ends[value] = point;
    } else {
      starts[value] = Math.min(starts[value], point);
      ends[value] = Math.max(ends[value], point);
    }
  }

  /** Widens a value's interval to hold its definition: two made at one point always overlap. */
  void define(int value, int point) {
    extend(value, point);
    extend(value, point + 1);
  }

  int size() {
    return size;
  }

  int start(int value) {
    return starts[value];
  }

  int end(int value) {
    return ends[value];
  }

  boolean contains(int value) {
    return ends[value] >= 0;
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      ends[members[i]] = -1;
    }
    size = 0;
  }

  /** The members in ascending order of their starts, and of their numbers where these agree. */
  int[] byStart() {
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      keys[i] = (long) starts[members[i]] << 32 | members[i];
    }
    Arrays.sort(keys);
    int[] sorted = new int[size];
    for (int i = 0; i < size; i++) {
      sorted[i] = (int) keys[i];
    }
    return sorted;
  }
}
