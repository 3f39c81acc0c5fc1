// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.Features;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Assembles a module in the text format to the binary format.
 *
 * <p>Only the grammar is checked here, and that identifiers are defined; the result still has to be
 * decoded and validated like any binary.
 */
public final class WatParser {
  private WatParser() {}

  /**
   * Whether a module is in the text format: a parenthesis or a comment comes first, after nothing
   * but white space. An empty file is no text, and neither is anything that is not a module at all.
   *
   * @param module what may be a module in either format
   * @return whether to {@link #parse(byte[], Features) parse} it
   */
  public static boolean isText(byte[] module) {
    int at = 0;
    while (at < module.length && " \t\r\n".indexOf(module[at]) >= 0) {
      at++;
    }
    return at < module.length && (module[at] == '(' || module[at] == ';');
  }

  /**
   * Whether a module's file is in the text format: its name ends in {@code .wat}, or it begins as
   * {@link #isText(byte[]) text} does.
   *
   * @param file the file
   * @param module what is in it
   * @return whether to {@link #parse(byte[], Features) parse} it
   */
  public static boolean isText(Path file, byte[] module) {
    return file.toString().endsWith(".wat") || isText(module);
  }

  /**
   * Assembles a module.
   *
   * @param source the text: {@code (module ...)}, or its fields alone
   * @param features the proposals whose instructions may occur
   * @return the binary module
   * @throws dev.jabiru.wasm.MalformedModuleException if the text does not follow the grammar; the
   *     message begins with the specification's phrase and ends with line and column
   */
  public static TextModule parse(CharSequence source, Features features) {
    return parse(source.toString().getBytes(StandardCharsets.UTF_8), features);
  }

  /**
   * Assembles a module.
   *
   * @param source the text in UTF-8: {@code (module ...)}, or its fields alone
   * @param features the proposals whose instructions may occur
   * @return the binary module
   * @throws dev.jabiru.wasm.MalformedModuleException if the text does not follow the grammar; the
   *     message begins with the specification's phrase and ends with line and column
   */
  public static TextModule parse(byte[] source, Features features) {
    Tokens tokens = Lexer.lex(source);
    TokenCursor cursor = new TokenCursor(tokens, 0);
    if (!cursor.atForm("module")) {
      return parseFields(tokens, 0, features, TokenKind.END);
    }
    int afterModule = tokens.closing(0) + 1;
    TextModule module = parseModule(tokens, 0, features);
    if (tokens.kind(afterModule) != TokenKind.END) {
      throw tokens.unexpected(afterModule, "nothing after the module");
    }
    return module;
  }

  /** Assembles the module whose opening parenthesis is the token at {@code start}. */
  static TextModule parseModule(Tokens tokens, int start, Features features) {
    return parseFields(tokens, start + 2, features, TokenKind.RPAREN);
  }

  /** Assembles a module from where its identifier would stand to a token of the given kind. */
  static TextModule parseFields(Tokens tokens, int start, Features features, TokenKind end) {
    return new ModuleParser(tokens, start, features, end).parse();
  }
}
