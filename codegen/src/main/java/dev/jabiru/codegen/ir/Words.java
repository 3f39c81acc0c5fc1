// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import java.util.ArrayList;
import java.util.List;

/** The words of the text form: how lines are taken apart and how numbers are spelled. */
final class Words {
  private Words() {}

  /** Whether a character goes on with a word: identifiers, numbers, mnemonics, labels. */
  static boolean isWordChar(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '.'
        || c == '$'
        || c == '-';
  }

  /** Splits a line into words and signs, up to the comment. */
  static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == ';') {
        break;
      }
      int start = i++;
      if (line.startsWith("->", start)) {
        i++;
      } else if (isWordChar(c) || c == '%' || c == '@') {
        while (i < line.length() && (isWordChar(line.charAt(i)) || isInnerColon(line, i))) {
          i++;
        }
      } else if (Character.isWhitespace(c)) {
        continue;
      }
      words.add(line.substring(start, i));
    }
    return words;
  }

  /** Whether a colon is inside a word, as in {@code u0:3}, and not a sign of its own. */
  private static boolean isInnerColon(String line, int i) {
    return line.charAt(i) == ':' && i + 1 < line.length() && isWordChar(line.charAt(i + 1));
  }

  /**
   * Spells the bits of a float: the shortest decimal number that reads back, inf, or a NaN's bits.
   */
  static String float32(int bits) {
    float number = Float.intBitsToFloat(bits);
    return Float.isNaN(number)
        ? "nan:0x" + Integer.toHexString(bits)
        : Float.isInfinite(number) ? (number > 0 ? "inf" : "-inf") : Float.toString(number);
  }

  static String float64(long bits) {
    double number = Double.longBitsToDouble(bits);
    return Double.isNaN(number)
        ? "nan:0x" + Long.toHexString(bits)
        : Double.isInfinite(number) ? (number > 0 ? "inf" : "-inf") : Double.toString(number);
  }

  static int parseFloat32(String word) {
    return word.startsWith("nan:0x")
        ? Integer.parseUnsignedInt(word.substring(6), 16)
        : Float.floatToRawIntBits(Float.parseFloat(infinity(word)));
  }

  static long parseFloat64(String word) {
    return word.startsWith("nan:0x")
        ? Long.parseUnsignedLong(word.substring(6), 16)
        : Double.doubleToRawLongBits(Double.parseDouble(infinity(word)));
  }

  private static String infinity(String word) {
    return word.equals("inf") ? "Infinity" : word.equals("-inf") ? "-Infinity" : word;
  }
}
