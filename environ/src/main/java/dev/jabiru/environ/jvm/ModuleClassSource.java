// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.environ.CompilationArtifacts.MethodArtifact;
import dev.jabiru.environ.LineMap;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.Module;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What the sources of one module's classes have in common: types come from the module, and stack
 * frames are looked up by the names of methods, which differ in the whole module.
 *
 * <p>Thread-safe.
 */
public abstract class ModuleClassSource implements ClassSource {
  private final Module module;

  /** By the names of methods; only looked up, never walked. */
  private final ConcurrentMap<String, Place> places = new ConcurrentHashMap<>();

  private record Place(int function, LineMap lines) {}

  /**
   * Serves the classes of a module.
   *
   * @param module the module, or its skeleton
   */
  protected ModuleClassSource(Module module) {
    this.module = module;
  }

  /** {@return the module, or its skeleton} */
  public final Module module() {
    return module;
  }

  @Override
  public final int typeOf(int function) {
    return module.funcTypeIndex(new FuncIndex(function)).index();
  }

  @Override
  public final MethodType methodTypeOf(int function, Class<?> context) {
    return Convention.methodType(module.funcType(new FuncIndex(function)))
        .insertParameterTypes(0, context);
  }

  /**
   * Makes the stack frames of a function known.
   *
   * @param function the function's index, imports first
   * @param methods its methods
   */
  protected final void addFrames(int function, List<MethodArtifact> methods) {
    for (MethodArtifact method : methods) {
      places.put(method.name(), new Place(function, method.lines()));
    }
  }

  @Override
  public @Nullable Frame frame(String className, String method, int line) {
    Place place = isGenerated(className) ? places.get(method) : null;
    if (place == null) {
      return null;
    }
    if (line <= 0 && place.lines.equals(LineMap.EMPTY)) {
      return null; // it only leads on to other methods of the function
    }
    LineMap.Entry entry = place.lines.find(line);
    return entry == null
        ? new Frame(place.function, -1, null)
        : new Frame(place.function, entry.wasmOffset(), entry.trap());
  }

  /** Whether a class may be one of this module's: all are in the package of the context class. */
  private boolean isGenerated(String className) {
    String context = contextClass();
    int end = context.lastIndexOf('.') + 1;
    return className.startsWith(context.substring(0, end));
  }
}
