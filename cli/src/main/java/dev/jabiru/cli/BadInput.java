// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import org.jspecify.annotations.Nullable;

/** What the user gave cannot be worked with; the message says why, and is all there is to say. */
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean beginsWithPlace;

  BadInput(@Nullable String message) {
    this(message, false);
  }

  private BadInput(@Nullable String message, boolean beginsWithPlace) {
    super(message, null, false, false);
    this.beginsWithPlace = beginsWithPlace;
  }

  /** A mistake in a file, whose message begins with the place as editors look for it. */
  static BadInput at(String message) {
    return new BadInput(message, true);
  }

  /** {@return what to print} */
  String line() {
    return beginsWithPlace ? String.valueOf(getMessage()) : "jabiru: " + getMessage();
  }
}
