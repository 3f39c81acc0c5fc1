// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.Features;
import org.jspecify.annotations.Nullable;

/**
 * A module that is written in a script: as text, as the bytes of a binary, or as quoted text.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class WastModule {
  /** How a module is written. */
  public enum Form {
    /** As text among the text of the script. */
    TEXT,
    /** As strings that hold a binary module. */
    BINARY,
    /** As strings that hold a text. */
    QUOTE
  }

  private final Form form;
  private final @Nullable Tokens tokens;
  private final int start;
  private final byte[] bytes;

  private WastModule(Form form, @Nullable Tokens tokens, int start, byte[] bytes) {
    this.form = form;
    this.tokens = tokens;
    this.start = start;
    this.bytes = bytes;
  }

  /** A module whose fields, with its identifier if it has one, start at a token. */
  static WastModule text(Tokens tokens, int start) {
    return new WastModule(Form.TEXT, tokens, start, new byte[0]);
  }

  static WastModule binary(byte[] bytes) {
    return new WastModule(Form.BINARY, null, 0, bytes);
  }

  static WastModule quote(byte[] bytes) {
    return new WastModule(Form.QUOTE, null, 0, bytes);
  }

  /** {@return how the module is written} */
  public Form form() {
    return form;
  }

  /**
   * {@return the module in the binary format; a text is assembled anew by each call}
   *
   * @param features the proposals whose instructions may occur in a text
   * @throws dev.jabiru.wasm.MalformedModuleException if it is a text that does not follow the
   *     grammar
   */
  public byte[] binary(Features features) {
    TextModule text = text(features);
    if (text != null) {
      return text.binary();
    }
    return form == Form.BINARY ? bytes.clone() : WatParser.parse(bytes, features).binary();
  }

  /**
   * {@return the module, which says where in the script each part of it is; null unless it is
   * written as {@linkplain Form#TEXT text}}
   *
   * @param features the proposals whose instructions may occur
   * @throws dev.jabiru.wasm.MalformedModuleException if it does not follow the grammar
   */
  public @Nullable TextModule text(Features features) {
    if (tokens == null) {
      return null;
    }
    TokenKind end = start == 0 ? TokenKind.END : TokenKind.RPAREN;
    return WatParser.parseFields(tokens, start, features, end);
  }
}
