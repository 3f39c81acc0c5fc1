// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.VMContext;
import java.lang.invoke.MethodHandles;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a module in a store.
 *
 * <p>Belongs to its store and follows its thread rule; nobody closes it.
 */
public final class Instance {
  private final Store store;
  private final Module module;
  private final Map<String, Extern> exports = new LinkedHashMap<>();

  @SuppressWarnings("UnusedVariable") // lives as long as the instance does
  private @Nullable VMContext context;

  Instance(Store store, Module module) {
    this.store = store;
    this.module = module;
  }

  /**
   * Instantiates a module with imports given by position. A {@link Linker} finds them by name.
   *
   * @param store the store it will belong to
   * @param module the module
   * @param imports one for each import of the module, in order
   * @return the instance
   * @throws LinkException if the imports are not what the module wants
   * @throws Trap if an active segment does not fit or the start function traps
   * @throws ResourceLimitException if the store's limits or this target do not allow it
   * @throws ForeignStoreException if an import or the module belongs elsewhere
   */
  public static Instance of(Store store, Module module, Extern... imports) {
    int wanted = module.wasm().imports().size();
    if (imports.length > wanted) {
      throw new WrongTypeException(
          "the module has " + wanted + " imports; " + imports.length + " are given");
    }
    return Instantiator.instantiate(
        store,
        module,
        (importer, position, moduleName, name) ->
            position < imports.length ? imports[position] : null);
  }

  /** {@return the store it belongs to} */
  public Store store() {
    return store;
  }

  /** {@return the module it is an instance of} */
  public Module module() {
    return module;
  }

  void setContext(VMContext context) {
    this.context = context;
  }

  void export(String name, Extern item) {
    exports.put(name, item);
  }

  /** {@return all exports by name, in the module's order; not modifiable} */
  public Map<String, Extern> exports() {
    return Collections.unmodifiableMap(exports);
  }

  /**
   * {@return an export, empty if there is none of that name}
   *
   * @param name its name
   */
  public Optional<Extern> export(String name) {
    return Optional.ofNullable(exports.get(name));
  }

  /**
   * {@return an exported function}
   *
   * @param name its name
   * @throws NoSuchExportException if no function is exported under that name
   */
  public Func func(String name) {
    return exports.get(name) instanceof Func func ? func : missing("function", name);
  }

  /**
   * {@return an exported memory}
   *
   * @param name its name
   * @throws NoSuchExportException if no memory is exported under that name
   */
  public Memory memory(String name) {
    return exports.get(name) instanceof Memory memory ? memory : missing("memory", name);
  }

  /**
   * {@return an exported table}
   *
   * @param name its name
   * @throws NoSuchExportException if no table is exported under that name
   */
  public Table table(String name) {
    return exports.get(name) instanceof Table table ? table : missing("table", name);
  }

  /**
   * {@return an exported global}
   *
   * @param name its name
   * @throws NoSuchExportException if no global is exported under that name
   */
  public Global global(String name) {
    return exports.get(name) instanceof Global global ? global : missing("global", name);
  }

  @SuppressWarnings("TypeParameterUnusedInFormals")
  private <T extends Extern> T missing(String kind, String name) {
    throw new NoSuchExportException(
        "no "
            + kind
            + " is exported as \""
            + name
            + "\"; there are "
            + List.copyOf(exports.keySet()));
  }

  /**
   * {@return an implementation of an interface whose methods call the exported functions of the
   * same names, or of those that {@link WasmFunction} gives}
   *
   * <p>Parameters and results are as in {@link Func#handle}; several results come as a record.
   *
   * {@snippet lang="java" :
   * record Division(int quotient, int remainder) {}
   *
   * interface Arithmetic {
   *   int add(int a, int b);
   *
   *   @WasmFunction("div_rem")
   *   Division divide(int a, int b);
   * }
   *
   * Arithmetic arithmetic = instance.as(Arithmetic.class);
   * Division division = arithmetic.divide(17, 5);
   * }
   *
   * @param shape the interface
   * @param <T> the interface
   * @throws NoSuchExportException if a method has no exported function
   * @throws WrongTypeException if a method's types are not the function's, or the interface cannot
   *     be implemented from here
   */
  public <T> T as(Class<T> shape) {
    return as(MethodHandles.publicLookup(), shape);
  }

  /**
   * {@return an implementation of an interface that only its own module may see}
   *
   * @param lookup the full access of a class in the interface's module
   * @param shape the interface
   * @param <T> the interface
   * @throws NoSuchExportException if a method has no exported function
   * @throws WrongTypeException if a method's types are not the function's
   * @see #as(Class)
   */
  public <T> T as(MethodHandles.Lookup lookup, Class<T> shape) {
    return Binding.bind(lookup, shape, method -> func(Binding.name(method)));
  }
}
