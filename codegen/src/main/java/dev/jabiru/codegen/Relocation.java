// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

/**
 * A place in the code that refers to a function.
 *
 * @param codeOffset the place
 * @param kind how
 * @param target the function
 */
public record Relocation(int codeOffset, Kind kind, UserExternalName target) {
  /** How code refers to a function. */
  public enum Kind {
    /** It calls it. */
    CALL,
    /** It calls it in the place of itself. */
    TAIL_CALL,
    /** It takes a reference to it. */
    REFERENCE
  }
}
