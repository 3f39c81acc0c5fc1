// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * The target that a configuration asks for cannot be used here; the message says why.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public final class UnsupportedTargetException extends JabiruException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message which target, and what is missing for it
   */
  public UnsupportedTargetException(String message) {
    super(message);
  }
}
