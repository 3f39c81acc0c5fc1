// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import java.io.PrintStream;

/**
 * A bar on standard error that appears once something has taken a second, in a terminal only.
 *
 * <p>May be told of progress by any thread.
 */
final class ProgressBar implements AutoCloseable {
  private static final long DELAY_NANOS = 1_000_000_000L;
  private static final long STEP_NANOS = 100_000_000L;
  private static final int WIDTH = 30;

  private final PrintStream err;
  private final String label;
  private final boolean isTerminal;
  private long next = System.nanoTime() + DELAY_NANOS;
  private boolean isShown;

  ProgressBar(String label) {
    this(label, System.err, isTerminal());
  }

  ProgressBar(String label, PrintStream err, boolean isTerminal) {
    this.label = label;
    this.err = err;
    this.isTerminal = isTerminal;
  }

  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  /** Says how much is done. */
  synchronized void at(int done, int total) {
    if (!isTerminal || total <= 0 || System.nanoTime() < next) {
      return;
    }
    next = System.nanoTime() + STEP_NANOS;
    isShown = true;
    int filled = (int) ((long) WIDTH * done / total);
    err.print(
        "\r"
            + label
            + " ["
            + "#".repeat(filled)
            + " ".repeat(WIDTH - filled)
            + "] "
            + 100L * done / total
            + " %");
    err.flush();
  }

  /** Wipes the bar away. */
  @Override
  public synchronized void close() {
    if (isShown) {
      err.print("\r" + " ".repeat(label.length() + WIDTH + 10) + "\r");
      err.flush();
      isShown = false;
    }
  }
}
