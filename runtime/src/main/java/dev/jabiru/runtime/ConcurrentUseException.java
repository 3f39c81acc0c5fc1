// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/** A second thread used a store while a first one was inside. */
public final class ConcurrentUseException extends MisuseException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message which threads
   */
  public ConcurrentUseException(String message) {
    super(message);
  }
}
