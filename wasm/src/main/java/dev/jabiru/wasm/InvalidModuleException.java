// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** A module that follows the grammar and breaks a rule of validation. */
public final class InvalidModuleException extends WasmException {
  private static final long serialVersionUID = 1;

  /**
   * Describes a mistake.
   *
   * @param message the whole message
   */
  public InvalidModuleException(String message) {
    this(message, -1);
  }

  /**
   * Describes a mistake.
   *
   * @param message the whole message
   * @param offset the byte of the binary module where it is; -1 if that cannot be said
   */
  public InvalidModuleException(String message, int offset) {
    super(message, offset);
  }
}
