// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.environ.jvm;

import dev.jabiru.wasm.CanonicalTypes;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * What all instances of one store share at run time.
 *
 * <p>Belongs to one thread at a time, but for {@link #interrupted}, which any thread may set.
 *
 * <p><b>Results.</b> A function returns its first result as its Java result. It leaves result
 * <i>i</i> (1 and up) in {@code results[i]} as raw bits, or in {@code refResults[i]} when it is a
 * reference; the caller reads them before it does anything else.
 *
 * <p><b>Tail calls.</b> A function that ends in a tail call to another function leaves the target
 * in {@link #tailTarget} and the arguments in {@link #tailArgs} and {@link #tailRefs}, by position,
 * and returns to the trampoline in its plain entry, which makes the call.
 */
public final class VMStore {
  /** The most parameters or results of a function (implementation limit of the JS API). */
  public static final int MAX_RESULTS = 1000;

  /** Results after the first, as raw bits. */
  public final long[] results = new long[MAX_RESULTS];

  /** Results after the first that are references. */
  public final @Nullable Object[] refResults = new @Nullable Object[MAX_RESULTS];

  /** Arguments of a pending tail call, as raw bits. */
  public final long[] tailArgs = new long[MAX_RESULTS];

  /** Arguments of a pending tail call that are references. */
  public final @Nullable Object[] tailRefs = new @Nullable Object[MAX_RESULTS];

  /** The target of a pending tail call; null when none is pending. */
  public @Nullable MethodHandle tailTarget;

  /** Fuel left; meaningful only in code compiled to count it. */
  public long fuel;

  /** Set by any thread to stop the guest; cleared by the guest's thread when it stops. */
  public volatile boolean interrupted;

  /** The engine's canonical types. */
  public final CanonicalTypes types;

  /** The runtime's own view of the store. */
  public final Object owner;

  /**
   * Creates the shared part of a store.
   *
   * @param types the engine's canonical types
   * @param owner the runtime's store
   */
  public VMStore(CanonicalTypes types, Object owner) {
    this.types = types;
    this.owner = owner;
  }
}
