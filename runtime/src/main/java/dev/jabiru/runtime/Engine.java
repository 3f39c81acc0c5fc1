// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.wasm.CanonicalTypes;
import dev.jabiru.wasm.FuncType;
import org.jspecify.annotations.Nullable;

/**
 * Where modules are compiled and types are shared: one configuration, one target.
 *
 * <p>Thread-safe; most programs have one. Whoever creates an engine closes it. Closing refuses new
 * modules and stores; what exists keeps working, and the garbage collector takes it.
 */
public final class Engine implements AutoCloseable {
  private final Config config;
  private final Target target;
  private final CanonicalTypes types = new CanonicalTypes();
  private @Nullable ModuleCompiler compiler;
  private volatile boolean closed;

  private Engine(Config config) {
    this.config = config;
    this.target = config.target() == Config.TargetChoice.X64 ? Target.X64 : Target.JVM;
    if (target == Target.X64) {
      String reason = NativePlatform.reasonAgainst();
      if (reason != null) {
        throw new UnsupportedTargetException("the target x64 cannot be used: " + reason);
      }
      NativeWays.load(compiler().nativeStubs());
    }
    WarmUp.begin();
  }

  /** {@return an engine with the default configuration} */
  public static Engine create() {
    return of(Config.defaults());
  }

  /**
   * {@return an engine with a configuration}
   *
   * @param config the settings
   * @throws UnsupportedTargetException if the target asked for cannot be used here
   */
  public static Engine of(Config config) {
    return new Engine(config);
  }

  /** {@return the settings} */
  public Config config() {
    return config;
  }

  /** {@return what guest code is compiled to} */
  public Target target() {
    return target;
  }

  /** {@return the types of all modules of this engine, each once} */
  CanonicalTypes types() {
    return types;
  }

  /** {@return the canonical id of a function type that names no type of a module} */
  int typeId(FuncType type) {
    return types.register(type);
  }

  /** The compiler, looked up when first needed: running artifacts needs none. */
  synchronized ModuleCompiler compiler() {
    ModuleCompiler found = compiler;
    if (found == null) {
      found =
          ModuleCompiler.find()
              .orElseThrow(() ->
                  new UnsupportedOperationException(
                      "no compiler: put dev.jabiru:jabiru-compiler on the module path or class"
                          + " path, or load a precompiled artifact"));
      compiler = found;
    }
    return found;
  }

  void checkOpen() {
    if (closed) {
      throw new ClosedException("the engine is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
