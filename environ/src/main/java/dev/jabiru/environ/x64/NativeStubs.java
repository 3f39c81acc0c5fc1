// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import dev.jabiru.environ.Bytes;
import java.util.List;

/**
 * The code between host and guest, the same for every module. Immutable.
 *
 * <p>{@code ENTER} and {@code RESUME} are C functions that return a result, or anything if the
 * store's exit code says that the guest was left for another reason. The others are the ways out,
 * which the guest calls.
 *
 * @param code the code, which may be put anywhere
 * @param offsets where the stubs begin, by their numbers
 */
public record NativeStubs(Bytes code, int[] offsets) {
  // spotless:off
  /** Way in, for a function whose result is an integer or a reference, or that has none. */
  public static final int ENTER          = 0;
  /** Way in, for a function whose result is a floating-point number. */
  public static final int ENTER_FLOAT    = 1;
  /** Way in, for a function of two results: they are in the store's registers. */
  public static final int ENTER_FEW      = 2;
  /** Way in, for a function of more results: they are in the store's registers. */
  public static final int ENTER_WIDE     = 3;
  /** Way back, with at most one result, behind a call without arguments on the stack. */
  public static final int RESUME         = 4;
  /** Way back, with two results that are in the store's registers; the same. */
  public static final int RESUME_FEW     = 5;
  /** Way back, with the results that are in the store's registers. */
  public static final int RESUME_WIDE    = 6;
  /** For a host function that is not called as an import. */
  public static final int HOST_JUMP      = 7;
  /** The second half of a call of an import that is a host function. */
  public static final int LEAVE          = 8;
  /** For a builtin. */
  public static final int BUILTIN        = 9;
  /** Fills memory; called by code alone. */
  public static final int FILL           = 10;
  /** Copies memory; called by code alone. */
  public static final int COPY           = 11;
  /** For a trap. */
  public static final int TRAP           = 12;
  /** The first of the {@link #hostCall} stubs. */
  private static final int HOST_CALL     = 13;
  // spotless:on

  /** From so many on, all registers are taken along. */
  public static final int MANY = 5;

  /** The handler of signals; see {@link FaultHandlerLayout}. Its code is behind all other. */
  public static final int FAULT_HANDLER = HOST_CALL + (MANY + 1) * (MANY + 1);

  /** How many stubs there are. */
  public static final int COUNT = FAULT_HANDLER + 1;

  private static final List<String> NAMES =
      List.of(
          "enter",
          "enter_float",
          "enter_few",
          "enter_wide",
          "resume",
          "resume_few",
          "resume_wide",
          "host_jump",
          "leave",
          "builtin",
          "fill",
          "copy",
          "trap");

  /** Copies the array. */
  public NativeStubs {
    offsets = offsets.clone();
  }

  /** {@return a copy of the offsets} */
  @Override
  public int[] offsets() {
    return offsets.clone();
  }

  /**
   * {@return what a stub is called in symbol tables}
   *
   * @param stub its number
   */
  public static String name(int stub) {
    if (stub < HOST_CALL) {
      return NAMES.get(stub);
    }
    int call = stub - HOST_CALL;
    return stub == FAULT_HANDLER
        ? "fault_handler"
        : "host_call_" + call / (MANY + 1) + "_" + call % (MANY + 1);
  }

  /** {@return the code of the handler of signals} */
  public Bytes faultHandler() {
    return code.slice(offsets[FAULT_HANDLER], code.length());
  }

  /**
   * {@return the number of the stub for a host function that is called as an import}
   *
   * @param ints how many integer and reference parameters it has
   * @param floats how many floating-point parameters
   */
  public static int hostCall(int ints, int floats) {
    return HOST_CALL + Math.min(ints, MANY) * (MANY + 1) + Math.min(floats, MANY);
  }

  /**
   * {@return where a stub begins}
   *
   * @param stub its number
   */
  public int offset(int stub) {
    return offsets[stub];
  }
}
