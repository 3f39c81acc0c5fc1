// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The constants and jump tables behind a function's code, in the order in which they were first
 * asked for, each aligned to its size (a table to 4 bytes). The code begins at a multiple of 16.
 */
final class ConstantPool {
  private sealed interface Entry {
    int bytes();
  }

  private record Constant(long low, long high, int bytes) implements Entry {}

  private record Table(int[] labels) implements Entry {
    @Override
    public int bytes() {
      return labels.length * 4;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Constant, Integer> known = new HashMap<>();
  private int[] offsets = new int[0];

  void clear() {
    entries.clear();
    known.clear();
  }

  int constant(long low, long high, int bytes) {
    Constant constant = new Constant(low, high, bytes);
    Integer number = known.get(constant);
    if (number == null) {
      number = entries.size();
      entries.add(constant);
      known.put(constant, number);
    }
    return number;
  }

  int table(int[] labels) {
    entries.add(new Table(labels.clone()));
    return entries.size() - 1;
  }

  /** Returns what stands behind code of some length, given where the labels are. */
  byte[] bytes(int codeBytes, int[] labels) {
    offsets = new int[entries.size()];
    int end = 0;
    for (int i = 0; i < offsets.length; i++) {
      Entry entry = entries.get(i);
      int align = entry instanceof Constant ? entry.bytes() : 4;
      end = (codeBytes + end + align - 1 & -align) - codeBytes;
      offsets[i] = end;
      end += entry.bytes();
    }
    byte[] bytes = new byte[end];
    for (int i = 0; i < offsets.length; i++) {
      if (entries.get(i) instanceof Table table) {
        for (int j = 0; j < table.labels.length; j++) {
          int distance = labels[table.labels[j]] - (codeBytes + offsets[i]);
          Assembler.writeInt(bytes, offsets[i] + 4 * j, distance);
        }
      } else if (entries.get(i) instanceof Constant constant) {
        for (int j = 0; j < constant.bytes; j++) {
          long word = j < 8 ? constant.low : constant.high;
          bytes[offsets[i] + j] = (byte) (word >>> 8 * (j & 7));
        }
      }
    }
    return bytes;
  }

  /** Returns where an entry is, from the end of the code, once {@link #bytes} has been asked. */
  int offset(int entry) {
    return offsets[entry];
  }

  @Override
  public String toString() {
    return entries + " at " + Arrays.toString(offsets);
  }
}
