// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.Convention;
import dev.jabiru.environ.jvm.FuncRef;
import dev.jabiru.environ.jvm.VMStore;
import dev.jabiru.wasm.AbstractHeapType;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.ValType;
import dev.jabiru.wasm.VecType;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How WebAssembly's values look in Java: {@code int}, {@code long}, {@code float}, {@code double},
 * {@link Func} for references to functions, any object for the other references, null for null.
 */
final class Values {
  private Values() {}

  /** {@return the Java type of values of a type, as embedders see them} */
  static Class<?> javaType(ValType type) {
    // No switch over classes, which would need a bootstrap at every start.
    if (type instanceof NumType num) {
      return switch (num) {
        case I32 -> int.class;
        case I64 -> long.class;
        case F32 -> float.class;
        case F64 -> double.class;
      };
    } else if (type instanceof VecType) {
      throw new UnsupportedOperationException("v128 values in Java");
    }
    return isFunc(type) ? Func.class : Object.class;
  }

  /** Whether values are functions. Concrete types other than functions are not compiled yet. */
  static boolean isFunc(ValType type) {
    return type instanceof RefType ref
        && (!(ref.heapType() instanceof AbstractHeapType heap)
            || heap.top() == AbstractHeapType.FUNC);
  }

  /** {@return the type of handles of functions of a type, as embedders see them} */
  static MethodType javaType(FuncType type) {
    List<ValType> results = type.results();
    Class<?> result =
        switch (results.size()) {
          case 0 -> void.class;
          case 1 -> javaType(results.get(0));
          default -> Object[].class;
        };
    if (isWide(type)) {
      return MethodType.methodType(result, Object[].class);
    }
    Class<?>[] params = new Class<?>[type.params().size()];
    for (int i = 0; i < params.length; i++) {
      params[i] = javaType(type.params().get(i));
    }
    return MethodType.methodType(result, params);
  }

  /**
   * Whether a function has more parameters than a Java method may have: then those that embedders
   * see take them in one array, and guests find those beyond {@link Convention#directParams} in the
   * store.
   */
  static boolean isWide(FuncType type) {
    return Convention.directParams(type) < type.params().size();
  }

  /** {@return whether a value given by the embedder fits a type} */
  static boolean fits(ValType type, @Nullable Object value) {
    return switch (type) {
      case NumType num ->
          switch (num) {
            case I32 -> value instanceof Integer;
            case I64 -> value instanceof Long;
            case F32 -> value instanceof Float;
            case F64 -> value instanceof Double;
          };
      case VecType vec -> false;
      case RefType ref -> value == null ? ref.nullable() : !isFunc(ref) || value instanceof Func;
    };
  }

  /** Checks that a value given by the embedder fits a type. */
  static void check(ValType type, @Nullable Object value, String what) {
    if (!fits(type, value)) {
      throw new WrongTypeException(
          what
              + " is of type "
              + type
              + ", which is "
              + (type instanceof VecType ? "not supported" : javaType(type).getSimpleName())
              + " in Java, not "
              + (value == null ? "null" : value.getClass().getName()));
    }
  }

  /** {@return a checked number's raw bits} */
  static long toBits(Object value) {
    return switch (value) {
      case Integer i -> Integer.toUnsignedLong(i);
      case Long l -> l;
      case Float f -> Integer.toUnsignedLong(Float.floatToRawIntBits(f));
      case Double d -> Double.doubleToRawLongBits(d);
      default -> throw new AssertionError(value);
    };
  }

  /** {@return the number that raw bits stand for} */
  static Object ofBits(NumType type, long bits) {
    return switch (type) {
      case I32 -> (int) bits;
      case I64 -> bits;
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
    };
  }

  /** {@return a guest's reference as the embedder sees it} */
  static @Nullable Object fromGuest(Store store, ValType type, @Nullable Object ref) {
    return isFunc(type) ? store.func(ref) : ref;
  }

  /** {@return a checked reference as guests of a store see it} */
  static @Nullable Object toGuest(Store store, ValType type, @Nullable Object value) {
    return isFunc(type) ? store.ref((Func) value) : value;
  }

  /**
   * Leaves the arguments of a wide function where it looks for them, and returns those that it
   * takes directly.
   */
  static @Nullable Object[] pass(Store store, FuncType type, @Nullable Object[] args) {
    if (args.length != type.params().size()) {
      throw new WrongTypeException(
          "the function takes " + type.params().size() + " arguments, not " + args.length);
    }
    for (int i = 0; i < args.length; i++) {
      if (!fits(type.params().get(i), args[i])) {
        check(type.params().get(i), args[i], "argument " + i);
      }
    }
    VMStore vm = store.vm();
    @Nullable Object[] direct = new @Nullable Object[Convention.directParams(type)];
    for (int i = 0; i < args.length; i++) {
      ValType param = type.params().get(i);
      Object value = args[i];
      boolean isNumber = param instanceof NumType;
      if (i < direct.length) {
        direct[i] = isNumber ? value : toGuest(store, param, value);
      } else if (isNumber && value != null) {
        vm.tailArgs[i] = toBits(value);
      } else {
        vm.tailRefs[i] = toGuest(store, param, value);
      }
    }
    return direct;
  }

  /** Collects all arguments of a wide function, some of which it was given directly. */
  static @Nullable Object[] collect(Store store, FuncType type, @Nullable Object[] direct) {
    VMStore vm = store.vm();
    @Nullable Object[] args = new @Nullable Object[type.params().size()];
    for (int i = 0; i < args.length; i++) {
      boolean isDirect = i < direct.length;
      if (type.params().get(i) instanceof NumType num) {
        args[i] = isDirect ? direct[i] : ofBits(num, vm.tailArgs[i]);
      } else {
        args[i] = fromGuest(store, type.params().get(i), isDirect ? direct[i] : vm.tailRefs[i]);
        vm.tailRefs[i] = null;
      }
    }
    return args;
  }

  /** Collects all results of a function of several, the first of which it returned. */
  static @Nullable Object[] gather(Store store, FuncType type, @Nullable Object first) {
    List<ValType> types = type.results();
    ValType firstType = types.get(0);
    Object value = firstType instanceof NumType ? first : fromGuest(store, firstType, first);
    if (types.size() == 2) { // HotSpot unrolls no loop with so much in it
      return new @Nullable Object[] {value, result(store, types.get(1), 1)};
    }
    @Nullable Object[] values = new @Nullable Object[types.size()];
    values[0] = value;
    for (int i = 1; i < values.length; i++) {
      values[i] = result(store, types.get(i), i);
    }
    return values;
  }

  private static @Nullable Object result(Store store, ValType type, int i) {
    VMStore vm = store.vm();
    if (type instanceof NumType num) {
      return ofBits(num, vm.results[i]);
    }
    Object value = fromGuest(store, type, vm.refResults[i]);
    vm.refResults[i] = null;
    return value;
  }

  /** Leaves a host function's results where its caller finds them, and returns the first. */
  static @Nullable Object scatter(
      Store store, FuncType type, @Nullable Object @Nullable [] values) {
    int count = type.results().size();
    if (values == null || values.length != count) {
      throw new WrongTypeException(
          "the host function returned "
              + (values == null ? "null" : values.length + " results")
              + ", not "
              + count
              + " results");
    }
    VMStore vm = store.vm();
    for (int i = 0; i < count; i++) {
      if (!fits(type.results().get(i), values[i])) {
        check(type.results().get(i), values[i], "result " + i);
      }
    }
    for (int i = 1; i < count; i++) {
      ValType result = type.results().get(i);
      Object value = values[i];
      if (result instanceof NumType && value != null) {
        vm.results[i] = toBits(value);
      } else {
        vm.refResults[i] = toGuest(store, result, value);
      }
    }
    ValType result = type.results().get(0);
    return result instanceof NumType ? values[0] : toGuest(store, result, values[0]);
  }

  /** {@return the function that a guest's reference stands for; for method handles} */
  static @Nullable Func toFunc(Store store, @Nullable Object ref) {
    return store.func(ref);
  }

  /** {@return an argument of a host function that wants objects of a class; for method handles} */
  static @Nullable Object toClass(Class<?> wanted, int argument, @Nullable Object value) {
    if (value != null && !wanted.isInstance(value)) {
      throw new WrongTypeException(
          "argument "
              + argument
              + " of a host function is a "
              + wanted.getName()
              + ", not a "
              + value.getClass().getName());
    }
    return value;
  }

  /** {@return the guest's reference to a function; for method handles} */
  static @Nullable Object toRef(Store store, @Nullable Func func) {
    FuncRef ref = store.ref(func);
    return ref;
  }
}
