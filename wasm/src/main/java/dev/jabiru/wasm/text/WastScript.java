// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.util.List;

/**
 * A script: commands that define modules and say how they must behave.
 *
 * <p>Immutable, and safe to share between threads.
 *
 * @param commands the commands in order
 */
public record WastScript(List<WastCommand> commands) {
  /**
   * Makes a script.
   *
   * @param commands the commands in order
   */
  public WastScript {
    commands = List.copyOf(commands);
  }

  /**
   * Reads a script. Its modules are not assembled yet.
   *
   * @param source the text in UTF-8
   * @return the script
   * @throws dev.jabiru.wasm.MalformedModuleException if the commands do not follow the grammar
   */
  public static WastScript parse(byte[] source) {
    return new WastScript(new WastParser(Lexer.lex(source)).script());
  }
}
