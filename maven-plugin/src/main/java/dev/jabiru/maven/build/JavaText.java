// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

/** Any text as part of a Java source that holds nothing but ASCII. */
final class JavaText {
  private JavaText() {}

  /** {@return the text between quotes} */
  static String literal(String text) {
    StringBuilder made = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> made.append("\\\"");
        case '\\' -> made.append("\\\\");
        case '\n' -> made.append("\\n");
        case '\r' -> made.append("\\r");
        case '\t' -> made.append("\\t");
        default -> append(made, c);
      }
    }
    return made.append('"').toString();
  }

  /** {@return a name, with what is not ASCII as Java's Unicode escapes} */
  static String name(String name) {
    StringBuilder made = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      append(made, name.charAt(i));
    }
    return made.toString();
  }

  private static void append(StringBuilder made, char c) {
    if (c >= ' ' && c < 0x7f) {
      made.append(c);
    } else {
      made.append(String.format("\\u%04x", (int) c));
    }
  }

  /** {@return the text as Javadoc shows it: nothing in it is a tag, or ends the comment} */
  static String doc(String text) {
    StringBuilder made = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          // A control character has no place in HTML.
          int shown = Character.isISOControl(c) || isSurrogate(c) ? 0xfffd : c;
          if (shown >= ' ' && shown < 0x7f && "<>&@{}*/\\\"".indexOf(shown) < 0) {
            made.append((char) shown);
          } else {
            made.append("&#").append(shown).append(';');
          }
        });
    return made.toString();
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  /** {@return the text as Javadoc shows code} */
  static String code(String text) {
    return "<code>" + doc(text) + "</code>";
  }
}
