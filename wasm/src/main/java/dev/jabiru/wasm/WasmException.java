// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * A module that is not WebAssembly.
 *
 * <p>The message begins with the phrase by which the specification's scripts name the mistake, then
 * says what was wanted and found, then where.
 */
public sealed class WasmException extends RuntimeException
    permits MalformedModuleException, InvalidModuleException {
  private static final long serialVersionUID = 1;

  /**
   * Describes a mistake.
   *
   * @param message the whole message
   */
  protected WasmException(String message) {
    super(message);
  }
}
