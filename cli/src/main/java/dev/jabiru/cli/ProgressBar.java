// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import java.io.PrintStream;
import java.util.function.BooleanSupplier;

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

  /** Asked late, as to ask takes time, and most things take less than a second. */
  private final BooleanSupplier isTerminal;

  private long next = System.nanoTime() + DELAY_NANOS;
  private boolean isShown;
  private boolean isOff;

  ProgressBar(String label) {
    this(label, System.err, ProgressBar::isTerminal);
  }

  ProgressBar(String label, PrintStream err, BooleanSupplier isTerminal) {
    this.label = label;
    this.err = err;
    this.isTerminal = isTerminal;
  }

  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  /** Says how much is done. */
  synchronized void at(int done, int total) {
    if (isOff || total <= 0 || System.nanoTime() - next < 0) {
      return;
    }
    if (!isShown && !isTerminal.getAsBoolean()) {
      isOff = true;
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
