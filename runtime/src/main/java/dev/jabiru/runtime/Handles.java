// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.ValType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Builds the method handles that lie between embedders' types and those of generated code. */
final class Handles {
  private static final MethodHandle TO_FUNC = find("toFunc", Func.class, Object.class);
  private static final MethodHandle TO_REF = find("toRef", Object.class, Func.class);
  private static final MethodHandle GATHER = values("gather", Object[].class, Object.class);
  private static final MethodHandle SCATTER = values("scatter", Object.class, Object[].class);

  private Handles() {}

  /** {@return a handle with embedders' types that enters a store and calls a function there} */
  static MethodHandle fromJava(Store store, FuncType type, MethodHandle target) {
    MethodHandle handle = Trampolines.entry(target.type()).bindTo(new Entry(store, target));
    for (int i = 0; i < type.params().size(); i++) {
      if (Values.isFunc(type.params().get(i))) {
        handle = MethodHandles.filterArguments(handle, i, TO_REF.bindTo(store));
      }
    }
    if (type.results().size() > 1) {
      handle = handle.asType(handle.type().changeReturnType(Object.class));
      handle =
          MethodHandles.filterReturnValue(
              handle, MethodHandles.insertArguments(GATHER, 0, store, type));
    } else if (type.results().size() == 1 && Values.isFunc(type.results().get(0))) {
      handle = MethodHandles.filterReturnValue(handle, TO_FUNC.bindTo(store));
    }
    return handle;
  }

  /**
   * {@return a handle with generated code's types that leaves a guest and calls a host function}
   */
  static MethodHandle fromGuest(Store store, FuncType type, MethodHandle target) {
    MethodHandle handle = target;
    for (int i = 0; i < type.params().size(); i++) {
      ValType param = type.params().get(i);
      if (Values.isFunc(param)) {
        MethodHandle filter = TO_FUNC.bindTo(store);
        handle =
            MethodHandles.filterArguments(
                handle, i, filter.asType(filter.type().changeReturnType(parameter(handle, i))));
      }
    }
    if (type.results().size() > 1) {
      handle = handle.asType(handle.type().changeReturnType(Object[].class));
      handle =
          MethodHandles.filterReturnValue(
              handle, MethodHandles.insertArguments(SCATTER, 0, store, type));
    } else if (type.results().size() == 1 && Values.isFunc(type.results().get(0))) {
      handle = handle.asType(handle.type().changeReturnType(Func.class));
      handle = MethodHandles.filterReturnValue(handle, TO_REF.bindTo(store));
    }
    MethodHandle leaving = handle.asType(Values.abiType(type));
    return Trampolines.departure(leaving.type()).bindTo(Departure.of(leaving));
  }

  private static Class<?> parameter(MethodHandle handle, int i) {
    return handle.type().parameterType(i);
  }

  /** Throws anything, checked or not. */
  static RuntimeException rethrow(Throwable thrown) {
    throw Handles.<RuntimeException>sneak(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }

  private static MethodHandle find(String name, Class<?> result, Class<?> param) {
    return findStatic(name, MethodType.methodType(result, Store.class, param));
  }

  private static MethodHandle values(String name, Class<?> result, Class<?> param) {
    return findStatic(name, MethodType.methodType(result, Store.class, FuncType.class, param));
  }

  private static MethodHandle findStatic(String name, MethodType type) {
    try {
      return MethodHandles.lookup().findStatic(Values.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
