// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * What goes wrong at run time, by kind.
 *
 * <p>Malformed and invalid modules are {@link dev.jabiru.wasm.WasmException}s. What a host function
 * throws is none of these: it reaches the caller of the guest as the object it is.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public abstract sealed class JabiruException extends RuntimeException
    permits Trap,
        LinkException,
        ResourceLimitException,
        MisuseException,
        UnsupportedTargetException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message the specification's phrase or what was done wrong, then wanted and found
   */
  protected JabiruException(String message) {
    super(message);
  }
}
