// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.FuncRef;
import dev.jabiru.environ.jvm.HostFunction;
import dev.jabiru.environ.jvm.VMStore;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.ValType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A function of the host before it belongs to a store: its type and what to call, which is made
 * only when a guest first calls.
 *
 * <p>Immutable; thread-safe if what it calls is.
 *
 * @param name how messages call it
 * @param type its type
 * @param wantsInstance whether the first Java parameter is the importing {@link Instance}
 * @param target makes what to call: the Java parameters in, the Java result out
 */
record HostFunc(String name, FuncType type, boolean wantsInstance, Supplier<MethodHandle> target) {

  /** {@return a function that calls a method handle, whose type it has} */
  static HostFunc of(String name, MethodHandle target) {
    return of(name, target.type(), () -> target);
  }

  /** {@return a function that calls a method handle and has a given type} */
  static HostFunc of(String name, FuncType type, MethodHandle target) {
    boolean wantsInstance = wantsInstance(target.type());
    MethodType java = target.type().dropParameterTypes(0, wantsInstance ? 1 : 0);
    checkFits(name, type, java);
    return new HostFunc(name, type, wantsInstance, () -> target);
  }

  /** {@return a function that calls a lambda} */
  static <T> HostFunc of(String name, Class<T> shape, T lambda) {
    Method method = Binding.functionalMethod(shape);
    return of(name, methodType(method), () -> Binding.handle(method, shape).bindTo(lambda));
  }

  /** {@return a function that calls a method of an object} */
  static HostFunc of(String name, MethodHandles.Lookup lookup, Method method, Object receiver) {
    return of(
        name,
        methodType(method),
        () -> {
          try {
            return lookup.unreflect(method).bindTo(receiver);
          } catch (IllegalAccessException e) {
            throw new WrongTypeException("host function " + name + ": " + e.getMessage());
          }
        });
  }

  /** {@return a function that takes and returns boxed values} */
  static HostFunc of(String name, FuncType type, HostCallback callback) {
    MethodType boxed = Values.javaType(type);
    return new HostFunc(
        name,
        type,
        false,
        () ->
            CALL.bindTo(callback)
                .asCollector(Object[].class, boxed.parameterCount())
                .asType(boxed));
  }

  /** {@return a function whose handle, of a given type, is made at its first call} */
  static HostFunc of(String name, MethodType type, Supplier<MethodHandle> target) {
    boolean wantsInstance = wantsInstance(type);
    return new HostFunc(
        name,
        wasmType(name, type.dropParameterTypes(0, wantsInstance ? 1 : 0)),
        wantsInstance,
        target);
  }

  /**
   * {@return the function in a store}
   *
   * @param instance the instance that imports it; null when no instance does
   */
  Func bind(Store store, @Nullable Instance instance) {
    if (wantsInstance && instance == null) {
      throw new WrongTypeException(
          "host function " + name + " takes the importing instance: define it in a linker");
    }
    return new Func(
        store, new FuncRef(new Bound(this, store, instance), store.engine().typeId(type)));
  }

  /** A function of the host in a store. */
  record Bound(HostFunc function, Store store, @Nullable Instance instance)
      implements HostFunction {
    String name() {
      return function.name();
    }

    FuncType type() {
      return function.type();
    }

    @Override
    public VMStore vmStore() {
      return store.vm();
    }

    @Override
    public MethodHandle link() {
      MethodHandle target = function.target().get();
      if (function.wantsInstance()) {
        target = target.bindTo(instance);
      }
      return Handles.fromGuest(store, function.type(), results(target));
    }

    /** Several results come as a record or as an array. */
    private static MethodHandle results(MethodHandle target) {
      Class<?> result = target.type().returnType();
      return result.isRecord()
          ? MethodHandles.filterReturnValue(target, Binding.componentsOf(result))
          : target;
    }
  }

  // ---- Types --------------------------------------------------------------------------------

  private static final MethodHandle CALL;

  static {
    try {
      CALL =
          MethodHandles.lookup()
              .findVirtual(
                  HostCallback.class, "call", MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean wantsInstance(MethodType type) {
    return type.parameterCount() > 0 && type.parameterType(0) == Instance.class;
  }

  static MethodType methodType(Method method) {
    return MethodType.methodType(method.getReturnType(), method.getParameterTypes());
  }

  /** {@return the function type that a Java method type says} */
  static FuncType wasmType(String name, MethodType type) {
    List<ValType> params = new ArrayList<>(type.parameterCount());
    for (int i = 0; i < type.parameterCount(); i++) {
      params.add(wasmType(name, type.parameterType(i)));
    }
    List<ValType> results = new ArrayList<>();
    Class<?> result = type.returnType();
    if (result.isRecord()) {
      for (RecordComponent component : result.getRecordComponents()) {
        results.add(wasmType(name, component.getType()));
      }
    } else if (result != void.class) {
      results.add(wasmType(name, result));
    }
    return new FuncType(params, results);
  }

  private static ValType wasmType(String name, Class<?> java) {
    if (java == int.class) {
      return NumType.I32;
    } else if (java == long.class) {
      return NumType.I64;
    } else if (java == float.class) {
      return NumType.F32;
    } else if (java == double.class) {
      return NumType.F64;
    } else if (java == Func.class) {
      return RefType.FUNCREF;
    } else if (java.isPrimitive() || java.isArray()) {
      throw new WrongTypeException(
          "host function " + name + ": no WebAssembly type is " + java.getName() + " in Java");
    }
    return RefType.EXTERNREF;
  }

  private static void checkFits(String name, FuncType type, MethodType java) {
    MethodType wanted = Values.javaType(type);
    boolean fits = java.parameterCount() == wanted.parameterCount();
    for (int i = 0; fits && i < java.parameterCount(); i++) {
      fits = fits(wanted.parameterType(i), java.parameterType(i));
    }
    Class<?> result = java.returnType();
    if (type.results().size() > 1) {
      fits &= result == Object[].class || result.isRecord();
    } else {
      fits &= fits(wanted.returnType(), result);
    }
    if (!fits) {
      throw new WrongTypeException(
          "host function " + name + " of type " + type + " is " + wanted + " in Java, not " + java);
    }
  }

  private static boolean fits(Class<?> wanted, Class<?> found) {
    return wanted == found || (wanted == Object.class && !found.isPrimitive());
  }
}
