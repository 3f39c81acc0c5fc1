// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** Bytes or text that do not follow the grammar. */
public final class MalformedModuleException extends WasmException {
  private static final long serialVersionUID = 1;

  /**
   * Describes a mistake.
   *
   * @param message the whole message
   */
  public MalformedModuleException(String message) {
    this(message, -1);
  }

  /**
   * Describes a mistake.
   *
   * @param message the whole message
   * @param offset the byte of the binary module where it is; -1 if that cannot be said
   */
  public MalformedModuleException(String message, int offset) {
    super(message, offset);
  }
}
