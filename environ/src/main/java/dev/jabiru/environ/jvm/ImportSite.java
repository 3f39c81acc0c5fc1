// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import org.jspecify.annotations.Nullable;

/**
 * All calls that a module's code makes to one import: an inline cache of one entry.
 *
 * <p>Most modules have one instance, and an import is then the same function for ever. After a few
 * calls that function becomes a constant behind a comparison, so that the JIT compiler can inline
 * it into the guest. Instances with another function there take the general way.
 *
 * <p>Thread-safe: it does not matter which of two calls wins. It keeps the function it has
 * seen reachable; {@link #forget} lets go of it.
 */
final class ImportSite {
  private static final MethodHandle RESOLVE;
  private static final MethodHandle IS_EXPECTED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RESOLVE =
          lookup.findVirtual(
              ImportSite.class,
              "resolve",
              MethodType.methodType(MethodHandle.class, VMContext.class));
      IS_EXPECTED =
          lookup.findStatic(
              ImportSite.class,
              "isExpected",
              MethodType.methodType(boolean.class, FuncRef.class, int.class, VMContext.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int index;
  private final MutableCallSite site;
  private final MethodHandle general;
  private volatile @Nullable FuncRef cached;

  /**
   * How many calls go by before one caches: making the handles takes as long as thousands of calls
   * of them, and most imports of short runs are called once or twice. Counted without care.
   */
  private int callsToCaching = 32;

  /** How often a function may still be cached: each time makes HotSpot throw compiled code away. */
  private int cachesLeft = 3;

  /**
   * Creates the site.
   *
   * @param index the import's index among functions
   * @param type the type of the calls: context class, parameters, first result
   */
  ImportSite(int index, MethodType type) {
    this.index = index;
    this.site = new MutableCallSite(type);
    MethodHandle invoker = MethodHandles.exactInvoker(type.dropParameterTypes(0, 1));
    Class<?> context = type.parameterType(0);
    this.general =
        MethodHandles.foldArguments(
            MethodHandles.dropArguments(invoker, 1, context),
            RESOLVE.bindTo(this).asType(MethodType.methodType(MethodHandle.class, context)));
    site.setTarget(general);
  }

  /** {@return what generated code invokes} */
  MethodHandle invoker() {
    return site.dynamicInvoker();
  }

  /** The general way: looks up what the caller's instance has there. */
  MethodHandle resolve(VMContext context) {
    FuncRef function = context.functions[index];
    MethodHandle handle = function.handle();
    if (cached == null && cachesLeft > 0 && --callsToCaching < 0) {
      cache(function, handle);
    }
    return handle;
  }

  private synchronized void cache(FuncRef function, MethodHandle handle) {
    if (cached != null || cachesLeft == 0) {
      return;
    }
    cachesLeft--;
    // What the JDK links here must not meet the end of the stack.
    HeadRoom.require();
    Class<?> context = site.type().parameterType(0);
    MethodHandle test =
        MethodHandles.insertArguments(IS_EXPECTED, 0, function, index)
            .asType(MethodType.methodType(boolean.class, context));
    site.setTarget(
        MethodHandles.guardWithTest(
            test, MethodHandles.dropArguments(handle, 0, context), general));
    cached = function;
  }

  static boolean isExpected(FuncRef expected, int index, VMContext context) {
    return context.functions[index] == expected;
  }

  /** Lets go of the function if it belongs to a store, which it would keep alive. */
  synchronized void forget(VMStore store) {
    FuncRef function = cached;
    if (function != null && function.store() == store) {
      site.setTarget(general);
      cached = null;
    }
  }
}
