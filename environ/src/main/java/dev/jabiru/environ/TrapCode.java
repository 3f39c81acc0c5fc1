// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

/**
 * Why guest code trapped. Each constant carries the phrase of the official scripts.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#results">Results</a>
 */
@SuppressWarnings("doclint:missing") // a row is its own documentation
public enum TrapCode {
  // spotless:off  The ordinal is written into artifacts: append only.
  UNREACHABLE                   ("unreachable"),
  INTEGER_DIVIDE_BY_ZERO        ("integer divide by zero"),
  INTEGER_OVERFLOW              ("integer overflow"),
  INVALID_CONVERSION_TO_INTEGER ("invalid conversion to integer"),
  OUT_OF_BOUNDS_MEMORY          ("out of bounds memory access"),
  OUT_OF_BOUNDS_TABLE           ("out of bounds table access"),
  UNDEFINED_ELEMENT             ("undefined element"),
  UNINITIALIZED_ELEMENT         ("uninitialized element"),
  INDIRECT_CALL_TYPE_MISMATCH   ("indirect call type mismatch"),
  NULL_REFERENCE                ("null reference"),
  NULL_FUNCTION_REFERENCE       ("null function reference"),
  NULL_STRUCTURE_REFERENCE      ("null structure reference"),
  NULL_ARRAY_REFERENCE          ("null array reference"),
  NULL_I31_REFERENCE            ("null i31 reference"),
  NULL_EXCEPTION_REFERENCE      ("null exception reference"),
  CAST_FAILURE                  ("cast failure"),
  OUT_OF_BOUNDS_ARRAY           ("out of bounds array access"),
  UNALIGNED_ATOMIC              ("unaligned atomic"),
  EXPECTED_SHARED_MEMORY        ("expected shared memory"),
  STACK_OVERFLOW                ("call stack exhausted"),
  INTERRUPTED                   ("interrupted"),
  OUT_OF_FUEL                   ("all fuel consumed"),
  DEADLINE_EXCEEDED             ("deadline exceeded");
  // spotless:on

  private final String phrase;

  TrapCode(String phrase) {
    this.phrase = phrase;
  }

  /** {@return the phrase with which messages about this trap begin} */
  public String phrase() {
    return phrase;
  }
}
