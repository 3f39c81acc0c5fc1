// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import org.jspecify.annotations.Nullable;

/** A proposal that extended WebAssembly; each can be switched by {@link Features}. */
public enum Feature {
  /** The first version of WebAssembly; cannot be switched off. */
  MVP("mvp"),
  /** Import and export of mutable globals. */
  MUTABLE_GLOBALS("mutable-globals"),
  /** Sign-extension instructions. */
  SIGN_EXTENSION("sign-extension"),
  /** Conversions from floating point that do not trap. */
  SATURATING_FLOAT_TO_INT("saturating-float-to-int"),
  /** Several results, and blocks with parameters. */
  MULTI_VALUE("multi-value"),
  /** Bulk operations on memories and tables, passive segments. */
  BULK_MEMORY("bulk-memory"),
  /** References as values, several tables. */
  REFERENCE_TYPES("reference-types"),
  /** Vectors of 128 bits. */
  SIMD("simd"),
  /** Vector instructions whose result may depend on the machine. */
  RELAXED_SIMD("relaxed-simd"),
  /** Tail calls. */
  TAIL_CALLS("tail-calls"),
  /** Integer arithmetic in constant expressions. */
  EXTENDED_CONST("extended-const"),
  /** Typed function references. */
  FUNCTION_REFERENCES("function-references"),
  /** Structures, arrays and recursive types, collected by the host. */
  GC("gc"),
  /** Tags, throwing, and {@code try_table}. */
  EXCEPTIONS("exceptions"),
  /** Several memories. */
  MULTI_MEMORY("multi-memory"),
  /** Memories and tables with 64-bit addresses. */
  MEMORY64("memory64"),
  /** Shared memories and atomic accesses. */
  THREADS("threads"),
  /** Memories with pages of one byte. */
  CUSTOM_PAGE_SIZES("custom-page-sizes"),
  /** Addition, subtraction and multiplication with 128-bit results. */
  WIDE_ARITHMETIC("wide-arithmetic"),
  /**
   * The first form of exception handling: {@code try}, {@code catch}, {@code delegate}, {@code
   * rethrow}.
   */
  LEGACY_EXCEPTIONS("legacy-exceptions");

  private final String key;

  Feature(String key) {
    this.key = key;
  }

  /** {@return the name on command lines and in messages, such as {@code tail-calls}} */
  public String key() {
    return key;
  }

  /** {@return the bit of this feature in a set held as a {@code long}} */
  long bit() {
    return 1L << ordinal();
  }

  /**
   * Finds a feature by its {@link #key}.
   *
   * @param key the name
   * @return the feature, or null if none has that name
   */
  public static @Nullable Feature ofKey(String key) {
    for (Feature feature : values()) {
      if (feature.key.equals(key)) {
        return feature;
      }
    }
    return null;
  }
}
