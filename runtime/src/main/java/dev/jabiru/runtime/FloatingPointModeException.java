// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * A thread that wants to enter a store computes with floating-point numbers in another way than
 * Java and WebAssembly prescribe: a native library has changed the processor's mode and not put it
 * back. On the target {@code x64} this is looked at when a thread enters a store that it was not
 * the last to use.
 */
public final class FloatingPointModeException extends MisuseException {
  private static final long serialVersionUID = 1;

  /** Read at run time, so that HotSpot computes nothing with them beforehand. */
  private static volatile double least = Double.MIN_VALUE;

  private static volatile double one = 1;

  FloatingPointModeException() {
    super(
        "thread "
            + Thread.currentThread().getName()
            + " rounds floating-point numbers in a way of its own, or takes small ones for 0: a native"
            + " library has changed the processor's mode");
  }

  /** {@return whether this thread rounds to nearest and computes with subnormal numbers} */
  static boolean isStandardMode() {
    double x = one;
    return least + least > 0 && x + 0x1p-60 == 1 && x + 0x1.8p-53 > 1;
  }
}
