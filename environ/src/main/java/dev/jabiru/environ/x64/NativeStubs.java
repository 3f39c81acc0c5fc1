// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import dev.jabiru.environ.Bytes;

/**
 * The code between host and guest, the same for every module. Immutable.
 *
 * @param code the code, which may be put anywhere
 * @param enterOffset where the C function begins that enters the guest
 * @param resumeOffset where the C function begins that resumes it
 * @param stubOffsets where the stubs begin that code exits through, by their numbers
 */
public record NativeStubs(Bytes code, int enterOffset, int resumeOffset, int[] stubOffsets) {
  /** Number of the stub that leaves for a host function. */
  public static final int HOST_CALL = 0;

  /** Number of the stub that leaves for a builtin. */
  public static final int BUILTIN = 1;

  /** Number of the stub that leaves for good. */
  public static final int TRAP = 2;

  /** Copies the array. */
  public NativeStubs {
    stubOffsets = stubOffsets.clone();
  }

  /** {@return a copy of the offsets} */
  @Override
  public int[] stubOffsets() {
    return stubOffsets.clone();
  }

  /**
   * {@return where a stub begins}
   *
   * @param stub its number
   */
  public int stubOffset(int stub) {
    return stubOffsets[stub];
  }
}
