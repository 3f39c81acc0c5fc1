// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * The embedder broke a rule of this API. The guest has not run, and nothing has changed.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public abstract sealed class MisuseException extends JabiruException
    permits WrongTypeException,
        ClosedException,
        ForeignStoreException,
        ConcurrentUseException,
        FloatingPointModeException,
        NoSuchExportException {
  private static final long serialVersionUID = 1;

  MisuseException(String message) {
    super(message);
  }
}
