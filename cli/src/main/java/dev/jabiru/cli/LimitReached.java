// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.runtime.Trap;

/** A guest used up what the command line gave it. */
final class LimitReached extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final Trap trap;

  /** Says what was given; the trap says where the guest was. */
  LimitReached(int code, String message, Trap trap) {
    super(message, trap);
    this.code = code;
    this.trap = trap;
  }

  /** {@return the exit code} */
  int code() {
    return code;
  }

  /** {@return what stopped the guest} */
  Trap trap() {
    return trap;
  }
}
