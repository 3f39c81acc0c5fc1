// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a function, of the guest or of the host; the value of a {@code funcref}.
 *
 * <p>Its handle takes the function's parameters and nothing else (the context is bound) and returns
 * the first result; see {@link VMStore} for the rest. Handles are made on first use, since making
 * one for a guest function generates the class that holds it. Behind the handle are code and state:
 * the code is the same for all instances of a module, and for all functions of the host that do the
 * same; the state is what it works on.
 */
public final class FuncRef {
  /** The instance whose function this is; null for a function of the host. */
  public final @Nullable VMContext context;

  /** The function's index in that instance, imports first; -1 for a function of the host. */
  public final int index;

  /** The canonical id of the function's type. */
  public final int type;

  /** What the runtime keeps with a function of the host; null for a function of the guest. */
  public final @Nullable HostFunction host;

  /** What the code takes first: the context or the function of the host. */
  private final Object state;

  /** The address of what native code knows the function by; 0 until it does. */
  public long record;

  /** Null until somebody links it; two threads that link get the same. */
  private @Nullable MethodHandle code;

  /** Method handles are immutable, so that it does not matter if two threads make one each. */
  private @Nullable MethodHandle handle;

  private @Nullable MethodHandle tailHandle;
  private boolean isTailLinked;

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
    this.state = context;
    this.code = context.knownFunction(index);
  }

  /**
   * Refers to a function of the host.
   *
   * @param host the function
   * @param type canonical id of its type
   */
  public FuncRef(HostFunction host, int type) {
    this.context = null;
    this.index = -1;
    this.type = type;
    this.host = host;
    this.state = host;
    this.code = host.knownCode();
  }

  /** {@return what to call: the parameters in, the first result out} */
  public MethodHandle handle() {
    MethodHandle h = handle;
    if (h == null) {
      h = code().bindTo(state);
      handle = h;
    }
    return h;
  }

  /**
   * {@return what to call, the same for the same function of all instances: {@link #state} and the
   * parameters in, the first result out}
   */
  MethodHandle code() {
    MethodHandle c = code;
    if (c == null) {
      HeadRoom.require();
      VMContext owner = context;
      if (owner != null) {
        c = owner.functionHandle(index);
      } else if (host != null) {
        c = host.code();
      } else {
        throw new AssertionError("a function of nobody");
      }
      code = c;
    }
    return c;
  }

  /** {@return whether this is known to be the function's code} */
  boolean hasCode(MethodHandle expected) {
    return code == expected;
  }

  Object state() {
    return state;
  }

  /**
   * {@return how to call the function in the place of its caller, or null if it makes no such calls
   * itself and may as well be called plainly} The handle takes nothing: the arguments are in the
   * store; see {@link VMStore}.
   */
  public @Nullable MethodHandle tailHandle() {
    if (!isTailLinked) {
      VMContext owner = context;
      if (owner != null) {
        HeadRoom.require();
        MethodHandle tail = owner.loader().tailHandle(index);
        tailHandle = tail == null ? null : tail.bindTo(owner);
      }
      isTailLinked = true;
    }
    return tailHandle;
  }
}
