// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.Features;

/**
 * The first pass over a module: gives every definition its index, so that the second can resolve
 * identifiers that are defined later. What it does not understand it leaves to the second pass.
 */
final class ModuleIndexer extends TypeParser {
  ModuleIndexer(
      Tokens tokens, int start, ModuleScope scope, Annotations annotations, Features features) {
    super(tokens, start, scope, annotations, features);
  }

  /** Goes over the fields that come next. */
  void index() {
    while (at(TokenKind.LPAREN)) {
      int end = tokens.closing(pos);
      pos++;
      if (takeKeyword("rec")) {
        while (atForm("type")) {
          int member = pos;
          pos += 2;
          scope.types.add(binder(), tokens);
          pos = after(tokens.closing(member));
        }
      } else if (takeKeyword("import")) {
        indexImport();
      } else if (takeKeyword("type")) {
        scope.types.add(binder(), tokens);
      } else {
        indexDefinition(end);
      }
      pos = after(end);
    }
  }

  private void indexImport() {
    if (at(TokenKind.STRING) && tokens.kind(pos + 1) == TokenKind.STRING) {
      pos += 2;
      if (at(TokenKind.LPAREN)) {
        pos++;
        indexDefinition(pos);
      }
    }
  }

  /** {@code end} is the last token of the definition's form. */
  private void indexDefinition(int end) {
    if (!at(TokenKind.KEYWORD)) {
      return;
    }
    switch (tokens.text(pos++)) {
      case "func" -> scope.funcs.add(binder(), tokens);
      case "table" -> {
        scope.tables.add(binder(), tokens);
        scope.elems.addUnnamed(hasPart("elem", end) ? 1 : 0);
      }
      case "memory" -> {
        scope.memories.add(binder(), tokens);
        scope.datas.addUnnamed(hasPart("data", end) ? 1 : 0);
      }
      case "global" -> scope.globals.add(binder(), tokens);
      case "tag" -> scope.tags.add(binder(), tokens);
      case "elem" -> scope.elems.add(binder(), tokens);
      case "data" -> scope.datas.add(binder(), tokens);
      default -> {}
    }
  }

  /** Whether the form that ends at {@code end} has a form with this keyword right in it. */
  private boolean hasPart(String keyword, int end) {
    int token = pos;
    while (token < end) {
      if (tokens.kind(token) != TokenKind.LPAREN) {
        token++;
      } else if (tokens.is(token + 1, keyword)) {
        return true;
      } else {
        token = after(tokens.closing(token));
      }
    }
    return false;
  }
}
