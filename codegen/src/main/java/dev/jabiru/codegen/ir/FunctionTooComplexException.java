// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/**
 * A function has more joins of variables than are compiled: an implementation limit.
 *
 * <p>Where control comes together, each variable that has different values over different edges
 * costs a block parameter, and an argument on each edge. A few thousand variables written before
 * each of a few thousand exits of one block make millions.
 */
public final class FunctionTooComplexException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** How many block parameters for variables, and arguments for them, a function may have. */
  public static final int MAX_JOINED_VALUES = 1 << 22;

  FunctionTooComplexException() {
    super(
        "function too complex: wanted at most "
            + MAX_JOINED_VALUES
            + " values of variables to be joined");
  }
}
