// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * A value or an item has another type than the one wanted.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public final class WrongTypeException extends MisuseException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message wanted and found
   */
  public WrongTypeException(String message) {
    super(message);
  }
}
