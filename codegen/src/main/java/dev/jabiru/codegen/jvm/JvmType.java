// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

/** The kinds of value that the Java Virtual Machine moves about, as far as guests need them. */
public enum JvmType {
  // spotless:off  descriptor, slots, offset of the type's form from the int form of an instruction
  /** A 32-bit integer, and everything narrower. */
  INT   ("I",                  1, 0),
  /** A 64-bit integer. */
  LONG  ("J",                  2, 1),
  /** A 32-bit float. */
  FLOAT ("F",                  1, 2),
  /** A 64-bit float. */
  DOUBLE("D",                  2, 3),
  /** A reference of any kind. */
  REF   ("Ljava/lang/Object;", 1, 4);
  // spotless:on

  private final String descriptor;
  private final int slots;
  private final int form;

  JvmType(String descriptor, int slots, int form) {
    this.descriptor = descriptor;
    this.slots = slots;
    this.form = form;
  }

  /** {@return the field descriptor} */
  public String descriptor() {
    return descriptor;
  }

  /** {@return how many local variables or argument slots a value takes} */
  public int slots() {
    return slots;
  }

  /** What to add to the int form of a load, store, return or arithmetic opcode. */
  int form() {
    return form;
  }
}
