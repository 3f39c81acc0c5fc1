// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.ValType;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as they are written on a command line, which is as in the text format. */
final class Values {
  private Values() {}

  /**
   * Reads the arguments of a function by the types of its parameters.
   *
   * @throws WrongUsage if they are too few, too many, or no values of these types
   */
  static @Nullable Object[] parse(String function, FuncType type, List<String> words) {
    if (words.size() != type.params().size()) {
      int wanted = type.params().size();
      throw new WrongUsage(
          function(function, type)
              + " takes "
              + (wanted == 0 ? "no arguments" : wanted == 1 ? "1 argument" : wanted + " arguments")
              + ", given "
              + (words.size() == 1 ? "is 1" : "are " + words.size()));
    }
    @Nullable Object[] values = new @Nullable Object[words.size()];
    for (int i = 0; i < values.length; i++) {
      ValType param = type.params().get(i);
      try {
        values[i] = parse(param, words.get(i));
      } catch (NumberFormatException e) {
        throw new WrongUsage(
            function(function, type)
                + ": '"
                + words.get(i)
                + "' is not a value of type "
                + param
                + (param instanceof RefType ? ", of which only null can be given" : ""));
      }
    }
    return values;
  }

  private static String function(String name, FuncType type) {
    return "--invoke " + name + ", of type " + type + ",";
  }

  /**
   * Numbers in Java's notation or the text format's, in range when taken as signed or as unsigned.
   */
  private static @Nullable Object parse(ValType type, String word) {
    return switch (type) {
      case NumType.I32 -> {
        long value = Long.decode(word);
        if (value < Integer.MIN_VALUE || value > 0xffff_ffffL) {
          throw new NumberFormatException();
        }
        yield (int) value;
      }
      case NumType.I64 ->
          word.startsWith("0x")
              ? Long.parseUnsignedLong(word.substring(2), 16)
              : word.startsWith("-") ? Long.decode(word) : Long.parseUnsignedLong(word);
      case NumType.F32 ->
          isNan(word)
              ? (Object) Float.intBitsToFloat((int) nan(word, Float.PRECISION - 1, 1L << 31))
              : (Object) (float) finite(word, (double) Float.parseFloat(spelled(word)));
      case NumType.F64 ->
          isNan(word)
              ? Double.longBitsToDouble(nan(word, Double.PRECISION - 1, Long.MIN_VALUE))
              : finite(word, Double.parseDouble(spelled(word)));
      default -> {
        if (!word.equals("null")) {
          throw new NumberFormatException();
        }
        yield null;
      }
    };
  }

  private static String sign(String word) {
    return word.startsWith("-") || word.startsWith("+") ? word.substring(0, 1) : "";
  }

  private static boolean isNan(String word) {
    return word.startsWith("nan", sign(word).length());
  }

  /**
   * {@return the bits of {@code nan} or {@code nan:0xPAYLOAD}}
   *
   * @param payloadBits how many bits are the payload's, of which the highest alone is the canonical
   * @param signBit the bit of the sign
   */
  private static long nan(String word, int payloadBits, long signBit) {
    String sign = sign(word);
    String rest = word.substring(sign.length() + "nan".length());
    long payload = 1L << (payloadBits - 1);
    if (!rest.isEmpty()) {
      if (!rest.matches(":0x[0-9a-fA-F]+(_[0-9a-fA-F]+)*")) {
        throw new NumberFormatException();
      }
      payload = Long.parseUnsignedLong(rest.substring(":0x".length()).replace("_", ""), 16);
      if (payload == 0 || payload >>> payloadBits != 0) {
        throw new NumberFormatException();
      }
    }
    // All bits between the payload and the sign are the exponent's.
    long exponent = signBit - (1L << payloadBits);
    return (sign.equals("-") ? signBit : 0) | exponent | payload;
  }

  /** What the text format calls {@code inf} Java calls otherwise. */
  private static String spelled(String word) {
    String sign = sign(word);
    return word.substring(sign.length()).equals("inf") ? sign + "Infinity" : word;
  }

  /** A number too large is not infinity, and what only Java calls a NaN is no number. */
  private static double finite(String word, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value) && !spelled(word).endsWith("Infinity")) {
      throw new NumberFormatException();
    }
    return value;
  }

  /** {@return an {@code f32} as the text format writes it} */
  static String f32(int bits) {
    float value = Float.intBitsToFloat(bits);
    return Float.isFinite(value)
        ? Float.toString(value)
        : notFinite(bits < 0, bits & 0x7F_FFFF, 0x40_0000);
  }

  /** {@return an {@code f64} as the text format writes it} */
  static String f64(long bits) {
    double value = Double.longBitsToDouble(bits);
    return Double.isFinite(value)
        ? Double.toString(value)
        : notFinite(bits < 0, bits & 0xF_FFFF_FFFF_FFFFL, 0x8_0000_0000_0000L);
  }

  private static String notFinite(boolean isNegative, long payload, long canonical) {
    return (isNegative ? "-" : "")
        + (payload == 0
            ? "inf"
            : payload == canonical ? "nan" : "nan:0x" + Long.toHexString(payload));
  }

  /** Prints results, one a line. */
  static void print(PrintStream out, @Nullable Object[] results) {
    for (Object each : results) {
      out.println(
          switch (each) {
            case Float f -> f32(Float.floatToRawIntBits(f));
            case Double d -> f64(Double.doubleToRawLongBits(d));
            case null, default -> each;
          });
    }
    out.flush();
  }
}
