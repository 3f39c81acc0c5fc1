// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit.programs;

/** A program cannot be had here, for a reason that is not its fault: no toolchain, or offline. */
public final class NotAvailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotAvailableException(String message) {
    super(message);
  }
}
