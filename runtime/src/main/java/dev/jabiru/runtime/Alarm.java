// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Something to do at a deadline, on the one daemon thread that all stores share; the thread ends
 * when nobody needs it.
 */
final class Alarm {
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Runnable action;
  private final Future<?> future;
  private boolean cancelled;
  private boolean expired;

  private Alarm(Duration delay, Runnable action) {
    this.action = action;
    this.future = TIMER.schedule(this::expire, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("jabiru-deadlines").unstarted(task));
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true); // or all stores would stay until their deadlines
    return timer;
  }

  static Alarm after(Duration delay, Runnable action) {
    return new Alarm(delay, action);
  }

  private synchronized void expire() {
    if (!cancelled) {
      expired = true;
      action.run();
    }
  }

  /** Takes the alarm back: once this returns, it has gone off entirely or never will. */
  void cancel() {
    synchronized (this) {
      cancelled = true;
    }
    future.cancel(false);
  }

  /** {@return how many have neither gone off nor been taken back} */
  static int waiting() {
    return TIMER.getQueue().size();
  }

  /** {@return whether it has gone off} */
  synchronized boolean expired() {
    return expired;
  }
}
