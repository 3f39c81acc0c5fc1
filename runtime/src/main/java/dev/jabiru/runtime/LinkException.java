// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * A module cannot be linked with the imports it is given. The message begins with {@code unknown
 * import} or {@code incompatible import type}.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public final class LinkException extends JabiruException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message the phrase, then which import, wanted and found
   */
  public LinkException(String message) {
    super(message);
  }
}
