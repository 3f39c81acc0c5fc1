// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.ValType;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as they are written on a command line. */
final class Values {
  private Values() {}

  /** Reads the arguments of a function by the types of its parameters. */
  static @Nullable Object[] parse(String function, FuncType type, List<String> words) {
    if (words.size() != type.params().size()) {
      throw new BadInput(
          function + " takes arguments of types " + type.params() + ", given are " + words.size());
    }
    @Nullable Object[] values = new @Nullable Object[words.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = parse(type.params().get(i), words.get(i));
    }
    return values;
  }

  /**
   * Numbers in Java's notation or the text format's, in range when taken as signed or as unsigned.
   */
  private static @Nullable Object parse(ValType type, String word) {
    try {
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
        case NumType.F32 -> (float) floating(word, (double) Float.parseFloat(spelled(word)));
        case NumType.F64 -> floating(word, Double.parseDouble(spelled(word)));
        default -> {
          if (!word.equals("null")) {
            throw new BadInput("'" + word + "': of type " + type + " only null can be given");
          }
          yield null;
        }
      };
    } catch (NumberFormatException e) {
      throw new BadInput("'" + word + "' is not a value of type " + type);
    }
  }

  /** What the text format calls {@code inf} and {@code nan} Java calls otherwise. */
  private static String spelled(String word) {
    String sign = word.startsWith("-") || word.startsWith("+") ? word.substring(0, 1) : "";
    return switch (word.substring(sign.length())) {
      case "inf" -> sign + "Infinity";
      case "nan" -> "NaN";
      default -> word;
    };
  }

  /** A number too large is not infinity. */
  private static double floating(String word, double value) {
    if (Double.isInfinite(value) && !spelled(word).endsWith("Infinity")) {
      throw new NumberFormatException();
    }
    return value;
  }

  /** Prints results, one a line. */
  static void print(PrintStream out, @Nullable Object[] results) {
    for (Object each : results) {
      out.println(each);
    }
    out.flush();
  }
}
