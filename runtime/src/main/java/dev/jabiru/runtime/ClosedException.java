// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * Something was used after it, or what it belongs to, was closed.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public final class ClosedException extends MisuseException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message what is closed
   */
  public ClosedException(String message) {
    super(message);
  }
}
