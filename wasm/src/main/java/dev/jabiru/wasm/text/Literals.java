// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.nio.charset.StandardCharsets;

/**
 * Number literals: their grammar, and their values with exact rounding.
 *
 * <p>Values that do not fit throw an {@link ArithmeticException} whose message is the
 * specification's phrase.
 */
final class Literals {
  private Literals() {}

  /**
   * The kind of a token that is a run of identifier characters and does not start with a dollar.
   */
  static TokenKind kindOf(byte[] s, int start, int end) {
    int first = s[start];
    int i = first == '+' || first == '-' ? start + 1 : start;
    if (i < end && s[i] >= '0' && s[i] <= '9') {
      return numberKind(s, i, end, i != start);
    }
    if (isInfinity(s, i, end) || isNan(s, i, end)) {
      return TokenKind.FLOAT;
    }
    return first >= 'a' && first <= 'z' ? TokenKind.KEYWORD : TokenKind.RESERVED;
  }

  private static TokenKind numberKind(byte[] s, int start, int end, boolean signed) {
    boolean hex = start + 1 < end && s[start] == '0' && s[start + 1] == 'x';
    int radix = hex ? 16 : 10;
    int i = hex ? start + 2 : start;
    int digits = i;
    i = skipDigits(s, i, end, radix);
    if (!isDigits(s, digits, i, radix)) {
      return TokenKind.RESERVED;
    }
    if (i == end) {
      return signed ? TokenKind.INT : TokenKind.NAT;
    }
    if (s[i] == '.') {
      int fraction = ++i;
      i = skipDigits(s, i, end, radix);
      if (i > fraction && !isDigits(s, fraction, i, radix)) {
        return TokenKind.RESERVED;
      }
    }
    if (i < end && (s[i] | 0x20) == (hex ? 'p' : 'e')) {
      i++;
      if (i < end && (s[i] == '+' || s[i] == '-')) {
        i++;
      }
      int exponent = i;
      i = skipDigits(s, i, end, 10);
      if (!isDigits(s, exponent, i, 10)) {
        return TokenKind.RESERVED;
      }
    }
    return i == end ? TokenKind.FLOAT : TokenKind.RESERVED;
  }

  private static int skipDigits(byte[] s, int start, int end, int radix) {
    int i = start;
    while (i < end && (s[i] == '_' || Character.digit(s[i], radix) >= 0)) {
      i++;
    }
    return i;
  }

  /** Whether these are digits, at least one, with single underscores only between two digits. */
  static boolean isDigits(byte[] s, int start, int end, int radix) {
    boolean afterDigit = false;
    for (int i = start; i < end; i++) {
      if (s[i] == '_') {
        if (!afterDigit) {
          return false;
        }
        afterDigit = false;
      } else if (Character.digit(s[i], radix) >= 0) {
        afterDigit = true;
      } else {
        return false;
      }
    }
    return afterDigit;
  }

  private static boolean isInfinity(byte[] s, int i, int end) {
    return end - i == 3 && s[i] == 'i' && s[i + 1] == 'n' && s[i + 2] == 'f';
  }

  private static boolean isNan(byte[] s, int i, int end) {
    return end - i >= 3
        && s[i] == 'n'
        && s[i + 1] == 'a'
        && s[i + 2] == 'n'
        && (end - i == 3
            || (end - i > 6
                && s[i + 3] == ':'
                && s[i + 4] == '0'
                && s[i + 5] == 'x'
                && isDigits(s, i + 6, end, 16)));
  }

  /** An integer literal of {@code bits} bits, signed or unsigned, as its low {@code bits} bits. */
  static long integer(byte[] s, int start, int end, int bits) {
    boolean negative = s[start] == '-';
    int i = negative || s[start] == '+' ? start + 1 : start;
    long value = natural(s, i, end);
    long max = negative ? 1L << (bits - 1) : -1L >>> (64 - bits);
    if (Long.compareUnsigned(value, max) > 0) {
      throw new ArithmeticException("constant out of range");
    }
    return negative ? -value : value;
  }

  /** An unsigned 64-bit number. */
  static long natural(byte[] s, int start, int end) {
    boolean hex = end - start > 2 && s[start] == '0' && s[start + 1] == 'x';
    int radix = hex ? 16 : 10;
    long limit = Long.divideUnsigned(-1L, radix);
    long value = 0;
    for (int i = hex ? start + 2 : start; i < end; i++) {
      if (s[i] == '_') {
        continue;
      }
      int digit = Character.digit(s[i], radix);
      long next = value * radix + digit;
      if (Long.compareUnsigned(value, limit) > 0 || Long.compareUnsigned(next, digit) < 0) {
        throw new ArithmeticException("constant out of range");
      }
      value = next;
    }
    return value;
  }

  /** The bits of an f32 literal (any number token). */
  static int f32Bits(byte[] s, int start, int end) {
    return (int) floatBits(s, start, end, 24, 8);
  }

  /** The bits of an f64 literal (any number token). */
  static long f64Bits(byte[] s, int start, int end) {
    return floatBits(s, start, end, 53, 11);
  }

  private static long floatBits(byte[] s, int start, int end, int precision, int exponentBits) {
    int i = s[start] == '-' || s[start] == '+' ? start + 1 : start;
    long sign = s[start] == '-' ? 1L << (precision - 1 + exponentBits) : 0;
    long infinity = ((1L << exponentBits) - 1) << (precision - 1);
    if (isInfinity(s, i, end)) {
      return sign | infinity;
    }
    if (isNan(s, i, end)) {
      long payload = end - i == 3 ? 1L << (precision - 2) : natural(s, i + 4, end);
      if (payload == 0 || payload >>> (precision - 1) != 0) {
        throw new ArithmeticException("constant out of range");
      }
      return sign | infinity | payload;
    }
    boolean hex = end - i > 2 && s[i] == '0' && s[i + 1] == 'x';
    long bits;
    if (hex) {
      bits = hexBits(s, i + 2, end, precision, exponentBits);
    } else {
      String decimal = new String(s, i, end - i, StandardCharsets.US_ASCII).replace("_", "");
      bits =
          precision == 24
              ? Float.floatToRawIntBits(Float.parseFloat(decimal))
              : Double.doubleToRawLongBits(Double.parseDouble(decimal));
    }
    if (bits >= infinity) {
      throw new ArithmeticException("constant out of range");
    }
    return sign | bits;
  }

  /**
   * Rounds a hexadecimal float to nearest, ties to even. The first 64 bits of the digits are kept
   * in {@code mantissa}, whether any later one is set in {@code sticky}; the value is {@code
   * mantissa * 2^exponent}. Infinity stands for anything too large.
   */
  private static long hexBits(byte[] s, int start, int end, int precision, int exponentBits) {
    long mantissa = 0;
    boolean sticky = false;
    long exponent = 0;
    boolean inFraction = false;
    int i = start;
    for (; i < end && (s[i] | 0x20) != 'p'; i++) {
      if (s[i] == '_') {
        continue;
      }
      if (s[i] == '.') {
        inFraction = true;
        continue;
      }
      int digit = Character.digit(s[i], 16);
      if (mantissa >>> 60 == 0) {
        mantissa = (mantissa << 4) | digit;
        exponent -= inFraction ? 4 : 0;
      } else {
        sticky |= digit != 0;
        exponent += inFraction ? 0 : 4;
      }
    }
    if (mantissa == 0) {
      return 0;
    }
    exponent += i < end ? writtenExponent(s, i + 1, end) : 0;
    int bias = (1 << (exponentBits - 1)) - 1;
    long leading = 63 - Long.numberOfLeadingZeros(mantissa) + exponent;
    long unit = Math.max(leading, 1 - bias) - (precision - 1);
    long rounded = round(mantissa, sticky, unit - exponent);
    if (rounded >>> precision != 0) {
      rounded >>>= 1;
      unit++;
    }
    if (rounded >>> (precision - 1) == 0) {
      return rounded;
    }
    long biased = Math.min(unit + precision - 1 + bias, 2L * bias + 1);
    return (biased << (precision - 1)) + (rounded - (1L << (precision - 1)));
  }

  private static long writtenExponent(byte[] s, int start, int end) {
    boolean negative = s[start] == '-';
    long value = 0;
    for (int i = negative || s[start] == '+' ? start + 1 : start; i < end; i++) {
      if (s[i] != '_') {
        value = Math.min(value * 10 + (s[i] - '0'), 1L << 40);
      }
    }
    return negative ? -value : value;
  }

  /** {@code value / 2^shift}, rounded to nearest, ties to even. */
  private static long round(long value, boolean sticky, long shift) {
    if (shift <= 0) {
      return value << -shift;
    }
    if (shift > 64) {
      return 0;
    }
    long whole = shift == 64 ? 0 : value >>> shift;
    long rest = shift == 64 ? value : value & ((1L << shift) - 1);
    int half = Long.compareUnsigned(rest, 1L << (shift - 1));
    boolean up = half > 0 || (half == 0 && (sticky || (whole & 1) != 0));
    return up ? whole + 1 : whole;
  }
}
