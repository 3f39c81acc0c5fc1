// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.dwarf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of line programs: from an offset on, the file and line. They come in sequences, each in
 * ascending order and with an end; sequences come in any order, and {@link #sort} makes one list.
 */
final class SourceRows {
  private static final int NO_FILE = -1;
  private static final int COLUMNS = 3;

  private record Sequence(int from, int to, int start, int end) {}

  private final List<String> files = new ArrayList<>();
  private final Map<String, Integer> fileNumbers = new HashMap<>();

  /** Offset, file, line of each row. */
  private int[] rows = new int[COLUMNS * 64];

  private int count;
  private int sequenceStart;
  private final List<Sequence> sequences = new ArrayList<>();

  /** {@return the number of a file} An empty name would end the list of those that are written. */
  int fileNumber(String given) {
    String name = given.isEmpty() ? "?" : given;
    return fileNumbers.computeIfAbsent(
        name,
        any -> {
          files.add(any);
          return files.size() - 1;
        });
  }

  /** {@return the names of files by their numbers} */
  List<String> files() {
    return files;
  }

  /** Adds a row to the sequence. */
  void add(int offset, int file, int line) {
    if (COLUMNS * count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * rows.length);
    }
    rows[COLUMNS * count] = offset;
    rows[COLUMNS * count + 1] = file;
    rows[COLUMNS * count + 2] = line;
    count++;
  }

  /** Ends the sequence, and forgets it if it is not wanted or not in order. */
  void endSequence(int end, boolean isWanted) {
    add(end, NO_FILE, 0);
    boolean isInOrder = true;
    for (int i = sequenceStart + 1; i < count; i++) {
      isInOrder &= offset(i - 1) <= offset(i);
    }
    if (isWanted && isInOrder) {
      sequences.add(new Sequence(sequenceStart, count, offset(sequenceStart), end));
      sequenceStart = count;
    } else {
      dropSequence();
    }
  }

  /** Forgets the rows of a sequence that has not ended. */
  void dropSequence() {
    count = sequenceStart;
  }

  /** Brings sequences into the order of their offsets. Of two that overlap, the first is taken. */
  void sort() {
    sequences.sort(Comparator.comparingInt(Sequence::start));
    int[] sorted = new int[COLUMNS * count];
    int size = 0;
    int end = Integer.MIN_VALUE;
    for (Sequence each : sequences) {
      if (each.start >= end) {
        int length = COLUMNS * (each.to - each.from);
        System.arraycopy(rows, COLUMNS * each.from, sorted, size, length);
        size += length;
        end = each.end;
      }
    }
    rows = sorted;
    count = size / COLUMNS;
  }

  /** {@return the number of the last row up to an offset, -1 if there is no line at it} */
  int find(int offset) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      if (offset(middle) <= offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high < 0 || file(high) == NO_FILE ? -1 : high;
  }

  private int offset(int row) {
    return rows[COLUMNS * row];
  }

  int file(int row) {
    return rows[COLUMNS * row + 1];
  }

  int line(int row) {
    return rows[COLUMNS * row + 2];
  }
}
