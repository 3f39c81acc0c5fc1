// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a store's stack: one thread at a time, since two on one stack would end the program.
 *
 * <p>A compare-and-set at each entry would cost as much as the rest of it. So a store stays with
 * the thread that used it last, which says that it is inside and only then looks whether the store
 * is still its own. Another one that wants it first takes it and only then looks whether the first
 * is inside. So that one of them sees the other, each must have written before it reads: the
 * compilers are kept from changing the order, and the processor that the first thread is on is made
 * to by {@code membarrier}, which only the other one pays for. Where the system has no such call,
 * every entry takes the lock.
 */
final class NativeOwner {
  /** What a thread holds of the store; written by that thread alone. */
  static final class Hold {
    final @Nullable Thread thread;

    /** Whether the thread is inside. The outermost entry takes it back in its own frame. */
    boolean isInside;

    private Hold(@Nullable Thread thread) {
      this.thread = thread;
    }
  }

  private static final boolean IS_FAST = Posix.canOrderMemory();

  volatile Hold hold = new Hold(null);

  /** Asks the system, once, how its threads can see each other. */
  static void prepare() {
    // Being initialised is all it takes.
  }

  /**
   * Lets no other thread in until the hold is given back.
   *
   * @return the hold, for the outermost entry of the thread to give back
   * @throws MisuseException if another one is inside, the store is closed, or the thread computes
   *     in a mode that guests do not expect
   */
  Hold take(Thread thread) {
    Hold own = hold;
    if (own.thread == thread) {
      if (own.isInside) {
        return own;
      }
      if (IS_FAST) {
        own.isInside = true;
        VarHandle.acquireFence(); // No instruction, but nothing is moved across it: see above.
        if (hold == own) {
          return own;
        }
        own.isInside = false;
      }
    }
    return takeFromOther(thread);
  }

  private synchronized Hold takeFromOther(Thread thread) {
    Hold before = hold;
    if (before.thread == thread) {
      before.isInside = true;
      return before;
    }
    if (thread == Thread.currentThread() && !FloatingPointModeException.isStandardMode()) {
      throw new FloatingPointModeException();
    }
    Hold own = new Hold(thread);
    own.isInside = true;
    hold = own;
    boolean isFree = false;
    try {
      if (before.thread != null && IS_FAST) {
        Posix.orderMemory();
      }
      isFree = !before.isInside;
    } finally {
      if (!isFree) {
        hold = before;
      }
    }
    if (!isFree) {
      throw Store.refuse(before.thread == null ? thread : before.thread);
    }
    return own;
  }
}
