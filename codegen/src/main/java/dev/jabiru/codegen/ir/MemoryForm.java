// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/** How a target holds a memory, chosen from its limits before a function that uses it is built. */
public enum MemoryForm {
  /** A Java array. */
  ARRAY,
  /** A Java memory segment. */
  SEGMENT,
  /** Addresses in native memory, compared with the size before each access. */
  CHECKED,
  /** Addresses in native memory, with inaccessible pages behind all that an access can reach. */
  GUARDED;

  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  /** {@return the name in the text format} */
  @Override
  public String toString() {
    return text;
  }
}
