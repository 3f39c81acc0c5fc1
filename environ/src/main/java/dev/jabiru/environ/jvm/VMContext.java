// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * One instance as its functions see it; each module's generated context class extends this.
 *
 * <p>Belongs to its store, and so to one thread at a time. The runtime fills the arrays while it
 * instantiates, then calls {@link #bind} once, before any function runs.
 */
public abstract class VMContext {
  /** The store that owns the instance. */
  public VMStore store;

  /** All memories, imports first. */
  public LinearMemory[] memories;

  /** All tables, imports first. */
  public VMTable[] tables;

  /**
   * All globals, imports first. After {@link #bind}, private ones live in the subclass's fields.
   */
  public VMGlobal[] globals;

  /** References to all functions, imports first; those of the module itself are made on demand. */
  public FuncRef[] functions;

  /** Canonical id of each of the module's types, by type index. */
  public int[] types;

  /** Passive data segments; an empty array where dropped or active. */
  public byte[][] dataSegments;

  /** Passive element segments; an empty array where dropped or active. */
  public @Nullable Object[][] elemSegments;

  /** The runtime's own view of the instance. */
  public Object instance;

  /** Creates a context with nothing bound. */
  @SuppressWarnings("NullAway.Init")
  protected VMContext() {}

  /** Copies what the generated class keeps in fields out of the arrays. */
  public abstract void bind();

  /**
   * {@return the value of a private global as raw bits, for inspection}
   *
   * @param index a private global's index
   */
  public abstract long globalBits(int index);

  /**
   * {@return the reference to a function of this instance, made on first use}
   *
   * @param index its index, imports first
   */
  public final FuncRef function(int index) {
    FuncRef ref = functions[index];
    if (ref == null) {
      ref = new FuncRef(this, index, types[typeOf(index)]);
      functions[index] = ref;
    }
    return ref;
  }

  /**
   * {@return the index of a function's type}
   *
   * @param index the function's index, imports first
   */
  protected int typeOf(int index) {
    return loader().source().typeOf(index);
  }

  /**
   * {@return the code of a function: a context and the parameters in, the first result out}
   *
   * @param index the function's index, imports first
   */
  protected MethodHandle functionHandle(int index) {
    return loader().functionHandle(index);
  }

  /**
   * {@return the code of a function if it has been made already}
   *
   * @param index the function's index, imports first
   */
  protected @Nullable MethodHandle knownFunction(int index) {
    return loader().knownFunction(index);
  }

  /** {@return the loader of the module's generated classes} */
  public final ModuleClassLoader loader() {
    return (ModuleClassLoader) getClass().getClassLoader();
  }
}
