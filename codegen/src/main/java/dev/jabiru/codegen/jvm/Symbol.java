// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import org.jspecify.annotations.Nullable;

/**
 * What an instruction names through the constant pool, before there is one.
 *
 * <p>Keys of maps that every start fills, so equals and hashCode are written out: those of records
 * are made by a bootstrap.
 */
sealed interface Symbol {
  /** A class or array class, by internal name. */
  record ClassName(String name) implements Symbol {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ClassName that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  /** A field of a class. */
  record Field(String owner, String name, String descriptor) implements Symbol {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Field that
          && owner.equals(that.owner)
          && name.equals(that.name)
          && descriptor.equals(that.descriptor);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * owner.hashCode() + name.hashCode()) + descriptor.hashCode();
    }
  }

  /** A method of a class. */
  record Method(String owner, String name, String descriptor) implements Symbol {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Method that
          && owner.equals(that.owner)
          && name.equals(that.name)
          && descriptor.equals(that.descriptor);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * owner.hashCode() + name.hashCode()) + descriptor.hashCode();
    }
  }

  /** A method of the function itself, by its position; it may come to lie in another class. */
  record Own(int method) implements Symbol {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Own that && method == that.method;
    }

    @Override
    public int hashCode() {
      return method;
    }
  }

  /** An int. */
  record Int(int value) implements Symbol {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Int that && value == that.value;
    }

    @Override
    public int hashCode() {
      return value;
    }
  }

  /** A long. */
  record Long(long value) implements Symbol {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Long that && value == that.value;
    }

    @Override
    public int hashCode() {
      return java.lang.Long.hashCode(value);
    }
  }

  /** A float, by its bits; never a NaN. */
  record Float(int bits) implements Symbol {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Float that && bits == that.bits;
    }

    @Override
    public int hashCode() {
      return bits;
    }
  }

  /** A double, by its bits; never a NaN. */
  record Double(long bits) implements Symbol {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Double that && bits == that.bits;
    }

    @Override
    public int hashCode() {
      return java.lang.Long.hashCode(bits);
    }
  }

  /**
   * A method handle made on first use by a static bootstrap method of {@code owner} that takes
   * {@code (Lookup, String, Class)} and, where {@code argument} is not negative, that int.
   */
  record Dynamic(String owner, String bootstrap, int argument) implements Symbol {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Dynamic that
          && owner.equals(that.owner)
          && bootstrap.equals(that.bootstrap)
          && argument == that.argument;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * owner.hashCode() + bootstrap.hashCode()) + argument;
    }
  }
}
