// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

/**
 * What machine code may use of a processor that the first x86-64 did not have.
 *
 * <p>A row has the name that compilers know it by, the one that Linux lists it under in {@code
 * /proc/cpuinfo}, and the first of the levels of x86-64, 1 to 3, whose processors all have it. The
 * order is that of the bits in an artifact.
 */
public enum CpuFeature {
  // spotless:off
  /** Rounding of floating-point numbers. */
  SSE41 ("sse4.1", "sse4_1", 2),
  /** Counting ones. */
  POPCNT("popcnt", "popcnt", 2),
  /** Counting leading zeros. */
  LZCNT ("lzcnt",  "abm",    3),
  /** Counting trailing zeros, and-not, bit fields. */
  BMI1  ("bmi1",   "bmi1",   3),
  /** Rotations, multiplications, and shifts by any register, that leave the flags alone. */
  BMI2  ("bmi2",   "bmi2",   3);
  // spotless:on

  private final String key;
  private final String flag;
  private final int level;

  CpuFeature(String key, String flag, int level) {
    this.key = key;
    this.flag = flag;
    this.level = level;
  }

  /** {@return the name that compilers know it by} */
  public String key() {
    return key;
  }

  /** {@return its name among the flags that Linux lists} */
  public String flag() {
    return flag;
  }

  /** {@return the first level of x86-64 that has it} */
  public int level() {
    return level;
  }
}
