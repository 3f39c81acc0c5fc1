// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Type;
import java.util.List;

/** The lines {@code run: (ARGS) == RESULTS} and {@code run: (ARGS) traps CODE} of a file test. */
final class RunLines {
  private RunLines() {}

  /** What runs a function. */
  interface Executor {
    Interpreter.Outcome call(Function function, long[] args);
  }

  static void check(Function function, List<String> lines) {
    check(function, lines, (called, args) -> new Interpreter(called).call(args));
  }

  static void check(Function function, List<String> lines, Executor executor) {
    int count = 0;
    for (String line : lines) {
      if (line.startsWith("run:")) {
        count++;
        check(function, line.substring(4), executor);
      }
    }
    if (count == 0) {
      throw new AssertionError("no line \"; run: ...\"");
    }
  }

  private static void check(Function function, String line, Executor executor) {
    String call = line.strip();
    int close = call.indexOf(')');
    long[] args = scalars(call.substring(1, close), function.signature().params());
    Interpreter.Outcome found = executor.call(function, args);
    String wanted = call.substring(close + 1).strip();
    boolean isRight =
        wanted.startsWith("==")
            ? isSame(found, scalars(wanted.substring(2), function.signature().returns()), function)
            : wanted.equals("traps " + found.trap());
    if (!isRight) {
      throw new AssertionError("wanted " + call + ", found " + found + "\n" + function);
    }
  }

  /** Whether results are those wanted; where the canonical NaN is, a machine may make others. */
  private static boolean isSame(Interpreter.Outcome found, long[] wanted, Function function) {
    List<Type> types = function.signature().returns();
    if (found.trap() != null || found.results().size() != wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      long bits = found.results().get(i);
      boolean isNan =
          types.get(i) == Type.F32
              ? wanted[i] == 0x7fc00000 && Float.isNaN(Float.intBitsToFloat((int) bits))
              : types.get(i) == Type.F64
                  && wanted[i] == 0x7ff8000000000000L
                  && Double.isNaN(Double.longBitsToDouble(bits));
      if (bits != wanted[i] && !isNan) {
        return false;
      }
    }
    return true;
  }

  private static long[] scalars(String text, List<Type> types) {
    long[] scalars = new long[types.size()];
    String[] words = text.strip().split(" *, *");
    for (int i = 0; i < scalars.length; i++) {
      String word = words[i].strip();
      scalars[i] =
          switch (types.get(i)) {
            case F32 -> bits(word, 32);
            case F64 -> bits(word, 64);
            case I32 -> (int) Long.decode(word).longValue();
            default -> Long.decode(word);
          };
    }
    return scalars;
  }

  private static long bits(String word, int size) {
    if (word.startsWith("nan:0x")) {
      long bits = Long.parseUnsignedLong(word.substring(6), 16);
      return size == 32 ? (int) bits : bits;
    }
    double number = Double.parseDouble(word.replace("inf", "Infinity"));
    return size == 32
        ? Float.floatToRawIntBits((float) number)
        : Double.doubleToRawLongBits(number);
  }
}
