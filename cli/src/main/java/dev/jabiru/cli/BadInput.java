// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import org.jspecify.annotations.Nullable;

/** What the user gave cannot be worked with; the message says why, and is all there is to say. */
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadInput(@Nullable String message) {
    super(message, null, false, false);
  }
}
