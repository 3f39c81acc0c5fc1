// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.lang.invoke.MethodHandle;

/**
 * The code of a function of the host as machine code calls it, the same in all stores. {@link
 * NativeTrampolines} writes the classes.
 *
 * <p>A function begins with a class that all of its shape share, to which its method handle is a
 * variable. One that is called often gets a class of its own, to which it is a constant: HotSpot
 * then finds the way to the function by one look at the class, where a method handle takes five
 * loads that wait for each other, and inlines it where there are few.
 *
 * <p>Thread-safe: that the count is not does no harm.
 */
abstract class HostCode {
  /**
   * After how many calls a function gets a class of its own, which takes as long as all of them.
   */
  private static final int FEW_CALLS = 2000;

  private static final int NEVER = -1;

  /** What shared classes call. */
  final MethodHandle target;

  private int callsToGo;

  HostCode(MethodHandle target, boolean isShared) {
    this.target = target;
    this.callsToGo = isShared ? FEW_CALLS : NEVER;
  }

  /**
   * Calls the function.
   *
   * @param function the function
   * @param store where the arguments are
   * @return the bits of the result
   */
  abstract long leave(HostFunc.Bound function, NativeStore store) throws Throwable;

  /** {@return whether the function has been called often and should get a class of its own} */
  final boolean isDue() {
    return callsToGo == 0;
  }

  /** Counts a call and returns whether the function {@linkplain #isDue is due}. */
  final boolean count() {
    if (callsToGo > 0) {
      callsToGo--;
    }
    return isDue();
  }
}
