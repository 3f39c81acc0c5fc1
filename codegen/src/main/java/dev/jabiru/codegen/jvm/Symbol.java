// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

/** What an instruction names through the constant pool, before there is one. */
sealed interface Symbol {
  /** A class or array class, by internal name. */
  record ClassName(String name) implements Symbol {}

  /** A field of a class. */
  record Field(String owner, String name, String descriptor) implements Symbol {}

  /** A method of a class. */
  record Method(String owner, String name, String descriptor) implements Symbol {}

  /** A method of the function itself, by its position; it may come to lie in another class. */
  record Own(int method) implements Symbol {}

  /** An int. */
  record Int(int value) implements Symbol {}

  /** A long. */
  record Long(long value) implements Symbol {}

  /** A float, by its bits; never a NaN. */
  record Float(int bits) implements Symbol {}

  /** A double, by its bits; never a NaN. */
  record Double(long bits) implements Symbol {}

  /**
   * A method handle made on first use by a static bootstrap method of {@code owner} that takes
   * {@code (Lookup, String, Class)} and, where {@code argument} is not negative, that int.
   */
  record Dynamic(String owner, String bootstrap, int argument) implements Symbol {}
}
