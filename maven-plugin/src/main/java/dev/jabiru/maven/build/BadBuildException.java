// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import java.util.List;

/** What the user gave cannot be worked with; the messages say why, and are all there is to say. */
final class BadBuildException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> messages;

  BadBuildException(List<String> messages) {
    super(String.join("\n", messages), null, false, false);
    this.messages = messages;
  }

  BadBuildException(String message) {
    this(List.of(message));
  }

  /** {@return what is wrong, a line each} */
  List<String> messages() {
    return messages;
  }
}
