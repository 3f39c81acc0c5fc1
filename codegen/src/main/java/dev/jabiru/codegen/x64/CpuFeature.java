// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

/** What a processor may have beyond SSE2; the names are those of {@code /proc/cpuinfo}. */
public enum CpuFeature {
  /** Rounding instructions. */
  SSE41("sse4_1"),
  /** Counting ones. */
  POPCNT("popcnt"),
  /** Counting leading zeros. */
  LZCNT("abm"),
  /** Counting trailing zeros, and-not, bit fields. */
  BMI1("bmi1"),
  /** Shifts by any register that leave the flags alone. */
  BMI2("bmi2"),
  /** Instructions with three operands. */
  AVX("avx");

  private final String flag;

  CpuFeature(String flag) {
    this.flag = flag;
  }

  /** {@return the name of the feature among the flags that Linux lists} */
  public String flag() {
    return flag;
  }
}
