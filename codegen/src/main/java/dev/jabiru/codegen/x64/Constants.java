// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The constants that a function reads from memory, each once. Belongs to one thread. */
final class Constants {
  /**
   * A constant.
   *
   * @param bytes its size: 4, 8 or 16, which is its alignment too
   * @param low the lower 8 bytes
   * @param high the upper 8 bytes
   */
  record Entry(int bytes, long low, long high) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Entry, Integer> numbers = new HashMap<>();

  /** {@return the number of a constant} */
  int add(int bytes, long low, long high) {
    Entry entry = new Entry(bytes, bytes == 4 ? low & 0xFFFFFFFFL : low, high);
    Integer number = numbers.putIfAbsent(entry, entries.size());
    if (number != null) {
      return number;
    }
    entries.add(entry);
    return entries.size() - 1;
  }

  List<Entry> entries() {
    return entries;
  }
}
