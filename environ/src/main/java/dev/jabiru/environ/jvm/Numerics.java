// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.environ.TrapCode;

/**
 * Arithmetic of the guest that Java has no single operation for. Each method is small, so that it
 * is inlined.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/numerics.html">Numerics</a>
 */
public final class Numerics {
  private static final double TWO_TO_63 = 0x1p63;
  private static final double TWO_TO_64 = 0x1p64;

  private Numerics() {}

  /**
   * {@return the signed quotient}
   *
   * @param a the dividend
   * @param b the divisor
   * @throws TrapException if the divisor is zero or the quotient is 2³¹
   */
  public static int divide(int a, int b) {
    if (b == -1) {
      if (a == Integer.MIN_VALUE) {
        throw new TrapException(TrapCode.INTEGER_OVERFLOW);
      }
      return -a;
    }
    if (b == 0) {
      throw new TrapException(TrapCode.INTEGER_DIVIDE_BY_ZERO);
    }
    return a / b;
  }

  /**
   * {@return the signed quotient}
   *
   * @param a the dividend
   * @param b the divisor
   * @throws TrapException if the divisor is zero or the quotient is 2⁶³
   */
  public static long divide(long a, long b) {
    if (b == -1) {
      if (a == Long.MIN_VALUE) {
        throw new TrapException(TrapCode.INTEGER_OVERFLOW);
      }
      return -a;
    }
    if (b == 0) {
      throw new TrapException(TrapCode.INTEGER_DIVIDE_BY_ZERO);
    }
    return a / b;
  }

  /**
   * {@return the divisor}
   *
   * @param b the divisor
   * @throws TrapException if it is zero
   */
  public static int nonZero(int b) {
    if (b == 0) {
      throw new TrapException(TrapCode.INTEGER_DIVIDE_BY_ZERO);
    }
    return b;
  }

  /**
   * {@return the divisor}
   *
   * @param b the divisor
   * @throws TrapException if it is zero
   */
  public static long nonZero(long b) {
    if (b == 0) {
      throw new TrapException(TrapCode.INTEGER_DIVIDE_BY_ZERO);
    }
    return b;
  }

  /**
   * {@return the number without its fraction}
   *
   * @param x the number
   */
  public static float trunc(float x) {
    return (float) trunc((double) x);
  }

  /**
   * {@return the number without its fraction}
   *
   * @param x the number
   */
  public static double trunc(double x) {
    return (x < 0 ? Math.ceil(x) : Math.floor(x)) + -0.0; // which makes signalling NaNs quiet
  }

  private static TrapException unrepresentable(double x) {
    return new TrapException(
        Double.isNaN(x) ? TrapCode.INVALID_CONVERSION_TO_INTEGER : TrapCode.INTEGER_OVERFLOW);
  }

  /**
   * {@return the number without its fraction, as a signed integer}
   *
   * @param x the number
   * @throws TrapException if it is a NaN or out of range
   */
  public static int toIntSigned(float x) {
    return toIntSigned((double) x);
  }

  /**
   * {@return the number without its fraction, as a signed integer}
   *
   * @param x the number
   * @throws TrapException if it is a NaN or out of range
   */
  public static int toIntSigned(double x) {
    if (x > -0x1.00000002p31 && x < 0x1p31) {
      return (int) x;
    }
    throw unrepresentable(x);
  }

  /**
   * {@return the number without its fraction, as an unsigned integer}
   *
   * @param x the number
   * @throws TrapException if it is a NaN or out of range
   */
  public static int toIntUnsigned(float x) {
    return toIntUnsigned((double) x);
  }

  /**
   * {@return the number without its fraction, as an unsigned integer}
   *
   * @param x the number
   * @throws TrapException if it is a NaN or out of range
   */
  public static int toIntUnsigned(double x) {
    if (x > -1.0 && x < 0x1p32) {
      return (int) (long) x;
    }
    throw unrepresentable(x);
  }

  /**
   * {@return the number without its fraction, as a signed integer}
   *
   * @param x the number
   * @throws TrapException if it is a NaN or out of range
   */
  public static long toLongSigned(float x) {
    return toLongSigned((double) x);
  }

  /**
   * {@return the number without its fraction, as a signed integer}
   *
   * @param x the number
   * @throws TrapException if it is a NaN or out of range
   */
  public static long toLongSigned(double x) {
    if (x >= -TWO_TO_63 && x < TWO_TO_63) {
      return (long) x;
    }
    throw unrepresentable(x);
  }

  /**
   * {@return the number without its fraction, as an unsigned integer}
   *
   * @param x the number
   * @throws TrapException if it is a NaN or out of range
   */
  public static long toLongUnsigned(float x) {
    return toLongUnsigned((double) x);
  }

  /**
   * {@return the number without its fraction, as an unsigned integer}
   *
   * @param x the number
   * @throws TrapException if it is a NaN or out of range
   */
  public static long toLongUnsigned(double x) {
    if (x > -1.0 && x < TWO_TO_64) {
      return toLongUnsignedSaturating(x);
    }
    throw unrepresentable(x);
  }

  /**
   * {@return the number without its fraction, as the nearest unsigned integer; zero for a NaN}
   *
   * @param x the number
   */
  public static long toLongUnsignedSaturating(double x) {
    if (x >= TWO_TO_63) {
      return (long) (x - TWO_TO_63) ^ Long.MIN_VALUE;
    }
    return Math.max((long) x, 0);
  }

  /**
   * {@return the nearest number to an unsigned integer}
   *
   * @param x the integer
   */
  public static float unsignedToFloat(long x) {
    return x >= 0 ? (float) x : (float) (x >>> 1 | x & 1) * 2;
  }

  /**
   * {@return the nearest number to an unsigned integer}
   *
   * @param x the integer
   */
  public static double unsignedToDouble(long x) {
    return x >= 0 ? (double) x : (double) (x >>> 1 | x & 1) * 2;
  }
}
