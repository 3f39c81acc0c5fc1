// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

/**
 * A valid function is beyond what the compiler takes on. It is thrown when the function is
 * compiled, which may be when it is first called.
 */
public final class ImplementationLimitException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message the limit, wanted and found, and where
   * @param cause what the compiler said
   */
  public ImplementationLimitException(String message, Throwable cause) {
    super(message, cause);
  }
}
