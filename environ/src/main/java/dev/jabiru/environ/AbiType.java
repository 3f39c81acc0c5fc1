// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

/** The machine-level types in which values cross between guest code and its surroundings. */
public enum AbiType {
  /** A 32-bit integer. */
  I32,
  /** A 64-bit integer. */
  I64,
  /** A 32-bit float, its bits preserved. */
  F32,
  /** A 64-bit float, its bits preserved. */
  F64,
  /** A reference of any kind; a Java object on the JVM target. */
  REF
}
