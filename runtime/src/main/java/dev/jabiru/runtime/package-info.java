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
 * <p>{@link dev.jabiru.runtime.StoreLimits} say how much memory, tables, instances, fuel, time and
 * stack a store may take; the configuration holds those of every store that has none of its own.
 *
 * <p>A memory holds up to 2 GiB, and up to 4 GiB where it declares that it needs to, or where {@link
 * dev.jabiru.runtime.Config#withLargeMemories} lets all memories without a declared maximum; such
 * memories lie outside the Java heap and are slower.
 *
 * <p>One store for each request is a good way to work: calls of host functions are inlined in every
 * store alike, and a store that nobody holds is gone, closed or not.
 *
 * <p>What goes wrong at run time is a {@link dev.jabiru.runtime.JabiruException}; what a host
 * function throws reaches the caller as the object it is.
 */
@NullMarked
package dev.jabiru.runtime;

import org.jspecify.annotations.NullMarked;
