// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import com.sun.management.ThreadMXBean;
import dev.jabiru.environ.ModuleCompiler.Progress;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adds up how long the phases of a compilation take, and of the stages that each function goes
 * through how long all threads took together and how many bytes of heap they asked for; and how
 * many functions needed no compiling.
 *
 * <p>Thread-safe.
 */
final class PhaseTimes {
  private record Cost(long nanos, long bytes) {
    Cost plus(Cost other) {
      return new Cost(nanos + other.nanos, bytes + other.bytes);
    }
  }

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ThreadLocal<Long> allocated = ThreadLocal.withInitial(() -> 0L);
  private final Map<String, Long> phases = new LinkedHashMap<>();
  private final Map<String, Cost> stages = new LinkedHashMap<>();

  private int taken;

  /** {@return what hears of the phases and passes on the rest} */
  Progress andThen(Progress next) {
    return new Progress() {
      @Override
      public void compiled(int done, int total) {
        next.compiled(done, total);
      }

      @Override
      public void taken(int functions) {
        synchronized (PhaseTimes.this) {
          taken += functions;
        }
      }

      @Override
      public void phase(String name, long nanos) {
        synchronized (PhaseTimes.this) {
          phases.merge(name, nanos, Long::sum);
        }
      }

      @Override
      public void stage(String name, long nanos) {
        long now = threads.getCurrentThreadAllocatedBytes();
        Cost cost = new Cost(nanos, now - allocated.get());
        synchronized (PhaseTimes.this) {
          stages.merge(name, cost, Cost::plus);
        }
        allocated.set(threads.getCurrentThreadAllocatedBytes());
      }
    };
  }

  synchronized void print(PrintStream out) {
    phases.forEach((name, nanos) -> out.printf("%8d ms  %s%n", nanos / 1_000_000, name));
    out.println(taken + " functions were in the cache");
    out.println("of the functions, all threads together:");
    stages.forEach((name, cost) ->
        out.printf("%8d ms %8d MB  %s%n", cost.nanos / 1_000_000, cost.bytes / 1_000_000, name));
  }
}
