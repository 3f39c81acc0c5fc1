// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.MalformedModuleException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of one module that mean something: names, custom sections and branch hints. Each
 * must be claimed by the parser at a place where it may stand; all others were dropped.
 */
final class Annotations {
  static final String NAME = "name";
  static final String CUSTOM = "custom";
  static final String BRANCH_HINT = "metadata.code.branch_hint";

  private final Tokens tokens;
  private final List<Tokens.Annotation> unclaimed = new ArrayList<>();

  /** The annotations that stand before one of the tokens from {@code start} to {@code end}. */
  Annotations(Tokens tokens, int start, int end) {
    this.tokens = tokens;
    for (Tokens.Annotation a : tokens.annotations()) {
      boolean known =
          switch (a.name()) {
            case NAME, CUSTOM, BRANCH_HINT -> true;
            default -> false;
          };
      if (known && a.before() >= start && a.before() <= end) {
        unclaimed.add(a);
      }
    }
  }

  boolean isEmpty() {
    return unclaimed.isEmpty();
  }

  /** Takes the first annotation of that name that stands before the token. */
  Tokens.@Nullable Annotation claim(String name, int token) {
    for (int i = 0; i < unclaimed.size(); i++) {
      Tokens.Annotation a = unclaimed.get(i);
      if (a.before() == token && a.name().equals(name)) {
        unclaimed.remove(i);
        return a;
      }
      if (a.before() > token) {
        break;
      }
    }
    return null;
  }

  /** Fails if an annotation was not claimed. */
  void demandAllClaimed() {
    if (!unclaimed.isEmpty()) {
      Tokens.Annotation first = unclaimed.getFirst();
      throw first.name().equals(BRANCH_HINT)
          ? error(first, "not in a function")
          : tokens.errorAt(first.offset(), "misplaced @" + first.name() + " annotation");
    }
  }

  /** The contents of an annotation. */
  TokenCursor body(Tokens.Annotation annotation) {
    return new TokenCursor(
        Lexer.lex(tokens.source(), annotation.bodyStart(), annotation.bodyEnd()), 0);
  }

  MalformedModuleException error(Tokens.Annotation annotation, String message) {
    return tokens.errorAt(annotation.offset(), "@" + annotation.name() + " annotation: " + message);
  }

  /** The name that an annotation {@code (@name "...")} before the token gives, if there is one. */
  @Nullable String nameBefore(int token) {
    if (unclaimed.isEmpty()) {
      return null;
    }
    Tokens.Annotation annotation = claim(NAME, token);
    if (annotation == null) {
      return null;
    }
    TokenCursor body = body(annotation);
    if (!body.at(TokenKind.STRING)) {
      throw error(annotation, "unexpected token " + body.tokens.text(0) + ", wanted a string");
    }
    String name = Utf8.decode(body.string("a string"));
    if (name == null) {
      throw error(annotation, "malformed UTF-8 encoding");
    }
    if (!body.at(TokenKind.END)) {
      throw error(annotation, "unexpected token after the name");
    }
    return name;
  }

  /** The likely direction (0 or 1) that a hint before the token gives, or -1. */
  int branchHintBefore(int token) {
    if (unclaimed.isEmpty()) {
      return -1;
    }
    Tokens.Annotation annotation = claim(BRANCH_HINT, token);
    if (annotation == null) {
      return -1;
    }
    if (claim(BRANCH_HINT, token) != null) {
      throw error(annotation, "duplicate annotation");
    }
    TokenCursor body = body(annotation);
    byte[] value = body.at(TokenKind.STRING) ? body.string("a string") : new byte[0];
    if (value.length != 1 || value[0] < 0 || value[0] > 1 || !body.at(TokenKind.END)) {
      throw error(annotation, "invalid value, wanted \"\\00\" or \"\\01\"");
    }
    return value[0];
  }
}
