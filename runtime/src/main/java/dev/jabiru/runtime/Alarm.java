// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Something to do at a deadline, on the one daemon thread that all stores share; the thread ends
 * when nobody needs it.
 */
final class Alarm {
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Runnable action;
  private boolean cancelled;
  private boolean expired;

  private Alarm(Runnable action) {
    this.action = action;
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("jabiru-deadlines").unstarted(task));
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  static Alarm after(Duration delay, Runnable action) {
    Alarm alarm = new Alarm(action);
    var _ = TIMER.schedule(alarm::expire, delay.toNanos(), TimeUnit.NANOSECONDS);
    return alarm;
  }

  private synchronized void expire() {
    if (!cancelled) {
      expired = true;
      action.run();
    }
  }

  /** Takes the alarm back: once this returns, it has gone off entirely or never will. */
  synchronized void cancel() {
    cancelled = true;
  }

  /** {@return whether it has gone off} */
  synchronized boolean expired() {
    return expired;
  }
}
