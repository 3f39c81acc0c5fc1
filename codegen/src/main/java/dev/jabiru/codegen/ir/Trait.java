// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/** What is true of every instruction with an opcode, beyond its operands and results. */
public enum Trait {
  /** Swapping the first two operands changes nothing. */
  COMMUTATIVE,
  /** Ends a block. */
  TERMINATOR,
  /** Leads on to other blocks over {@link Edge edges}. */
  BRANCHES,
  /** Leaves the function for good: there is no way on to a block of it. */
  LEAVES,
  /** Transfers control to other code, which may do anything. */
  CALLS,
  /** Its result depends on state beyond its operands. */
  READS,
  /** Changes state beyond its results. */
  WRITES,
  /** May end in a trap. */
  TRAPS,
  /** May suspend the function and later resume it, other than by a call. */
  EXITS;

  int bit() {
    return 1 << ordinal();
  }
}
