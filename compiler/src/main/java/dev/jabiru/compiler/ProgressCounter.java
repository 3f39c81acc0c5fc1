// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.environ.ModuleCompiler.Progress;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts compiled functions and now and then says how many. Thread-safe. */
final class ProgressCounter {
  /** Tells nobody. */
  static final ProgressCounter NONE = new ProgressCounter(Progress.NONE, 0);

  private static final int STEP = 64;

  private final Progress progress;
  private final int total;
  private final AtomicInteger done = new AtomicInteger();

  ProgressCounter(Progress progress, int total) {
    this.progress = progress;
    this.total = total;
  }

  void compiledOne() {
    int now = done.incrementAndGet();
    if (now % STEP == 0 || now == total) {
      progress.compiled(now, total);
    }
  }

  void taken(int functions) {
    progress.taken(functions);
  }

  void phase(String name, long nanos) {
    progress.phase(name, nanos);
  }

  void stage(String name, long nanos) {
    progress.stage(name, nanos);
  }
}
