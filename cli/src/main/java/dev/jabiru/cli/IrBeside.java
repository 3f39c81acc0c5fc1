// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Hands out the lines of a function's IR where code that comes from them begins: each once, and
 * with it those before it that have no code of their own.
 */
final class IrBeside {
  /** What an IR line with a place begins with; a Wasm offset in hexadecimal follows. */
  private static final char PLACE = '@';

  private static final int RADIX = 16;

  private final List<String> lines = new ArrayList<>();
  private int at;

  /** Of the text of a function. */
  IrBeside(String text) {
    for (String line : text.split("\n")) {
      if (!line.isBlank() && !line.equals("}")) {
        lines.add(line);
      }
    }
  }

  /** {@return what stands before the instructions: what the function is, and its first block} */
  List<String> head() {
    int end = 0;
    while (end < lines.size() && !lines.get(end).startsWith("block")) {
      end++;
    }
    return take(Math.min(end + 1, lines.size()));
  }

  /** {@return the lines up to the last one that stands for a Wasm offset and is still to come} */
  List<String> upTo(int wasmOffset) {
    for (int i = lines.size(); i > at; i--) {
      if (wasmOffset >= 0 && placeOf(lines.get(i - 1)) == wasmOffset) {
        return take(i);
      }
    }
    return List.of();
  }

  /** {@return what is left} */
  List<String> rest() {
    return take(lines.size());
  }

  private List<String> take(int end) {
    List<String> taken = lines.subList(at, end);
    at = end;
    return taken;
  }

  /** {@return the Wasm offset with which a line of IR begins, -1 if it does not} */
  static int placeOf(String line) {
    if (line.isEmpty() || line.charAt(0) != PLACE) {
      return -1;
    }
    int end = line.indexOf(' ');
    return Integer.parseInt(line.substring(1, end < 0 ? line.length() : end), RADIX);
  }
}
