// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.time.Duration;

/**
 * How much a store may take. Immutable; each {@code with} returns a changed copy.
 *
 * {@snippet lang="java" :
 * StoreLimits limits =
 *     StoreLimits.defaults().withMemoryBytes(64 << 20).withTime(Duration.ofMillis(100));
 * try (Store store = Store.of(engine, limits)) {
 *   Instance.of(store, module).func("spin").call();
 * } catch (TimedOut stopped) {
 *   log("too slow: " + stopped.getMessage());
 * }
 * }
 *
 * <p>What memories and tables take is given back when the whole store becomes unreachable. An
 * instance counts for as long as anything reaches it.
 *
 * @param memoryBytes the most bytes all its memories may have together
 * @param tableElements the most elements all its tables may have together
 * @param instances the most instances at a time
 * @param fuel how much fuel it begins with; see {@link Store#setFuel}
 * @param time how long a call from Java into its guests may take before it ends with {@link
 *     TimedOut}; {@link #FOREVER} for no limit
 * @param stackBytes how much stack guests may use, with what they call; guests then run on a thread
 *     of their own, on which their host functions find themselves. 0 for the rest of the caller's
 *     stack, which costs nothing
 */
public record StoreLimits(
    long memoryBytes,
    long tableElements,
    int instances,
    long fuel,
    Duration time,
    long stackBytes) {
  /** No limit on time. */
  public static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private static final StoreLimits DEFAULTS =
      new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, 10_000, 0, FOREVER, 0);

  /** Checks that no limit is negative. */
  public StoreLimits {
    if (memoryBytes < 0 || tableElements < 0 || instances < 0 || fuel < 0 || stackBytes < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("a limit on time that leaves none: " + time);
    }
  }

  /**
   * {@return memory and tables bounded only by their types, the target and the heap; no fuel, all
   * the time and the caller's stack}
   */
  public static StoreLimits defaults() {
    return DEFAULTS;
  }

  /** {@return whether calls have to be watched} */
  boolean watchCalls() {
    return stackBytes != 0 || time.compareTo(FOREVER) < 0;
  }

  /**
   * {@return these limits with another one on memory}
   *
   * @param bytes the most bytes all memories may have together
   */
  public StoreLimits withMemoryBytes(long bytes) {
    return new StoreLimits(bytes, tableElements, instances, fuel, time, stackBytes);
  }

  /**
   * {@return these limits with another one on tables}
   *
   * @param elements the most elements all tables may have together
   */
  public StoreLimits withTableElements(long elements) {
    return new StoreLimits(memoryBytes, elements, instances, fuel, time, stackBytes);
  }

  /**
   * {@return these limits with another one on instances}
   *
   * @param count the most instances at a time
   */
  public StoreLimits withInstances(int count) {
    return new StoreLimits(memoryBytes, tableElements, count, fuel, time, stackBytes);
  }

  /**
   * {@return these limits with other fuel to begin with} Has no effect unless the engine's
   * configuration says that code counts fuel.
   *
   * @param units how much
   */
  public StoreLimits withFuel(long units) {
    return new StoreLimits(memoryBytes, tableElements, instances, units, time, stackBytes);
  }

  /**
   * {@return these limits with another one on time}
   *
   * @param perCall how long a call from Java into guests may take
   */
  public StoreLimits withTime(Duration perCall) {
    return new StoreLimits(memoryBytes, tableElements, instances, fuel, perCall, stackBytes);
  }

  /**
   * {@return these limits with another one on stack}
   *
   * @param bytes how much stack guests may use, 0 for the rest of the caller's
   */
  public StoreLimits withStackBytes(long bytes) {
    return new StoreLimits(memoryBytes, tableElements, instances, fuel, time, bytes);
  }
}
