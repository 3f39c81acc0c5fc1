// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

/**
 * What an operand of an instruction demands of the place its virtual register is in, packed in an
 * {@code int}: kind, time and constraint.
 *
 * <p>An early use is read before any definition is written, so a late definition may take its
 * register; a late use is still needed when definitions are written. An early definition is written
 * while uses are still read.
 */
public final class Operand {
  /** The place is read. */
  public static final int USE = 0;

  /** The place is written. */
  public static final int DEF = 1;

  /** Reads before definitions are written. */
  public static final int EARLY = 0;

  /** Is still read, or only written, when the instruction ends. */
  public static final int LATE = 1 << 1;

  /** Any register or stack slot will do. */
  public static final int ANY = 0;

  /** A register of the class. */
  public static final int REG = 1 << 2;

  /** The register named, and no other; see {@link #fixed}. */
  public static final int FIXED = 2 << 2;

  /** The register of the use operand named; for definitions only; see {@link #reuse}. */
  public static final int REUSE = 3 << 2;

  private static final int CONSTRAINT = 3 << 2;
  private static final int SHIFT = 8;

  private Operand() {}

  /** {@return the demand that the operand be in a register} */
  public static int fixed(int register) {
    return FIXED | register << SHIFT;
  }

  /** {@return the demand that a definition be in the register of a use of the same instruction} */
  public static int reuse(int operand) {
    return REUSE | operand << SHIFT;
  }

  /** {@return whether a demand is of a definition} */
  public static boolean isDef(int demand) {
    return (demand & DEF) != 0;
  }

  /** {@return whether a demand holds at the end of the instruction} */
  public static boolean isLate(int demand) {
    return (demand & LATE) != 0;
  }

  /** {@return {@link #ANY}, {@link #REG}, {@link #FIXED} or {@link #REUSE}} */
  public static int constraint(int demand) {
    return demand & CONSTRAINT;
  }

  /** {@return the register of a {@link #FIXED} demand, or the operand of a {@link #REUSE} one} */
  public static int argument(int demand) {
    return demand >>> SHIFT;
  }
}
