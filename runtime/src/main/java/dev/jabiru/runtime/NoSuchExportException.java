// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * An instance has no export of the name and kind asked for.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public final class NoSuchExportException extends MisuseException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message the name and kind asked for, and what there is
   */
  public NoSuchExportException(String message) {
    super(message);
  }
}
