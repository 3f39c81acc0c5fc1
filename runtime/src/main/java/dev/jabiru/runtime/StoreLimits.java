// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * How much a store may take. Immutable; each {@code with} returns a changed copy.
 *
 * <p>What memories and tables take is given back when the whole store becomes unreachable. An
 * instance counts for as long as anything reaches it.
 *
 * @param memoryBytes the most bytes all its memories may have together
 * @param tableElements the most elements all its tables may have together
 * @param instances the most instances at a time
 */
public record StoreLimits(long memoryBytes, long tableElements, int instances) {
  private static final StoreLimits DEFAULTS =
      new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, 10_000);

  /** Checks that no limit is negative. */
  public StoreLimits {
    if (memoryBytes < 0 || tableElements < 0 || instances < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }

  /** {@return memory and tables bounded only by their types, the target and the heap} */
  public static StoreLimits defaults() {
    return DEFAULTS;
  }

  /**
   * {@return these limits with another one on memory}
   *
   * @param bytes the most bytes all memories may have together
   */
  public StoreLimits withMemoryBytes(long bytes) {
    return new StoreLimits(bytes, tableElements, instances);
  }

  /**
   * {@return these limits with another one on tables}
   *
   * @param elements the most elements all tables may have together
   */
  public StoreLimits withTableElements(long elements) {
    return new StoreLimits(memoryBytes, elements, instances);
  }

  /**
   * {@return these limits with another one on instances}
   *
   * @param count the most instances
   */
  public StoreLimits withInstances(int count) {
    return new StoreLimits(memoryBytes, tableElements, count);
  }
}
