// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.Convention;
import dev.jabiru.runtime.HostFunc.Lead;
import dev.jabiru.wasm.FuncType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/** Builds the method handles that lie between embedders' types and those of generated code. */
final class Handles {
  private static final MethodHandle TO_FUNC = find("toFunc", Func.class, Object.class);
  private static final MethodHandle TO_CLASS =
      findStatic(
          "toClass", MethodType.methodType(Object.class, Class.class, int.class, Object.class));
  private static final MethodHandle TO_REF = find("toRef", Object.class, Func.class);
  private static final MethodHandle GATHER = values("gather", Object[].class, Object.class);
  private static final MethodHandle PASS = values("pass", Object[].class, Object[].class);
  private static final MethodHandle COLLECT = values("collect", Object[].class, Object[].class);
  private static final MethodHandle SCATTER = values("scatter", Object.class, Object[].class);

  private Handles() {}

  /** {@return a handle with embedders' types that enters a store and calls a function there} */
  static MethodHandle fromJava(Store store, FuncType type, MethodHandle target) {
    boolean isWide = Values.isWide(type);
    MethodHandle inner = isWide ? passing(store, type, target) : target;
    MethodHandle handle = Trampolines.entry(inner.type()).bindTo(new Entry(store, inner));
    if (store.limits().watchCalls()) {
      handle = WatchedCalls.of(store, handle);
    }
    for (int i = 0; i < type.params().size() && !isWide; i++) {
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

  /** A wide function that takes its arguments in an array. */
  private static MethodHandle passing(Store store, FuncType type, MethodHandle target) {
    MethodHandle spread = target.asSpreader(Object[].class, target.type().parameterCount());
    return MethodHandles.filterArguments(
        spread, 0, MethodHandles.insertArguments(PASS, 0, store, type));
  }

  /**
   * {@return a handle with generated code's types that leaves a guest and calls a host function: it
   * takes a {@link HostFunc.Bound} and the parameters}
   *
   * @param type the function's type
   * @param leads what the target takes before the parameters
   * @param target what to call
   */
  static MethodHandle fromGuest(FuncType type, List<Lead> leads, MethodHandle target) {
    int first = leads.size();
    MethodHandle handle = target;
    // Where each parameter of the handle comes from: the store is 0, then leads and parameters.
    List<Integer> sources = new ArrayList<>();
    for (int i = 1; i <= target.type().parameterCount(); i++) {
      sources.add(i);
    }
    boolean isWide = Values.isWide(type);
    if (isWide) {
      int direct = Convention.directParams(type);
      handle =
          MethodHandles.collectArguments(
                  handle, first, MethodHandles.insertArguments(COLLECT, 1, type))
              .asCollector(first + 1, Object[].class, direct);
      sources.add(first, 0);
      for (int i = 1; i < direct; i++) {
        sources.add(first + i + 1);
      }
    }
    for (int i = type.params().size() - 1; i >= 0 && !isWide; i--) {
      int at = first + i;
      Class<?> java = handle.type().parameterType(at);
      if (Values.isFunc(type.params().get(i))) {
        MethodHandle filter = TO_FUNC.asType(TO_FUNC.type().changeReturnType(java));
        handle = MethodHandles.collectArguments(handle, at, filter);
        sources.add(at, 0);
      } else if (!java.isPrimitive() && java != Object.class) {
        MethodHandle filter = MethodHandles.insertArguments(TO_CLASS, 0, java, i);
        handle =
            MethodHandles.filterArguments(
                handle, at, filter.asType(filter.type().changeReturnType(java)));
      }
    }
    MethodHandle result = null;
    if (type.results().size() > 1) {
      handle = handle.asType(handle.type().changeReturnType(Object[].class));
      result = MethodHandles.insertArguments(SCATTER, 1, type);
    } else if (type.results().size() == 1 && Values.isFunc(type.results().get(0))) {
      handle = handle.asType(handle.type().changeReturnType(Func.class));
      result = TO_REF;
    }
    if (result != null) {
      handle = MethodHandles.collectArguments(result, 1, handle);
      sources.add(0, 0);
    }
    MethodType plain = Convention.methodType(type);
    List<Lead> all = new ArrayList<>(leads);
    MethodType wanted = plain;
    for (int i = first - 1; i >= 0; i--) {
      wanted = wanted.insertParameterTypes(0, leads.get(i).type);
    }
    if (sources.contains(0)) {
      all.add(0, Lead.STORE);
      wanted = wanted.insertParameterTypes(0, Store.class);
      MethodType spread = wanted;
      handle =
          MethodHandles.permuteArguments(
              handle.asType(
                  MethodType.methodType(
                      wanted.returnType(), sources.stream().map(spread::parameterType).toList())),
              wanted,
              sources.stream().mapToInt(Integer::intValue).toArray());
    } else {
      handle = handle.asType(wanted);
    }
    return Trampolines.departure(plain, all).bindTo(Departure.of(handle));
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
