// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

/** What a processor may have beyond SSE2. Who names features to users is not this package. */
public enum CpuFeature {
  /** Rounding instructions. */
  SSE41,
  /** Counting ones. */
  POPCNT,
  /** Counting leading zeros. */
  LZCNT,
  /** Counting trailing zeros, and-not, bit fields. */
  BMI1,
  /** Rotations, multiplications, and shifts by any register, that leave the flags alone. */
  BMI2,
  /** Instructions with three operands; the assembler has them, lowering does without. */
  AVX
}
