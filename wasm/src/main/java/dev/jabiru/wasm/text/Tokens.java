// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.MalformedModuleException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a source text, in order, with random access.
 *
 * <p>A token is an index from 0 to {@code size() - 1}; the last one is {@link TokenKind#END}, or
 * {@link TokenKind#ERROR} where the source broke the lexical grammar: that error is raised only
 * when a parser arrives there. Every opening parenthesis knows its closing one, so that a parser
 * skips a whole form in one step.
 *
 * <p>Annotations are no tokens: they are listed apart, each with the token it precedes.
 */
final class Tokens {
  /**
   * An annotation {@code (@name ...)}.
   *
   * @param name what follows the {@code @}
   * @param before the token that follows the annotation
   * @param offset where in the source the annotation starts
   * @param bodyStart where in the source its contents start
   * @param bodyEnd where in the source its closing parenthesis is
   */
  record Annotation(String name, int before, int offset, int bodyStart, int bodyEnd) {}

  private static final TokenKind[] KINDS = TokenKind.values();

  private final byte[] source;
  private final byte[] kinds;
  private final int[] starts;
  private final int[] ends;
  private final int size;
  private final List<Annotation> annotations;
  private final @Nullable String error;

  Tokens(
      byte[] source,
      byte[] kinds,
      int[] starts,
      int[] ends,
      int size,
      List<Annotation> annotations,
      @Nullable String error) {
    this.source = source;
    this.kinds = Arrays.copyOf(kinds, size);
    this.starts = Arrays.copyOf(starts, size);
    this.ends = Arrays.copyOf(ends, size);
    this.size = size;
    this.annotations = List.copyOf(annotations);
    this.error = error;
  }

  int size() {
    return size;
  }

  byte[] source() {
    return source;
  }

  /** All annotations in order of their place. */
  List<Annotation> annotations() {
    return annotations;
  }

  TokenKind kind(int token) {
    return KINDS[kinds[token]];
  }

  /** Where in the source the token starts, in bytes. */
  int offset(int token) {
    return starts[token];
  }

  /** Where in the source the token ends, in bytes. Not for an opening parenthesis. */
  int end(int token) {
    return ends[token];
  }

  /** The closing parenthesis of an opening one; the last token if there is none. */
  int closing(int open) {
    return ends[open];
  }

  boolean is(int token, String text) {
    int start = starts[token];
    int length = text.length();
    if (kind(token) != TokenKind.KEYWORD || ends[token] - start != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (source[start + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The characters of a token as they are written. */
  String text(int token) {
    return switch (kind(token)) {
      case LPAREN -> "(";
      case RPAREN -> ")";
      case END, ERROR -> "";
      default ->
          new String(source, starts[token], ends[token] - starts[token], StandardCharsets.UTF_8);
    };
  }

  /** The bytes that a string token denotes. */
  byte[] stringBytes(int token) {
    try {
      return Lexer.unescape(source, starts[token] + 1, ends[token] - 1);
    } catch (IllegalArgumentException e) {
      throw error(token, String.valueOf(e.getMessage()));
    }
  }

  /** The name that a string token denotes, which must be UTF-8. */
  String name(int token) {
    return utf8(token, stringBytes(token));
  }

  /** The characters of an identifier without the dollar sign; {@code $a} and {@code $"a"} agree. */
  String id(int token) {
    int start = starts[token] + 1;
    int end = ends[token];
    if (source[start] != '"') {
      return new String(source, start, end - start, StandardCharsets.UTF_8);
    }
    try {
      return utf8(token, Lexer.unescape(source, start + 1, end - 1));
    } catch (IllegalArgumentException e) {
      throw error(token, String.valueOf(e.getMessage()));
    }
  }

  private String utf8(int token, byte[] bytes) {
    String decoded = Utf8.decode(bytes);
    if (decoded == null) {
      throw error(token, "malformed UTF-8 encoding");
    }
    return decoded;
  }

  /** The exception that says this token has no business here. */
  MalformedModuleException unexpected(int token, String wanted) {
    return switch (kind(token)) {
      case ERROR -> error(token, String.valueOf(error));
      case RESERVED -> error(token, "unknown operator " + text(token));
      case KEYWORD ->
          Keywords.isKeyword(text(token))
              ? error(token, "unexpected token " + text(token) + ", wanted " + wanted)
              : error(token, "unknown operator " + text(token));
      case LPAREN, RPAREN, ID, STRING, NAT, INT, FLOAT ->
          error(token, "unexpected token " + text(token) + ", wanted " + wanted);
      case END -> error(token, "unexpected token: the text ends, wanted " + wanted);
    };
  }

  /** An exception with a message and the place of a token. */
  MalformedModuleException error(int token, String message) {
    return errorAt(offset(token), message);
  }

  /** An exception with a message and the place of an offset in the source. */
  MalformedModuleException errorAt(int offset, String message) {
    return new MalformedModuleException(
        message + ", at " + SourceMap.lineAndColumn(source, offset));
  }

  /** The line of a token, from 1. */
  int line(int token) {
    return SourceMap.line(source, offset(token));
  }
}
