// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.wasm.text.ModuleMessage;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the user gave cannot be worked with; the message says why, and is all there is to say. */
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The mistake in a module's file that this is, if it is one. */
  private final transient @Nullable ModuleMessage inModule;

  BadInput(@Nullable String message) {
    this(message, null);
  }

  private BadInput(@Nullable String message, @Nullable ModuleMessage inModule) {
    super(message, null, false, false);
    this.inModule = inModule;
  }

  /** A mistake in a file, whose message begins with the place as editors look for it. */
  static BadInput at(Path file, ModuleMessage mistake) {
    return new BadInput(mistake.in(file.toString()), mistake);
  }

  /** {@return the mistake in a module's file that this is, null if it is none} */
  @Nullable ModuleMessage inModule() {
    return inModule;
  }

  /** {@return what to print} */
  String line() {
    return inModule != null ? String.valueOf(getMessage()) : "jabiru: " + getMessage();
  }
}
