// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * The largest numbers this implementation takes, those of the <a
 * href="https://webassembly.github.io/spec/js-api/#limits">JavaScript embedding</a>, so that a
 * module which loads in a browser loads here.
 */
final class ImplementationLimits {
  static final int MODULE_BYTES = 1 << 30;
  static final int TYPES = 1_000_000;
  static final int SUPERTYPE_DEPTH = 63;
  static final int IMPORTS = 1_000_000;
  static final int FUNCTIONS = 1_000_000;
  static final int EXPORTS = 1_000_000;
  static final int GLOBALS = 1_000_000;
  static final int TAGS = 1_000_000;
  static final int TABLES = 100_000;
  static final int MEMORIES = 100;
  static final int DATA_SEGMENTS = 100_000;
  static final int ELEM_SEGMENTS = 10_000_000;
  static final int SEGMENT_ELEMS = 10_000_000;
  static final int PARAMS = 1_000;
  static final int RESULTS = 1_000;
  static final int FIELDS = 10_000;
  static final int NEW_FIXED_OPERANDS = 10_000;
  static final int BODY_BYTES = 7_654_321;
  static final int LOCALS = 50_000;

  /** Ours: operands of one function at once, lest a body of calls with many results take all. */
  static final int OPERANDS = 1 << 23;

  private ImplementationLimits() {}
}
