// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.wasm.FuncType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names for what guests import.
 *
 * <p>Functions of the host defined here belong to no store: one linker serves any number of stores.
 * Items of instances belong to their store, and so does a linker that has them.
 *
 * <p>A function of the host may take the importing {@link Instance} as its first Java parameter,
 * which is no parameter of the WebAssembly function; that is how it reaches the guest's memory.
 *
 * {@snippet lang="java" :
 * Linker linker =
 *     Linker.of(engine)
 *         .func("env", "add", IntBinaryOperator.class, (a, b) -> a + b)
 *         .bind("console", new Console());
 * Instance instance = linker.instantiate(store, module);
 * }
 *
 * <p>A method handle becomes a function of its own type:
 *
 * {@snippet lang="java" :
 * MethodType type = MethodType.methodType(double.class, double.class, double.class);
 * MethodHandle power = MethodHandles.lookup().findStatic(Math.class, "pow", type);
 * linker.func("math", "pow", power);
 * }
 *
 * <p>Not thread-safe while definitions are added; afterwards any number of threads may instantiate.
 * Nobody closes it.
 */
public final class Linker {
  private record Name(String module, String name) {
    // Written out: those of records are made by a bootstrap, at every start.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Name that && module.equals(that.module) && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return 31 * module.hashCode() + name.hashCode();
    }

    @Override
    public String toString() {
      return "\"" + module + "\" \"" + name + "\"";
    }
  }

  private final Engine engine;

  /** A {@link HostFunc} or an {@link Extern} by name. Looked up only, never walked for output. */
  private final Map<Name, Object> definitions = new HashMap<>();

  private boolean mayShadow;

  private Linker(Engine engine) {
    this.engine = engine;
  }

  /**
   * {@return a linker without definitions}
   *
   * @param engine the engine whose modules it will link
   */
  public static Linker of(Engine engine) {
    return new Linker(engine);
  }

  /** {@return the engine whose modules it links} */
  public Engine engine() {
    return engine;
  }

  /**
   * Says whether a later definition of a name takes the place of an earlier one; at first it may
   * not.
   *
   * @param allow whether it may
   * @return this linker
   */
  public Linker allowShadowing(boolean allow) {
    mayShadow = allow;
    return this;
  }

  // ---- Host functions -----------------------------------------------------------------------

  /**
   * Defines a function that calls a method handle.
   *
   * @param module the first part of the name
   * @param name the second part of the name
   * @param target what to call; its type says the function's type as in {@link Func#of(Store,
   *     MethodHandle)}, after a leading {@link Instance}
   * @return this linker
   * @throws WrongTypeException if its type has no WebAssembly counterpart
   * @throws IllegalArgumentException if the name is defined and may not be shadowed
   */
  public Linker func(String module, String name, MethodHandle target) {
    return put(module, name, HostFunc.of(module + "." + name, target));
  }

  /**
   * Defines a function that calls a method handle and has a given type, which the handle's type
   * alone does not say: several results in an {@code Object[]}.
   *
   * @param module the first part of the name
   * @param name the second part of the name
   * @param type the function's type
   * @param target what to call
   * @return this linker
   * @throws WrongTypeException if the handle's type does not fit
   * @throws IllegalArgumentException if the name is defined and may not be shadowed
   */
  public Linker func(String module, String name, FuncType type, MethodHandle target) {
    return put(module, name, HostFunc.of(module + "." + name, type, target));
  }

  /**
   * Defines a function that calls a method of an object.
   *
   * @param module the first part of the name
   * @param name the second part of the name
   * @param lookup the access of somebody who may call the method
   * @param method the method; its type says the function's type as in {@link Func#of(Store,
   *     MethodHandle)}, after a leading {@link Instance}
   * @param object the object
   * @return this linker
   * @throws WrongTypeException if the type has no WebAssembly counterpart
   * @throws IllegalArgumentException if the name is defined and may not be shadowed
   */
  public Linker func(
      String module, String name, MethodHandles.Lookup lookup, Method method, Object object) {
    return put(module, name, HostFunc.of(module + "." + name, lookup, method, object));
  }

  /**
   * Defines a function that calls a lambda.
   *
   * @param module the first part of the name
   * @param name the second part of the name
   * @param shape a functional interface whose method says the function's type as in {@link
   *     Func#of(Store, MethodHandle)}, after a leading {@link Instance}
   * @param lambda what to call
   * @param <T> the functional interface
   * @return this linker
   * @throws WrongTypeException if the interface is not functional or its method's type has no
   *     WebAssembly counterpart
   * @throws IllegalArgumentException if the name is defined and may not be shadowed
   */
  public <T> Linker func(String module, String name, Class<T> shape, T lambda) {
    return put(module, name, HostFunc.of(module + "." + name, shape, lambda));
  }

  /**
   * Defines a function that takes and returns boxed values.
   *
   * @param module the first part of the name
   * @param name the second part of the name
   * @param type the function's type
   * @param callback what to call
   * @return this linker
   * @throws IllegalArgumentException if the name is defined and may not be shadowed
   */
  public Linker func(String module, String name, FuncType type, HostCallback callback) {
    return put(module, name, HostFunc.of(module + "." + name, type, callback));
  }

  /**
   * Defines a function for each method of an object that has {@link WasmFunction}.
   *
   * @param module the first part of the names
   * @param object an object of a public class
   * @return this linker
   * @throws WrongTypeException if there is no such method, or one's type has no WebAssembly
   *     counterpart
   * @throws IllegalArgumentException if a name is defined and may not be shadowed
   */
  public Linker bind(String module, Object object) {
    return bind(MethodHandles.publicLookup(), module, object);
  }

  /**
   * Defines a function for each method of an object whose class only its own module may see.
   *
   * @param lookup the access of somebody who may call the methods
   * @param module the first part of the names
   * @param object the object
   * @return this linker
   * @throws WrongTypeException if there is no such method, or one's type has no WebAssembly
   *     counterpart
   * @throws IllegalArgumentException if a name is defined and may not be shadowed
   */
  public Linker bind(MethodHandles.Lookup lookup, String module, Object object) {
    boolean found = false;
    for (Method method : object.getClass().getMethods()) {
      if (method.isAnnotationPresent(WasmFunction.class)) {
        String name = Binding.name(method);
        put(module, name, HostFunc.of(module + "." + name, lookup, method, object));
        found = true;
      }
    }
    if (!found) {
      throw new WrongTypeException(
          object.getClass().getName() + " has no public method with @WasmFunction");
    }
    return this;
  }

  // ---- Items of a store ---------------------------------------------------------------------

  /**
   * Defines an item of a store.
   *
   * @param module the first part of the name
   * @param name the second part of the name
   * @param item the item
   * @return this linker
   * @throws IllegalArgumentException if the name is defined and may not be shadowed
   */
  public Linker define(String module, String name, Extern item) {
    return put(module, name, item);
  }

  /**
   * Defines all exports of an instance.
   *
   * @param module the first part of the names
   * @param instance the instance
   * @return this linker
   * @throws IllegalArgumentException if a name is defined and may not be shadowed
   */
  public Linker define(String module, Instance instance) {
    for (Map.Entry<String, Extern> export : instance.exports().entrySet()) {
      put(module, export.getKey(), export.getValue());
    }
    return this;
  }

  /**
   * Gives a definition another name.
   *
   * @param module the first part of its name
   * @param name the second part of its name
   * @param asModule the first part of its other name
   * @param asName the second part of its other name
   * @return this linker
   * @throws IllegalArgumentException if there is no such definition, or the other name is defined
   *     and may not be shadowed
   */
  public Linker alias(String module, String name, String asModule, String asName) {
    Object definition = definitions.get(new Name(module, name));
    if (definition == null) {
      throw new IllegalArgumentException(new Name(module, name) + " is not defined");
    }
    return put(asModule, asName, definition);
  }

  private Linker put(String module, String name, Object definition) {
    Name key = new Name(module, name);
    if (!mayShadow && definitions.containsKey(key)) {
      throw new IllegalArgumentException(key + " is defined already");
    }
    definitions.put(key, definition);
    return this;
  }

  // ---- Use ----------------------------------------------------------------------------------

  /**
   * {@return whether a name is defined}
   *
   * @param module the first part of the name
   * @param name the second part of the name
   */
  public boolean defines(String module, String name) {
    return definitions.containsKey(new Name(module, name));
  }

  /**
   * {@return what a name stands for in a store, empty if it is not defined}
   *
   * @param store the store
   * @param module the first part of the name
   * @param name the second part of the name
   */
  public Optional<Extern> get(Store store, String module, String name) {
    return Optional.ofNullable(find(store, null, new Name(module, name)));
  }

  /**
   * Instantiates a module with the imports defined here.
   *
   * <p>If the module is of an {@link Artifact} in which it is linked with others, these are
   * instantiated before it, each once and for this instance alone; their imports come from here
   * too.
   *
   * @param store the store it will belong to
   * @param module the module
   * @return the instance
   * @throws LinkException if an import is missing or not what the module wants
   * @throws Trap if an active segment does not fit or the start function traps
   * @throws ResourceLimitException if the store's limits or this target do not allow it
   * @throws ForeignStoreException if the module or an item defined here belongs elsewhere
   */
  public Instance instantiate(Store store, Module module) {
    if (module.engine() != engine) {
      throw new ForeignStoreException("the module and the linker belong to different engines");
    }
    Imports imports =
        (importer, position, moduleName, name) -> find(store, importer, new Name(moduleName, name));
    LinkedModules links = module.links();
    return links == null
        ? Instantiator.instantiate(store, module, imports)
        : links.instantiate(store, module, imports);
  }

  private @Nullable Extern find(Store store, @Nullable Instance importer, Name name) {
    // No switch over classes, which would need a bootstrap at every start.
    Object definition = definitions.get(name);
    return definition instanceof HostFunc func ? func.bind(store, importer) : (Extern) definition;
  }
}
