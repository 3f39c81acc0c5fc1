// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.OptionalInt;

/**
 * A module that is not WebAssembly.
 *
 * <p>The message begins with the phrase by which the specification's scripts name the mistake, then
 * says what was wanted and found, then where.
 */
public sealed class WasmException extends RuntimeException
    permits MalformedModuleException, InvalidModuleException {
  private static final long serialVersionUID = 1;

  /** The byte of the module where the mistake is, -1 if that cannot be said. */
  private final int offset;

  /**
   * Describes a mistake.
   *
   * @param message the whole message
   * @param offset the byte of the binary module where it is; -1 if that cannot be said
   */
  protected WasmException(String message, int offset) {
    super(message);
    this.offset = offset;
  }

  /** {@return the byte of the binary module where the mistake is; empty if that cannot be said} */
  public OptionalInt offset() {
    return offset < 0 ? OptionalInt.empty() : OptionalInt.of(offset);
  }
}
