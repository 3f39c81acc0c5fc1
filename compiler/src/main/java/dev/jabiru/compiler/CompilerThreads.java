// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that compile: a bounded number of daemon threads with large stacks, which end when
 * idle.
 *
 * <p>Whoever asks for work may be deep in a guest's recursion or on a virtual thread; so work is
 * done here and never on the thread that asks. Thread-safe.
 */
final class CompilerThreads {
  private static final long STACK_BYTES = 64L << 20;
  private static final int IDLE_SECONDS = 2;

  private final int count;
  private final ThreadPoolExecutor pool;

  /** What is done with one of many items. */
  @FunctionalInterface
  interface Step<W> {
    /** Does it, with what the thread keeps for itself. */
    void run(W worker, int index);
  }

  /** What is made of one of many items. */
  @FunctionalInterface
  interface Maker<W, R> {
    /** {@return what is made of it, with what the thread keeps for itself} */
    R make(W worker, int index);
  }

  /**
   * Makes a pool; it starts threads as they are needed.
   *
   * @param count the most threads at once
   */
  CompilerThreads(int count) {
    this(
        count,
        task -> {
          Thread thread = new Thread(null, task, "jabiru-compiler", STACK_BYTES);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** The same with threads that somebody else makes. */
  CompilerThreads(int count, ThreadFactory factory) {
    this.count = count;
    this.pool =
        new ThreadPoolExecutor(
            count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * {@return what a task returns, run on one of the threads}
   *
   * @param task what to do; throws what it throws
   */
  <T> T call(Callable<T> task) {
    return join(pool.submit(task));
  }

  /**
   * Does a step for each index from 0 up, and returns when all are done.
   *
   * <p>If steps throw, throws what that of the lowest index threw, whatever the number of threads.
   *
   * @param items how many
   * @param worker makes what each thread keeps for itself
   * @param step what to do
   */
  <W> void forEach(int items, Supplier<W> worker, Step<W> step) {
    Failure failure = new Failure(items);
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < Math.min(count, items); i++) {
      Runnable share =
          () -> {
            W mine = worker.get();
            // Indices are handed out in order: below a failure, every step gets done.
            for (int at; (at = next.getAndIncrement()) < failure.lowest; ) {
              try {
                step.run(mine, at);
              } catch (Throwable thrown) {
                failure.at(at, thrown);
                mine = worker.get();
              }
            }
          };
      try {
        running.add(pool.submit(share));
      } catch (OutOfMemoryError e) { // The system refuses a thread: those that there are do it all.
        if (running.isEmpty()) {
          throw e;
        }
        break;
      }
    }
    for (Future<?> future : running) {
      join(future);
    }
    failure.raise();
  }

  /**
   * {@return what is made for each index, in order; the same as {@link #forEach} otherwise}
   *
   * @param items how many
   * @param worker makes what each thread keeps for itself
   * @param maker makes one
   */
  <W, R> List<R> map(int items, Supplier<W> worker, Maker<W, R> maker) {
    @SuppressWarnings("unchecked") // only what a maker made is put in
    R[] made = (R[]) new Object[items];
    forEach(items, worker, (mine, index) -> made[index] = maker.make(mine, index));
    return Arrays.asList(made);
  }

  /** The failure of the lowest index so far. */
  private static final class Failure {
    private volatile int lowest;
    private Throwable thrown = new AssertionError("no failure");
    private final int items;

    Failure(int items) {
      this.items = items;
      this.lowest = items;
    }

    synchronized void at(int index, Throwable what) {
      if (index < lowest) {
        lowest = index;
        thrown = what;
      }
    }

    synchronized void raise() {
      if (lowest < items) {
        throw rethrow(thrown);
      }
    }
  }

  private static <T> T join(Future<T> future) {
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          isInterrupted = true;
        } catch (ExecutionException e) {
          throw rethrow(e.getCause());
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException rethrow(@Nullable Throwable thrown) {
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    throw new AssertionError("a compiler thread threw a checked exception", thrown);
  }
}
