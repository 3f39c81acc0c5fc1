// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.environ.TrapCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the code generator's traps are called by the runtime. */
final class TrapCodes {
  /** By the runtime's codes, those of the IR. */
  private static final dev.jabiru.codegen.ir.@Nullable TrapCode[] IN_CODE = inverse();

  private TrapCodes() {}

  private static dev.jabiru.codegen.ir.@Nullable TrapCode[] inverse() {
    dev.jabiru.codegen.ir.@Nullable TrapCode[] inverse =
        new dev.jabiru.codegen.ir.@Nullable TrapCode[TrapCode.values().length];
    for (dev.jabiru.codegen.ir.TrapCode code : dev.jabiru.codegen.ir.TrapCode.values()) {
      if (code != dev.jabiru.codegen.ir.TrapCode.ALLOCATION_FAILURE) {
        inverse[of(code).ordinal()] = code;
      }
    }
    return inverse;
  }

  /** {@return a trap of the IR that the runtime gives a code} */
  static dev.jabiru.codegen.ir.TrapCode inCode(TrapCode code) {
    return Objects.requireNonNull(IN_CODE[code.ordinal()]);
  }

  /** {@return the runtime's code of a trap of the IR} */
  static TrapCode of(dev.jabiru.codegen.ir.TrapCode code) {
    // spotless:off
    return switch (code) {
      case UNREACHABLE               -> TrapCode.UNREACHABLE;
      case MEMORY_OUT_OF_BOUNDS      -> TrapCode.OUT_OF_BOUNDS_MEMORY;
      case UNALIGNED_ATOMIC          -> TrapCode.UNALIGNED_ATOMIC;
      case TABLE_OUT_OF_BOUNDS       -> TrapCode.OUT_OF_BOUNDS_TABLE;
      case UNDEFINED_ELEMENT         -> TrapCode.UNDEFINED_ELEMENT;
      case UNINITIALIZED_ELEMENT     -> TrapCode.UNINITIALIZED_ELEMENT;
      case BAD_SIGNATURE             -> TrapCode.INDIRECT_CALL_TYPE_MISMATCH;
      case INTEGER_DIVIDE_BY_ZERO    -> TrapCode.INTEGER_DIVIDE_BY_ZERO;
      case INTEGER_OVERFLOW          -> TrapCode.INTEGER_OVERFLOW;
      case BAD_CONVERSION_TO_INTEGER -> TrapCode.INVALID_CONVERSION_TO_INTEGER;
      case NULL_REFERENCE            -> TrapCode.NULL_REFERENCE;
      case NULL_FUNCTION             -> TrapCode.NULL_FUNCTION_REFERENCE;
      case NULL_STRUCTURE            -> TrapCode.NULL_STRUCTURE_REFERENCE;
      case NULL_ARRAY                -> TrapCode.NULL_ARRAY_REFERENCE;
      case NULL_I31                  -> TrapCode.NULL_I31_REFERENCE;
      case NULL_EXCEPTION            -> TrapCode.NULL_EXCEPTION_REFERENCE;
      case ARRAY_OUT_OF_BOUNDS       -> TrapCode.OUT_OF_BOUNDS_ARRAY;
      case DATA_OUT_OF_BOUNDS        -> TrapCode.OUT_OF_BOUNDS_MEMORY;
      case ELEMENT_OUT_OF_BOUNDS     -> TrapCode.OUT_OF_BOUNDS_TABLE;
      case CAST_FAILURE              -> TrapCode.CAST_FAILURE;
      case WAIT_ON_UNSHARED_MEMORY   -> TrapCode.EXPECTED_SHARED_MEMORY;
      case STACK_OVERFLOW            -> TrapCode.STACK_OVERFLOW;
      case OUT_OF_FUEL               -> TrapCode.OUT_OF_FUEL;
      case INTERRUPTED               -> TrapCode.INTERRUPTED;
      case ALLOCATION_FAILURE        -> throw new AssertionError("no target allocates yet");
    };
    // spotless:on
  }
}
