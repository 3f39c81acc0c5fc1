// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import dev.jabiru.runtime.Func;
import dev.jabiru.wasm.text.WastExpected;
import dev.jabiru.wasm.text.WastValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of scripts as the runtime takes and gives them. */
final class WastValues {
  /** What a script calls {@code (ref.extern n)}. */
  private record Extern(int number) {
    @Override
    public String toString() {
      return "ref.extern:" + number;
    }
  }

  /** What a script calls {@code (ref.host n)}. */
  private record Host(int number) {
    @Override
    public String toString() {
      return "ref.host:" + number;
    }
  }

  private WastValues() {}

  static @Nullable Object toJava(WastValue value) {
    return switch (value) {
      case WastValue.I32 i -> i.value();
      case WastValue.I64 i -> i.value();
      case WastValue.F32 f -> Float.intBitsToFloat(f.bits());
      case WastValue.F64 f -> Double.longBitsToDouble(f.bits());
      case WastValue.V128 v -> throw new UnsupportedOperationException("v128 in Java");
      case WastValue.RefNull n -> null;
      case WastValue.RefExtern r -> new Extern(r.number());
      case WastValue.RefHost r -> new Host(r.number());
    };
  }

  static @Nullable Object[] toJava(List<WastValue> values) {
    @Nullable Object[] objects = new @Nullable Object[values.size()];
    for (int i = 0; i < objects.length; i++) {
      objects[i] = toJava(values.get(i));
    }
    return objects;
  }

  /** Whether results are what is expected. */
  static boolean match(List<WastExpected> expected, @Nullable Object[] actual) {
    if (expected.size() != actual.length) {
      return false;
    }
    for (int i = 0; i < actual.length; i++) {
      if (!matches(expected.get(i), actual[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(WastExpected expected, @Nullable Object actual) {
    return switch (expected) {
      case WastExpected.Exactly exactly -> equal(exactly.value(), actual);
      case WastExpected.Nan nan -> isNan(nan, actual);
      case WastExpected.Lanes lanes -> throw new UnsupportedOperationException("v128 in Java");
      case WastExpected.RefOf ref -> isRefOf(ref.kind(), actual);
      case WastExpected.Either either -> {
        for (WastExpected alternative : either.alternatives()) {
          if (matches(alternative, actual)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  private static boolean equal(WastValue expected, @Nullable Object actual) {
    return switch (expected) {
      case WastValue.F32 f -> actual instanceof Float a && Float.floatToRawIntBits(a) == f.bits();
      case WastValue.F64 f ->
          actual instanceof Double a && Double.doubleToRawLongBits(a) == f.bits();
      case WastValue.RefNull n -> actual == null;
      default -> actual != null && actual.equals(toJava(expected));
    };
  }

  private static boolean isNan(WastExpected.Nan nan, @Nullable Object actual) {
    long bits;
    int payloadBits;
    if (nan.bits() == 32 && actual instanceof Float a) {
      bits = Float.floatToRawIntBits(a) & 0x7FFFFFFFL;
      payloadBits = 23;
    } else if (nan.bits() == 64 && actual instanceof Double a) {
      bits = Double.doubleToRawLongBits(a) & Long.MAX_VALUE;
      payloadBits = 52;
    } else {
      return false;
    }
    long canonical = (1L << (nan.bits() - 1)) - (1L << (payloadBits - 1));
    return nan.canonical() ? bits == canonical : (bits & canonical) == canonical;
  }

  private static boolean isRefOf(String kind, @Nullable Object actual) {
    return switch (kind) {
      case "func" -> actual instanceof Func;
      case "extern" -> actual != null && !(actual instanceof Func);
      default -> throw new UnsupportedOperationException("references to " + kind + " in Java");
    };
  }

  /** Expected results as {@link #print(Object[])} prints found ones. */
  static String print(List<WastExpected> expected) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < expected.size(); i++) {
      text.append(i == 0 ? "" : " ").append(print(expected.get(i)));
    }
    return text.append("]").toString();
  }

  private static String print(WastExpected expected) {
    return switch (expected) {
      case WastExpected.Exactly exactly ->
          exactly.value() instanceof WastValue.V128 v
              ? "v128:0x%016x%016x".formatted(v.high(), v.low())
              : print(toJava(exactly.value()));
      case WastExpected.Nan nan ->
          "f" + nan.bits() + ":nan:" + (nan.canonical() ? "canonical" : "arithmetic");
      case WastExpected.Lanes lanes -> "v128:" + print(lanes.lanes());
      case WastExpected.RefOf ref -> "ref." + ref.kind();
      case WastExpected.Either either -> "either " + print(either.alternatives());
    };
  }

  static String print(@Nullable Object[] values) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : " ").append(print(values[i]));
    }
    return text.append("]").toString();
  }

  private static String print(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Integer i -> "i32:" + i;
      case Long l -> "i64:" + l;
      case Float f -> "f32:" + f + "(0x" + Integer.toHexString(Float.floatToRawIntBits(f)) + ")";
      case Double d -> "f64:" + d + "(0x" + Long.toHexString(Double.doubleToRawLongBits(d)) + ")";
      default -> value.toString();
    };
  }
}
