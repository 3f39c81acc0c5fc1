// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.FuncRef;
import dev.jabiru.environ.jvm.HostFunction;
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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A function of the host before it belongs to a store: its type and what to call, which is made
 * only when a guest first calls.
 *
 * <p>Immutable, but for what it remembers; thread-safe if what it calls is.
 */
final class HostFunc {
  /**
   * The codes of functions that are called on an object of a class. Functions that differ only in
   * the object have the same code, so that calls of them are inlined in every store.
   */
  private static final ClassValue<ConcurrentHashMap<List<?>, MethodHandle>> CODES =
      new ClassValue<>() {
        @Override
        protected ConcurrentHashMap<List<?>, MethodHandle> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  /** The same as machine code calls them. */
  private static final ClassValue<ConcurrentHashMap<List<?>, HostCode>> NATIVE_CODES =
      new ClassValue<>() {
        @Override
        protected ConcurrentHashMap<List<?>, HostCode> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private final String name;
  private final FuncType type;
  private final List<Lead> leads;
  private final @Nullable Object receiver;

  /** What else the code depends on; a list, which needs nothing made for it at every start. */
  private final @Nullable List<?> key;

  private final Supplier<MethodHandle> target;
  private @Nullable MethodHandle code;
  private @Nullable HostCode nativeCode;

  /**
   * Describes a function.
   *
   * @param name how messages call it
   * @param type its type
   * @param leads what the target takes first
   * @param receiver the object that {@link Lead#RECEIVER} and {@link Lead#SELF} lead to
   * @param key what the code depends on besides the class of the receiver; null without one
   * @param target makes what to call: the leads and the Java parameters in, the Java result out
   */
  private HostFunc(
      String name,
      FuncType type,
      List<Lead> leads,
      @Nullable Object receiver,
      @Nullable List<?> key,
      Supplier<MethodHandle> target) {
    this.name = name;
    this.type = type;
    this.leads = leads;
    this.receiver = receiver;
    this.key = key;
    this.target = target;
  }

  /** {@return a function that calls a method handle, whose type it has} */
  static HostFunc of(String name, MethodHandle target) {
    MethodType java = target.type();
    boolean wantsInstance = wantsInstance(java);
    FuncType type = wasmType(name, java.dropParameterTypes(0, wantsInstance ? 1 : 0));
    return new HostFunc(name, type, leads(false, wantsInstance), null, null, () -> target);
  }

  /** {@return a function that calls a method handle and has a given type} */
  static HostFunc of(String name, FuncType type, MethodHandle target) {
    boolean wantsInstance = wantsInstance(target.type());
    MethodType java = target.type().dropParameterTypes(0, wantsInstance ? 1 : 0);
    checkFits(name, type, java);
    return new HostFunc(name, type, leads(false, wantsInstance), null, null, () -> target);
  }

  /** {@return a function that calls a lambda} */
  static <T> HostFunc of(String name, Class<T> shape, T lambda) {
    Method method = Binding.functionalMethod(shape);
    return of(name, method, lambda, List.of(method), () -> Binding.handle(method, shape));
  }

  /** {@return a function that calls a method of an object} */
  static HostFunc of(String name, MethodHandles.Lookup lookup, Method method, Object receiver) {
    return of(
        name,
        method,
        receiver,
        // The code of one who may call the method is not for one who may not.
        List.of(method, lookup.lookupClass(), lookup.lookupModes()),
        () -> {
          try {
            return lookup.unreflect(method);
          } catch (IllegalAccessException e) {
            throw new WrongTypeException("host function " + name + ": " + e.getMessage());
          }
        });
  }

  private static HostFunc of(
      String name, Method method, Object receiver, List<?> key, Supplier<MethodHandle> target) {
    MethodType java = methodType(method);
    boolean wantsInstance = wantsInstance(java);
    FuncType type = wasmType(name, java.dropParameterTypes(0, wantsInstance ? 1 : 0));
    return new HostFunc(name, type, leads(true, wantsInstance), receiver, key, target);
  }

  /** {@return a function that takes and returns boxed values} */
  static HostFunc of(String name, FuncType type, HostCallback callback) {
    MethodType boxed = Values.javaType(type).insertParameterTypes(0, Bound.class);
    return new HostFunc(
        name,
        type,
        List.of(Lead.SELF),
        callback,
        List.of(type),
        () ->
            (Values.isWide(type)
                    ? CALL_BACK
                    : CALL_BACK.asCollector(Object[].class, boxed.parameterCount() - 1))
                .asType(boxed));
  }

  private static List<Lead> leads(boolean receiver, boolean instance) {
    return receiver
        ? instance ? List.of(Lead.RECEIVER, Lead.INSTANCE) : List.of(Lead.RECEIVER)
        : instance ? List.of(Lead.INSTANCE) : List.of();
  }

  /**
   * {@return the function in a store}
   *
   * @param instance the instance that imports it; null when no instance does
   */
  Func bind(Store store, @Nullable Instance instance) {
    if (leads.contains(Lead.INSTANCE) && instance == null) {
      throw new WrongTypeException(
          "host function " + name + " takes the importing instance: define it in a linker");
    }
    return new Func(
        store, new FuncRef(new Bound(this, store, instance), store.engine().typeId(type)));
  }

  private @Nullable MethodHandle knownCode() {
    MethodHandle known = code;
    if (known == null && key != null && receiver != null) {
      known = CODES.get(receiver.getClass()).get(key);
      code = known;
    }
    return known;
  }

  /** The code that takes a {@link Bound} and the parameters. */
  private MethodHandle code() {
    MethodHandle made = knownCode();
    if (made == null) {
      MethodHandle java = target.get();
      if (key == null || receiver == null) {
        made = Handles.fromGuest(type, leads, results(java));
      } else {
        Class<?> on = receiver.getClass();
        MethodHandle fresh = Handles.fromGuest(type, leads, results(exact(java, on)));
        made = CODES.get(on).putIfAbsent(key, fresh);
        made = made == null ? fresh : made;
      }
      code = made;
    }
    return made;
  }

  /** The code for machine code, which has the parameters in a store. */
  HostCode nativeCode(NativeShape shape) {
    HostCode known = nativeCode;
    Map<List<?>, HostCode> codes = receiver == null ? null : NATIVE_CODES.get(receiver.getClass());
    if (codes != null && key != null && (known == null || known.isDue())) {
      known = codes.get(key);
    }
    if (known == null || known.isDue()) {
      known = NativeTrampolines.departure(shape, code(), known == null);
      if (codes != null && key != null) {
        codes.put(key, known);
      }
    }
    nativeCode = known;
    return known;
  }

  /** Says the class of the receiver, so that HotSpot knows which method is called. */
  private MethodHandle exact(MethodHandle java, Class<?> receiverClass) {
    return leads.getFirst() == Lead.RECEIVER
        ? java.asType(java.type().changeParameterType(0, receiverClass))
        : java;
  }

  /** Several results come as a record or as an array. */
  private static MethodHandle results(MethodHandle target) {
    Class<?> result = target.type().returnType();
    return result.isRecord()
        ? MethodHandles.filterReturnValue(target, Binding.componentsOf(result))
        : target;
  }

  /** What code takes in front of the parameters, out of the {@link Bound} it is called with. */
  enum Lead {
    SELF(Bound.class),
    RECEIVER(Object.class),
    INSTANCE(Instance.class),
    STORE(Store.class);

    final Class<?> type;

    Lead(Class<?> type) {
      this.type = type;
    }
  }

  /** A function of the host in a store. */
  record Bound(HostFunc function, Store store, @Nullable Instance instance)
      implements HostFunction {
    String name() {
      return function.name;
    }

    FuncType type() {
      return function.type;
    }

    @Nullable Object receiver() {
      return function.receiver;
    }

    @Override
    public MethodHandle code() {
      return function.code();
    }

    @Override
    public @Nullable MethodHandle knownCode() {
      return function.knownCode();
    }

    HostCode nativeCode(NativeShape shape) {
      return function.nativeCode(shape);
    }
  }

  /** Calls a callback and checks what it returns. */
  static @Nullable Object callBack(Bound self, @Nullable Object[] args) throws Throwable {
    HostCallback callback = (HostCallback) Objects.requireNonNull(self.receiver());
    Object result = callback.call(args);
    List<ValType> results = self.type().results();
    switch (results.size()) {
      case 0 -> {}
      case 1 -> {
        if (!Values.fits(results.getFirst(), result)) {
          Values.check(results.getFirst(), result, "the result of host function " + self.name());
        }
      }
      default -> {
        if (!(result instanceof Object[])) {
          throw new WrongTypeException(
              "host function "
                  + self.name()
                  + " has "
                  + results.size()
                  + " results, which are an Object[] in Java, not "
                  + (result == null ? "null" : result.getClass().getName()));
        }
      }
    }
    return result;
  }

  // ---- Types --------------------------------------------------------------------------------

  private static final MethodHandle CALL_BACK;

  static {
    try {
      CALL_BACK =
          MethodHandles.lookup()
              .findStatic(
                  HostFunc.class,
                  "callBack",
                  MethodType.methodType(Object.class, Bound.class, Object[].class));
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
