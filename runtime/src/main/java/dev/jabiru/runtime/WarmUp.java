// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.HeadRoom;

/**
 * Loads and initialises, before any guest runs, what guests may reach at the end of their stack.
 */
final class WarmUp {
  private static boolean done;

  private WarmUp() {}

  static synchronized void once() {
    if (!done) {
      HeadRoom.require();
      done = true;
    }
  }
}
