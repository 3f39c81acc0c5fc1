// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.WasmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What people are told of a mistake in a module's file, in the form that compilers share: {@code
 * file:line:column: message} for text, {@code file: message at byte 0x…} for binary files, which
 * have no lines.
 *
 * @param line the line from 1, 0 if the message does not end with a place in a text
 * @param column the column from 1, likewise
 * @param text the message without that place
 */
public record ModuleMessage(int line, int column, String text) {
  private static final Pattern AT = Pattern.compile(",? at (\\d{1,9}):(\\d{1,9})$");

  /**
   * {@return a message, taken apart}
   *
   * @param message what is wrong; may end with a line and a column
   */
  public static ModuleMessage parse(String message) {
    Matcher at = AT.matcher(message);
    return at.find()
        ? new ModuleMessage(
            Integer.parseInt(at.group(1)),
            Integer.parseInt(at.group(2)),
            message.substring(0, at.start()))
        : new ModuleMessage(0, 0, message);
  }

  /**
   * {@return the file, the place in it and what is wrong there}
   *
   * @param file the file's name
   * @param text where in the text each byte of the module comes from, null for a binary file or a
   *     text that could not be assembled
   * @param mistake what is wrong; its message may end with a place
   */
  public static String of(String file, @Nullable TextModule text, RuntimeException mistake) {
    return of(text, mistake).in(file);
  }

  /**
   * {@return the place and what is wrong there}
   *
   * @param text where in the text each byte of the module comes from, null for a binary file or a
   *     text that could not be assembled
   * @param mistake what is wrong; its message may end with a place
   */
  public static ModuleMessage of(@Nullable TextModule text, RuntimeException mistake) {
    RuntimeException located =
        text != null && mistake instanceof WasmException wasm ? text.inText(wasm) : mistake;
    return parse(String.valueOf(located.getMessage()));
  }

  /**
   * {@return the file, the place in it and what is wrong there}
   *
   * @param file the file's name
   */
  public String in(String file) {
    return file + (line > 0 ? ":" + line + ":" + column : "") + ": " + text;
  }
}
