// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.util.Arrays;

/**
 * Where in a source text each part of the assembled binary comes from.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class SourceMap {
  private final byte[] source;
  private final int[] binaryOffsets;
  private final int[] sourceOffsets;

  /** Both arrays have the same length; the first is ascending. */
  SourceMap(byte[] source, int[] binaryOffsets, int[] sourceOffsets) {
    this.source = source;
    this.binaryOffsets = binaryOffsets;
    this.sourceOffsets = sourceOffsets;
  }

  /**
   * {@return the place in the text, as {@code line:column} from 1, of the instruction or module
   * field that the byte at the offset belongs to}
   *
   * @param binaryOffset an offset in the assembled binary
   */
  public String locate(int binaryOffset) {
    int found = Arrays.binarySearch(binaryOffsets, binaryOffset);
    int entry = found >= 0 ? found : -found - 2;
    return lineAndColumn(source, entry >= 0 ? sourceOffsets[entry] : 0);
  }

  /** What hears of lines. */
  interface LineConsumer {
    void line(int binaryOffset, int line);
  }

  /** Says of a part of the binary which line it comes from, where that changes. */
  void forEachLine(int start, int end, LineConsumer to) {
    int[] lineStarts = lineStarts();
    int found = Arrays.binarySearch(binaryOffsets, start);
    int entry = Math.max(0, found >= 0 ? found : -found - 2);
    int last = -1;
    for (; entry < binaryOffsets.length && binaryOffsets[entry] < end; entry++) {
      int place = Arrays.binarySearch(lineStarts, sourceOffsets[entry]);
      int line = place >= 0 ? place + 1 : -place - 1;
      if (line != last) {
        to.line(Math.max(start, binaryOffsets[entry]), line);
        last = line;
      }
    }
  }

  private int[] lineStarts() {
    int[] starts = new int[16];
    int count = 1;
    for (int i = 0; i < source.length; i++) {
      if (endsLine(source, i)) {
        starts = count == starts.length ? Arrays.copyOf(starts, 2 * count) : starts;
        starts[count++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, count);
  }

  /** Line and column, counted in characters from 1, of an offset in a source. */
  static String lineAndColumn(byte[] source, int offset) {
    int lineStart = offset;
    while (lineStart > 0 && !endsLine(source, lineStart - 1)) {
      lineStart--;
    }
    int column = 1;
    for (int i = lineStart; i < offset; i++) {
      if ((source[i] & 0xC0) != 0x80) {
        column++;
      }
    }
    return line(source, offset) + ":" + column;
  }

  /** The line, from 1, of an offset in a source. */
  static int line(byte[] source, int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      if (endsLine(source, i)) {
        line++;
      }
    }
    return line;
  }

  static boolean endsLine(byte[] source, int i) {
    return source[i] == '\n'
        || (source[i] == '\r' && (i + 1 == source.length || source[i + 1] != '\n'));
  }
}
