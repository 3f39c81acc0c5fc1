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
    super(message);
  }
}
