// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.lang.ref.Cleaner;
import java.util.function.LongSupplier;

/** Gives back, on a thread of its own, native memory whose owners are gone. */
final class NativeCleaner {
  static final Cleaner CLEANER = Cleaner.create();

  /**
   * How often to try again, and how long to wait before, while the garbage collector's finds go.
   */
  private static final int TRIES = 10;

  private static final int WAIT_MILLIS = 10;

  private NativeCleaner() {}

  /**
   * {@return the address of what there may be room for only when owners that nobody knows any more
   * are found: they take little of the heap, so that the garbage collector sees no need to look}
   *
   * @param taking takes it; the caller holds no lock that giving back needs
   * @throws OutOfMemoryError if there is no room even then
   */
  static long withRoom(LongSupplier taking) {
    for (int i = 0; i < TRIES; i++) {
      try {
        return taking.getAsLong();
      } catch (OutOfMemoryError e) {
        if (i == 0) {
          System.gc();
        }
      }
      try {
        Thread.sleep(WAIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return taking.getAsLong();
  }
}
