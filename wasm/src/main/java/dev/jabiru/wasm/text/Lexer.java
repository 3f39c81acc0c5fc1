// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a source text into {@link Tokens} by the <a
 * href="https://webassembly.github.io/spec/core/text/lexical.html">lexical grammar</a>.
 *
 * <p>It never throws: a source that breaks the grammar gives an {@link TokenKind#ERROR} token at
 * that place. It does not recurse, whatever the nesting of parentheses, comments and annotations.
 */
final class Lexer {
  private final byte[] source;
  private final int limit;
  private int pos;

  private byte[] kinds = new byte[64];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int count;
  private int[] open = new int[16];
  private int depth;
  private final List<Tokens.Annotation> annotations = new ArrayList<>();
  private @Nullable String error;

  private Lexer(byte[] source, int start, int limit) {
    this.source = source;
    this.pos = start;
    this.limit = limit;
  }

  /** The tokens of a source text in UTF-8. */
  static Tokens lex(byte[] source) {
    return lex(source, 0, source.length);
  }

  /** The tokens of a part of a source text. */
  static Tokens lex(byte[] source, int start, int end) {
    return new Lexer(source, start, end).run();
  }

  private Tokens run() {
    while (error == null && skipSpace() && pos < limit) {
      int start = pos;
      int c = source[pos];
      if (c == '(') {
        pos++;
        if (pos < limit && source[pos] == '@') {
          skipAnnotation(start);
        } else {
          open(start);
        }
      } else if (c == ')') {
        pos++;
        close(start);
      } else {
        word(start);
      }
    }
    if (error == null) {
      add(TokenKind.END, pos, pos);
    } else {
      add(TokenKind.ERROR, pos, pos);
    }
    while (depth > 0) {
      ends[open[--depth]] = count - 1;
    }
    return new Tokens(source, kinds, starts, ends, count, annotations, error);
  }

  private void add(TokenKind kind, int start, int end) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    kinds[count] = (byte) kind.ordinal();
    starts[count] = start;
    ends[count++] = end;
  }

  private void open(int start) {
    if (depth == open.length) {
      open = Arrays.copyOf(open, 2 * depth);
    }
    open[depth++] = count;
    add(TokenKind.LPAREN, start, -1);
  }

  private void close(int start) {
    if (depth > 0) {
      ends[open[--depth]] = count;
    }
    add(TokenKind.RPAREN, start, start + 1);
  }

  private boolean fail(int at, String message) {
    pos = at;
    error = message;
    return false;
  }

  /** Skips white space and comments; false if one of them is malformed. */
  private boolean skipSpace() {
    while (pos < limit) {
      int c = source[pos];
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        pos++;
      } else if (c == ';' && pos + 1 < limit && source[pos + 1] == ';') {
        if (!skipLineComment()) {
          return false;
        }
      } else if (c == '(' && pos + 1 < limit && source[pos + 1] == ';') {
        if (!skipBlockComment()) {
          return false;
        }
      } else {
        return true;
      }
    }
    return true;
  }

  private boolean skipLineComment() {
    while (pos < limit && source[pos] != '\n' && source[pos] != '\r') {
      if (!skipCharacter()) {
        return false;
      }
    }
    return true;
  }

  private boolean skipBlockComment() {
    int start = pos;
    pos += 2;
    int nesting = 1;
    while (nesting > 0) {
      if (pos >= limit) {
        return fail(start, "unclosed comment");
      }
      int c = source[pos];
      int next = pos + 1 < limit ? source[pos + 1] : 0;
      if (c == '(' && next == ';') {
        nesting++;
        pos += 2;
      } else if (c == ';' && next == ')') {
        nesting--;
        pos += 2;
      } else if (!skipCharacter()) {
        return false;
      }
    }
    return true;
  }

  private boolean skipCharacter() {
    int length = Utf8.sequenceLength(source, pos);
    if (length == 0) {
      return fail(pos, "malformed UTF-8 encoding");
    }
    pos += length;
    return true;
  }

  /** Skips an annotation whose {@code (} is at {@code start}, with {@code pos} at the {@code @}. */
  private void skipAnnotation(int start) {
    pos++;
    String name = annotationName();
    if (name == null) {
      if (error == null) {
        fail(start, "empty annotation id");
      }
      return;
    }
    int bodyStart = pos;
    int nesting = 1;
    while (true) {
      if (!skipSpace()) {
        return;
      }
      if (pos >= limit) {
        fail(start, "unclosed annotation");
        return;
      }
      int c = source[pos];
      if (c == '(') {
        nesting++;
        pos++;
      } else if (c == ')') {
        pos++;
        if (--nesting == 0) {
          annotations.add(new Tokens.Annotation(name, count, start, bodyStart, pos - 1));
          return;
        }
      } else if (c == '"') {
        if (!skipString()) {
          return;
        }
      } else if (c > ' ' && c < 0x7F) {
        pos++;
      } else {
        illegalCharacter();
        return;
      }
    }
  }

  private @Nullable String annotationName() {
    int start = pos;
    if (pos < limit && source[pos] == '"') {
      if (!skipString()) {
        error = null;
        return null;
      }
      try {
        byte[] bytes = unescape(source, start + 1, pos - 1);
        String name = Utf8.decode(bytes);
        if (name == null) {
          fail(start, "malformed UTF-8 encoding");
          return null;
        }
        return name.isEmpty() ? null : name;
      } catch (IllegalArgumentException e) {
        fail(start, String.valueOf(e.getMessage()));
        return null;
      }
    }
    while (pos < limit && isIdCharacter(source[pos])) {
      pos++;
    }
    return pos == start ? null : new String(source, start, pos - start, StandardCharsets.UTF_8);
  }

  private void illegalCharacter() {
    int length = Utf8.sequenceLength(source, pos);
    fail(pos, length == 0 ? "malformed UTF-8 encoding" : "illegal character");
  }

  /** A run of characters and strings without white space between them: one token. */
  private void word(int start) {
    int strings = 0;
    int lastString = start;
    while (pos < limit && (isIdCharacter(source[pos]) || source[pos] == '"')) {
      if (source[pos] == '"') {
        strings++;
        lastString = pos;
        if (!skipString()) {
          if (lastString == start + 1 && source[start] == '$') {
            fail(start, "empty identifier");
          }
          return;
        }
      } else {
        pos++;
      }
    }
    if (pos == start) {
      reservedOrIllegal(start);
    } else if (strings > 0) {
      wordWithString(start, strings == 1 && source[pos - 1] == '"' ? lastString : -1);
    } else if (source[start] == '$') {
      if (pos == start + 1) {
        fail(start, "empty identifier");
      } else {
        add(TokenKind.ID, start, pos);
      }
    } else {
      add(Literals.kindOf(source, start, pos), start, pos);
    }
  }

  private void reservedOrIllegal(int start) {
    int c = source[start];
    if (c == ',' || c == ';' || c == '[' || c == ']' || c == '{' || c == '}') {
      pos++;
      add(TokenKind.RESERVED, start, pos);
    } else {
      illegalCharacter();
    }
  }

  /** {@code string} is where the only string of the word starts, -1 if there is more than that. */
  private void wordWithString(int start, int string) {
    if (string == start) {
      add(TokenKind.STRING, start, pos);
    } else if (string == start + 1 && source[start] == '$') {
      if (pos == string + 2) {
        fail(start, "empty identifier");
      } else {
        add(TokenKind.ID, start, pos);
      }
    } else {
      add(TokenKind.RESERVED, start, pos);
    }
  }

  /** Skips a string literal; its escapes are checked only when it is read. */
  private boolean skipString() {
    int start = pos++;
    while (pos < limit && source[pos] != '"') {
      int c = source[pos];
      if (c == '\n' || c == '\r') {
        return fail(start, "unclosed string");
      } else if ((c >= 0 && c < ' ') || c == 0x7F) {
        return fail(pos, "illegal character in a string");
      } else if (c == '\\' && pos + 1 < limit && source[pos + 1] >= ' ') {
        pos += 2;
      } else if (!skipCharacter()) {
        return false;
      }
    }
    if (pos >= limit) {
      return fail(start, "unclosed string");
    }
    pos++;
    return true;
  }

  private static boolean isIdCharacter(int c) {
    return c > ' '
        && c < 0x7F
        && switch (c) {
          case '"', '(', ')', ',', ';', '[', ']', '{', '}' -> false;
          default -> true;
        };
  }

  /**
   * The bytes that the characters of a string literal denote.
   *
   * @throws IllegalArgumentException if an escape is malformed; the message says how
   */
  static byte[] unescape(byte[] source, int start, int end) {
    int escape = start;
    while (escape < end && source[escape] != '\\') {
      escape++;
    }
    if (escape == end) {
      return Arrays.copyOfRange(source, start, end);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(end - start);
    int i = start;
    while (i < end) {
      int c = source[i++];
      if (c != '\\') {
        out.write(c);
        continue;
      }
      int e = source[i++];
      switch (e) {
        case 'n' -> out.write('\n');
        case 't' -> out.write('\t');
        case 'r' -> out.write('\r');
        case '"', '\'', '\\' -> out.write(e);
        case 'u' -> i = unescapeCodePoint(source, i, end, out);
        default -> {
          int high = Character.digit(e, 16);
          int low = i < end ? Character.digit(source[i++], 16) : -1;
          if (high < 0 || low < 0) {
            throw new IllegalArgumentException("illegal escape");
          }
          out.write((high << 4) | low);
        }
      }
    }
    return out.toByteArray();
  }

  private static int unescapeCodePoint(
      byte[] source, int start, int end, ByteArrayOutputStream out) {
    int i = start;
    if (i >= end || source[i++] != '{') {
      throw new IllegalArgumentException("illegal escape");
    }
    int value = 0;
    int close = i;
    while (close < end && source[close] != '}') {
      close++;
    }
    if (close >= end || !Literals.isDigits(source, i, close, 16)) {
      throw new IllegalArgumentException("illegal escape");
    }
    for (; i < close; i++) {
      if (source[i] != '_') {
        value = Math.min((value << 4) | Character.digit(source[i], 16), 0x110000);
      }
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
      throw new IllegalArgumentException("illegal escape: no Unicode scalar value");
    }
    out.writeBytes(Character.toString(value).getBytes(StandardCharsets.UTF_8));
    return close + 1;
  }
}
