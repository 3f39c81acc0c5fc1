// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * An item of one store or engine was used with another.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public final class ForeignStoreException extends MisuseException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message what belongs elsewhere
   */
  public ForeignStoreException(String message) {
    super(message);
  }
}
