// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.wasm.CanonicalTypes;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * What all instances of one store share at run time.
 *
 * <p>Belongs to one thread at a time, but for {@link #interruption}, which any thread may set.
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

  /**
   * Why the guest is to stop: set by any thread, null when it may run on. Set before the switches
   * of the store's modules are fired ({@link ModuleClassLoader#fireInterrupt}).
   */
  public volatile @Nullable TrapCode interruption;

  /** The engine's canonical types. */
  public final CanonicalTypes types;

  /** The runtime's own view of the store. */
  public final Object owner;

  private long memoryBytesLeft;
  private long tableElementsLeft;

  /**
   * Creates the shared part of a store.
   *
   * @param types the engine's canonical types
   * @param owner the runtime's store
   * @param memoryBytes the most bytes all memories may have together
   * @param tableElements the most elements all tables may have together
   */
  public VMStore(CanonicalTypes types, Object owner, long memoryBytes, long tableElements) {
    this.types = types;
    this.owner = owner;
    this.memoryBytesLeft = memoryBytes;
    this.tableElementsLeft = tableElements;
  }

  /**
   * {@return whether the limits allow memories that much more}
   *
   * @param bytes how much, not negative
   */
  public boolean mayTakeMemory(long bytes) {
    return bytes <= memoryBytesLeft;
  }

  /**
   * Counts memory against the limits.
   *
   * @param bytes how much
   */
  public void takeMemory(long bytes) {
    memoryBytesLeft -= bytes;
  }

  /**
   * {@return whether the limits allow tables that much more}
   *
   * @param elements how many, not negative
   */
  public boolean mayTakeElements(long elements) {
    return elements <= tableElementsLeft;
  }

  /**
   * Counts table elements against the limits.
   *
   * @param elements how many
   */
  public void takeElements(long elements) {
    tableElementsLeft -= elements;
  }
}
