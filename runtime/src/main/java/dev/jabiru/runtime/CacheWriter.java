// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes what an engine's modules had generated to the {@link CodeCache}: when the engine is
 * closed, and before that from time to time, for programs that never close theirs.
 *
 * <p>Its thread is a daemon and ends when there is nothing to write. Thread-safe.
 */
final class CacheWriter {
  private static final long FIRST_PAUSE_MILLIS = 2_000;

  /** A file is written whole each time, so pauses grow. */
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  private final Set<KeptClasses> waiting = new LinkedHashSet<>();
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private boolean isRunning;

  /** Takes note that something is to be written. */
  synchronized void add(KeptClasses classes) {
    if (waiting.add(classes) && !isRunning) {
      isRunning = true;
      Thread.ofPlatform().daemon().name("jabiru-cache").start(this::run);
    }
  }

  /** Writes all there is to write. */
  void flush() {
    for (KeptClasses classes : takeAll()) {
      classes.write();
    }
  }

  private synchronized List<KeptClasses> takeAll() {
    List<KeptClasses> all = List.copyOf(waiting);
    waiting.clear();
    notifyAll();
    return all;
  }

  private void run() {
    while (isWanted()) {
      flush();
    }
  }

  /** Returns whether there is something to write, after a pause if there is. */
  private synchronized boolean isWanted() {
    try {
      long end = System.nanoTime() + pauseMillis * 1_000_000;
      for (long left = pauseMillis; left > 0 && !waiting.isEmpty(); ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody knows the thread", e);
    }
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    isRunning = !waiting.isEmpty();
    return isRunning;
  }
}
