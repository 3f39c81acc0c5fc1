// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.runtime.Trap;

/** A guest trapped, or used up what the command line gave it. */
final class GuestStopped extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final Trap trap;
  private final transient GuestTexts texts;

  /** Says what happened; the trap says where the guest was. */
  GuestStopped(int code, String message, Trap trap, GuestTexts texts) {
    super(message, trap, false, false);
    this.code = code;
    this.trap = trap;
    this.texts = texts;
  }

  /** {@return the exit code} */
  int code() {
    return code;
  }

  /** {@return what stopped the guest} */
  Trap trap() {
    return trap;
  }

  /** {@return where frames are in texts} */
  GuestTexts texts() {
    return texts;
  }
}
