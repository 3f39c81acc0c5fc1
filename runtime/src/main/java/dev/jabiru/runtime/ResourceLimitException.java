// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * A limit of the store, of the target or of the Java heap does not allow what a module or the
 * embedder asks for. Nothing has changed.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public final class ResourceLimitException extends JabiruException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message what was asked for, and the limit
   */
  public ResourceLimitException(String message) {
    super(message);
  }
}
