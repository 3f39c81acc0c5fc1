// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.FuncRef;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.ValType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function of a store: an export of a guest, or a function of the host.
 *
 * <p>There are three ways to call one, by rising speed: {@link #call} with boxed arguments; an
 * interface through {@link #as}; {@link #handle} in a {@code static final} field, which costs about
 * as much as a direct call.
 *
 * {@snippet lang="java" :
 * Func add = instance.func("add");
 * Object boxed = add.call(1, 2);
 * int typed = add.as(IntBinaryOperator.class).applyAsInt(1, 2);
 * MethodHandle handle = add.handle();
 * int fastest = (int) handle.invokeExact(1, 2);
 * }
 *
 * <p>Belongs to its store and follows its thread rule; nobody closes it.
 */
public final class Func implements Extern {
  private final Store store;
  private final FuncRef ref;
  private @Nullable MethodHandle handle;
  private @Nullable Boxes boxes;
  private @Nullable MethodHandle spreader;

  Func(Store store, FuncRef ref) {
    this.store = store;
    this.ref = ref;
  }

  /**
   * {@return a host function that calls a method handle}
   *
   * @param store the store it will belong to
   * @param target what to call; its type says the function's type: {@code int}, {@code long},
   *     {@code float}, {@code double}, {@link Func} for {@code funcref}, other objects for {@code
   *     externref}; a record for several results
   * @throws WrongTypeException if its type has no WebAssembly counterpart
   */
  public static Func of(Store store, MethodHandle target) {
    return HostFunc.of("host function", target).bind(store, null);
  }

  /**
   * {@return a host function that calls a lambda}
   *
   * @param store the store it will belong to
   * @param shape a functional interface whose method says the function's type, as in {@link
   *     #of(Store, MethodHandle)}
   * @param lambda what to call
   * @param <T> the functional interface
   * @throws WrongTypeException if the interface is not functional or its method's type has no
   *     WebAssembly counterpart
   */
  public static <T> Func of(Store store, Class<T> shape, T lambda) {
    return HostFunc.of("host function", shape, lambda).bind(store, null);
  }

  /**
   * {@return a host function that takes and returns boxed values}
   *
   * @param store the store it will belong to
   * @param type its type
   * @param callback what to call
   */
  public static Func of(Store store, FuncType type, HostCallback callback) {
    return HostFunc.of("host function", type, callback).bind(store, null);
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public ExternKind kind() {
    return ExternKind.FUNC;
  }

  FuncRef ref() {
    return ref;
  }

  /**
   * What {@link #call} needs to know at each call, found once.
   *
   * @param type the function's type
   * @param params the classes of boxed parameters, null for what has none
   */
  private record Boxes(FuncType type, @Nullable Class<?>[] params) {
    static Boxes of(FuncType type) {
      List<ValType> params = type.params();
      @Nullable Class<?>[] classes = new @Nullable Class<?>[params.size()];
      for (int i = 0; i < classes.length; i++) {
        if (params.get(i) instanceof NumType num) {
          classes[i] = MethodType.methodType(Values.javaType(num)).wrap().returnType();
        }
      }
      return new Boxes(type, classes);
    }
  }

  /** {@return its type} */
  public FuncType type() {
    return ref.host instanceof HostFunc.Bound bound
        ? bound.type()
        : guest().module().functionType(ref.index);
  }

  /** {@return its name, {@code func[index]} if it has none} */
  public String name() {
    return ref.host instanceof HostFunc.Bound bound
        ? bound.name()
        : guest().module().functionName(ref.index);
  }

  private Instance guest() {
    if (ref.context == null) {
      throw new AssertionError("a function of nobody");
    }
    return (Instance) ref.context.instance;
  }

  /**
   * {@return the function as a method handle: parameters in, and the result, nothing, or for
   * several results an {@code Object[]} out}
   *
   * <p>Values are {@code int}, {@code long}, {@code float}, {@code double}, {@link Func} or {@code
   * Object}. A function of more parameters than a Java method may have, 250 with {@code long} and
   * {@code double} counted twice, takes one {@code Object[]} with all arguments boxed. Calls throw
   * what {@link #call} throws.
   */
  public MethodHandle handle() {
    MethodHandle made = handle;
    if (made == null) {
      made = Handles.fromJava(store, type(), ref.handle());
      handle = made;
    }
    return made;
  }

  /**
   * Calls the function.
   *
   * @param args one for each parameter: {@code Integer}, {@code Long}, {@code Float}, {@code
   *     Double}, {@link Func} or null for references to functions, any object for other references
   * @return the result; null when there is none; an {@code Object[]} when there are several
   * @throws WrongTypeException if the arguments do not fit
   * @throws Trap if the guest traps
   * @throws ConcurrentUseException if another thread is inside the store
   * @throws ClosedException if the store is closed
   */
  public @Nullable Object call(@Nullable Object... args) {
    Boxes known = boxes;
    if (known == null) {
      known = Boxes.of(type());
      boxes = known;
    }
    FuncType type = known.type;
    int count = known.params.length;
    if (args.length != count) {
      throw new WrongTypeException(this + " takes " + count + " arguments, not " + args.length);
    }
    for (int i = 0; i < count; i++) {
      Object arg = args[i];
      if ((arg == null || arg.getClass() != known.params[i])
          && !Values.fits(type.params().get(i), arg)) {
        Values.check(type.params().get(i), arg, "argument " + i + " of " + this);
      }
    }
    try {
      if (count == 0 && type.results().isEmpty()) {
        handle().invokeExact();
        return null;
      }
      MethodHandle spread = spreader;
      if (spread == null) {
        MethodHandle plain = handle();
        spread =
            (Values.isWide(type) ? plain : plain.asSpreader(Object[].class, count))
                .asType(MethodType.methodType(Object.class, Object[].class));
        spreader = spread;
      }
      return (Object) spread.invokeExact(args);
    } catch (Throwable thrown) {
      throw Handles.rethrow(thrown);
    }
  }

  /**
   * Calls the function; for callers that do not know how many results there are.
   *
   * @param args as in {@link #call}
   * @return all results
   */
  public @Nullable Object[] callForResults(@Nullable Object... args) {
    Object result = call(args);
    return switch (type().results().size()) {
      case 0 -> new @Nullable Object[0];
      case 1 -> new @Nullable Object[] {result};
      default -> (@Nullable Object[]) Objects.requireNonNull(result);
    };
  }

  /**
   * {@return an implementation of a functional interface that calls this function}
   *
   * @param shape the interface; its method has the function's types
   * @param <T> the interface
   * @throws WrongTypeException if the interface is not functional or its method has other types
   */
  public <T> T as(Class<T> shape) {
    return Binding.bind(MethodHandles.publicLookup(), shape, method -> this);
  }

  /** {@return whether the other is the same function of the same store} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Func func && func.ref == ref;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(ref);
  }

  /** {@return name and type} */
  @Override
  public String toString() {
    return "function \"" + name() + "\" of type " + type();
  }
}
