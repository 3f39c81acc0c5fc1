// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.HeadRoom;
import java.lang.invoke.MethodHandle;

/**
 * The code of host functions as seen from the guest.
 *
 * @param target what to call
 * @param cautious how many more calls look for head room first
 */
record Departure(MethodHandle target, Counter cautious) {
  /** How many calls of a host function look for head room. */
  private static final int CAUTIOUS_CALLS = 16;

  static Departure of(MethodHandle target) {
    return new Departure(target, new Counter(CAUTIOUS_CALLS));
  }

  /** A number that goes down. */
  static final class Counter {
    private int left;

    Counter(int left) {
      this.left = left;
    }
  }

  /**
   * Called first on every way out. A host function's first calls are the ones that initialise
   * classes; those it makes only with head room, since a class whose initialiser meets the end of
   * the stack is lost to the whole JVM.
   */
  void prepare() {
    if (cautious.left > 0) {
      cautious.left--;
      HeadRoom.require();
    }
  }
}
