// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.environ.jvm;

import dev.jabiru.environ.TrapCode;

/**
 * A trap on its way from generated code or a builtin to the entry that called the guest, where the
 * runtime turns it into the trap that embedders see. Never escapes to them.
 */
public final class TrapException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final TrapCode[] CODES = TrapCode.values();

  /** Why. */
  private final TrapCode code;

  /**
   * Creates a trap, with the Java stack as its trace.
   *
   * @param code why
   */
  public TrapException(TrapCode code) {
    super(code.phrase());
    this.code = code;
  }

  /**
   * Creates a trap about a table's element.
   *
   * @param code why
   * @param element the element's index, unsigned
   */
  TrapException(TrapCode code, int element) {
    super(code.phrase() + " " + Integer.toUnsignedString(element));
    this.code = code;
  }

  /** {@return why the guest trapped} */
  public TrapCode code() {
    return code;
  }

  /**
   * Raises the trap with a given number; what generated code calls.
   *
   * @param ordinal the ordinal of a {@link TrapCode}
   * @return never; typed so that generated code can throw the result
   */
  public static TrapException raise(int ordinal) {
    throw new TrapException(CODES[ordinal]);
  }
}
