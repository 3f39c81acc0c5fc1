// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

/**
 * A place where a virtual register can be, packed in an {@code int}: a register, as its number, or
 * a stack slot of 8 bytes, as the complement of its number.
 */
public final class Allocation {
  private Allocation() {}

  /** {@return a stack slot as a place} */
  public static int slot(int number) {
    return ~number;
  }

  /** {@return whether a place is a register} */
  public static boolean isRegister(int place) {
    return place >= 0;
  }

  /** {@return the number of the stack slot that a place is} */
  public static int slotNumber(int place) {
    return ~place;
  }
}
