// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.environ.jvm;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a function, of the guest or of the host; the value of a {@code funcref}.
 *
 * <p>Its handle takes the function's parameters and nothing else (the context is bound) and returns
 * the first result; see {@link VMStore} for the rest. Handles of guest functions are made on first
 * use, since making one generates the class that holds the function.
 */
public final class FuncRef {
  /** The instance whose function this is; null for a function of the host. */
  public final @Nullable VMContext context;

  /** The function's index in that instance, imports first; -1 for a function of the host. */
  public final int index;

  /** The canonical id of the function's type. */
  public final int type;

  private @Nullable MethodHandle handle;

  /** What the runtime keeps with a function of the host; null for a function of the guest. */
  public final @Nullable Object host;

  /**
   * Refers to a function of the guest.
   *
   * @param context the instance
   * @param index the function's index, imports first; never an import
   * @param type canonical id of its type
   */
  public FuncRef(VMContext context, int index, int type) {
    this.context = context;
    this.index = index;
    this.type = type;
    this.host = null;
  }

  /**
   * Refers to a function of the host.
   *
   * @param handle what to call; its exceptions are already wrapped so that none passes for a trap
   * @param type canonical id of its type
   * @param host the runtime's own view
   */
  public FuncRef(MethodHandle handle, int type, Object host) {
    this.context = null;
    this.index = -1;
    this.handle = handle;
    this.type = type;
    this.host = host;
  }

  /** {@return what to call: the parameters in, the first result out} */
  public MethodHandle handle() {
    MethodHandle h = handle;
    return h != null ? h : link();
  }

  private MethodHandle link() {
    VMContext owner = context;
    if (owner == null) {
      throw new AssertionError("a host function without a handle");
    }
    MethodHandle h = owner.loader().functionHandle(index).bindTo(owner);
    handle = h;
    return h;
  }
}
