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

/** Values as they are written on a command line. */
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
      case NumType.F32 -> (float) floating(word, (double) Float.parseFloat(spelled(word)));
      case NumType.F64 -> floating(word, Double.parseDouble(spelled(word)));
      default -> {
        if (!word.equals("null")) {
          throw new NumberFormatException();
        }
        yield null;
      }
    };
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
