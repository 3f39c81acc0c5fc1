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

  /** The code's phrase, and what else the official scripts want said. */
  private final String what;

  /**
   * Creates a trap, with the Java stack as its trace.
   *
   * @param code why
   */
  public TrapException(TrapCode code) {
    this(code, code.phrase());
  }

  /**
   * Creates a trap about a table's element.
   *
   * @param code why
   * @param element the element's index, unsigned
   */
  TrapException(TrapCode code, int element) {
    this(code, code.phrase() + " " + Integer.toUnsignedString(element));
  }

  private TrapException(TrapCode code, String what) {
    super(what);
    this.code = code;
    this.what = what;
  }

  /** {@return why the guest trapped} */
  public TrapCode code() {
    return code;
  }

  /** {@return the code's phrase, and what else is to be said} */
  public String what() {
    return what;
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
