// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * The embedding API: load WebAssembly, give it imports, call it.
 *
 * <p>An {@link dev.jabiru.runtime.Engine} holds the configuration. It compiles {@link
 * dev.jabiru.runtime.Module}s. A {@link dev.jabiru.runtime.Store} is a world of instances with
 * limits; a {@link dev.jabiru.runtime.Linker} finds imports by name; an {@link
 * dev.jabiru.runtime.Instance} has exports: {@link dev.jabiru.runtime.Func}, {@link
 * dev.jabiru.runtime.Memory}, {@link dev.jabiru.runtime.Table} and {@link
 * dev.jabiru.runtime.Global}.
 *
 * {@snippet lang="java" :
 * try (Engine engine = Engine.create();
 *     Store store = Store.of(engine)) {
 *   Module module = Module.of(engine, Path.of("add.wasm"));
 *   Instance instance = Instance.of(store, module);
 *   int sum = (int) instance.func("add").call(20, 22);
 * }
 * }
 *
 * <p>Engines and modules may be shared between threads. Everything in a store belongs to one thread
 * at a time; a second one at once is refused.
 *
 * <p>What goes wrong at run time is a {@link dev.jabiru.runtime.JabiruException}; what a host
 * function throws reaches the caller as the object it is.
 */
@NullMarked
package dev.jabiru.runtime;

import org.jspecify.annotations.NullMarked;
