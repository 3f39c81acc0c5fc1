// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

/** What a {@link Tokens token} of the text format is, as far as its characters tell. */
enum TokenKind {
  LPAREN("'('"),
  RPAREN("')'"),
  KEYWORD("a keyword"),
  ID("an identifier"),
  STRING("a string"),
  /** An unsigned integer, decimal or hexadecimal. */
  NAT("a number"),
  /** An integer with a sign. */
  INT("an integer"),
  FLOAT("a floating-point number"),
  /** Characters that form one token by the lexical grammar, but none that has a meaning. */
  RESERVED("a reserved token"),
  /** The place where the source stops being a sequence of tokens; always the last token. */
  ERROR("an error"),
  END("the end of the text");

  final String description;

  TokenKind(String description) {
    this.description = description;
  }
}
