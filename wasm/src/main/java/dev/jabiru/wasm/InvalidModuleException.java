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
    super(message);
  }
}
