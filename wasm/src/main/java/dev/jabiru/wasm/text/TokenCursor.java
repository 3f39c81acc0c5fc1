// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.MalformedModuleException;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Tokens} one after another; what every parser of this package builds on.
 *
 * <p>{@code at...} looks, {@code take...} reads if it is there, the other methods demand.
 */
class TokenCursor {
  final Tokens tokens;

  /** The token to be read next. */
  int pos;

  TokenCursor(Tokens tokens, int start) {
    this.tokens = tokens;
    this.pos = start;
  }

  final TokenKind kind() {
    return tokens.kind(pos);
  }

  final boolean at(TokenKind kind) {
    return tokens.kind(pos) == kind;
  }

  final boolean atKeyword(String keyword) {
    return tokens.is(pos, keyword);
  }

  /** Whether an opening parenthesis and this keyword come next. */
  final boolean atForm(String keyword) {
    return at(TokenKind.LPAREN) && tokens.is(pos + 1, keyword);
  }

  /** Whether the next token is an index: a number or an identifier. */
  final boolean atIndex() {
    TokenKind kind = kind();
    return kind == TokenKind.NAT || kind == TokenKind.ID;
  }

  /** The token after a closing parenthesis; the last token stays. */
  final int after(int closing) {
    return Math.min(closing + 1, tokens.size() - 1);
  }

  final boolean takeKeyword(String keyword) {
    if (!atKeyword(keyword)) {
      return false;
    }
    pos++;
    return true;
  }

  /** Reads the opening parenthesis and keyword of a form, if this is the form that comes next. */
  final boolean takeForm(String keyword) {
    if (!atForm(keyword)) {
      return false;
    }
    pos += 2;
    return true;
  }

  final @Nullable String takeId() {
    return at(TokenKind.ID) ? tokens.id(pos++) : null;
  }

  /** Reads an opening parenthesis. */
  final void open(String wanted) {
    if (!at(TokenKind.LPAREN)) {
      throw unexpected(wanted);
    }
    pos++;
  }

  /** Reads a closing parenthesis. */
  final void close() {
    if (!at(TokenKind.RPAREN)) {
      throw unexpected("')'");
    }
    pos++;
  }

  final void form(String keyword) {
    if (!takeForm(keyword)) {
      open("(" + keyword + " ...)");
      throw unexpected(keyword);
    }
  }

  final String keyword(String wanted) {
    if (!at(TokenKind.KEYWORD)) {
      throw unexpected(wanted);
    }
    return tokens.text(pos++);
  }

  /** Reads a string that must be UTF-8. */
  final String name(String wanted) {
    demandString(wanted);
    return tokens.name(pos++);
  }

  final byte[] string(String wanted) {
    demandString(wanted);
    return tokens.stringBytes(pos++);
  }

  private void demandString(String wanted) {
    if (!at(TokenKind.STRING)) {
      throw unexpected(wanted);
    }
  }

  /** Reads an unsigned 32-bit number. */
  final int u32(String wanted) {
    long value = natural(wanted, "i32 constant out of range");
    if (value >>> 32 != 0) {
      throw tokens.error(pos - 1, "i32 constant out of range: " + tokens.text(pos - 1));
    }
    return (int) value;
  }

  /** Reads an unsigned 64-bit number; a larger one fails with the given phrase. */
  final long natural(String wanted, String phrase) {
    if (!at(TokenKind.NAT)) {
      throw unexpected(wanted);
    }
    try {
      return Literals.natural(tokens.source(), tokens.offset(pos), tokens.end(pos++));
    } catch (ArithmeticException e) {
      throw tokens.error(pos - 1, phrase + ": " + tokens.text(pos - 1));
    }
  }

  /** Reads an integer literal, signed or unsigned, of up to 64 bits. */
  final long integer(int bits) {
    TokenKind kind = kind();
    if (kind != TokenKind.NAT && kind != TokenKind.INT) {
      throw unexpected("an i" + bits + " literal");
    }
    try {
      return Literals.integer(tokens.source(), tokens.offset(pos), tokens.end(pos++), bits);
    } catch (ArithmeticException e) {
      throw outOfRange("i" + bits);
    }
  }

  final int f32Bits() {
    demandFloat("f32");
    try {
      return Literals.f32Bits(tokens.source(), tokens.offset(pos), tokens.end(pos++));
    } catch (ArithmeticException e) {
      throw outOfRange("f32");
    }
  }

  final long f64Bits() {
    demandFloat("f64");
    try {
      return Literals.f64Bits(tokens.source(), tokens.offset(pos), tokens.end(pos++));
    } catch (ArithmeticException e) {
      throw outOfRange("f64");
    }
  }

  private void demandFloat(String type) {
    TokenKind kind = kind();
    if (kind != TokenKind.NAT && kind != TokenKind.INT && kind != TokenKind.FLOAT) {
      throw unexpected("an " + type + " literal");
    }
  }

  private MalformedModuleException outOfRange(String type) {
    return tokens.error(
        pos - 1, "constant out of range: " + tokens.text(pos - 1) + " is no " + type);
  }

  final MalformedModuleException unexpected(String wanted) {
    return tokens.unexpected(pos, wanted);
  }
}
