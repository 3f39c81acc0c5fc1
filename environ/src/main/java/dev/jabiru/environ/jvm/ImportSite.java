// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.ArrayList;
import java.util.List;

/**
 * All calls that a module's code makes to one import: an inline cache of a few entries.
 *
 * <p>Most modules have one import there for ever, in one store or in a store for each request. What
 * is cached is therefore the function's code and not the function: after a few calls the code
 * becomes a constant behind a comparison, so that the JIT compiler can inline it into the guest,
 * and what it works on is read from the caller's instance. Instances with other functions there,
 * after the first few, take the general way.
 *
 * <p>Thread-safe. Keeps code reachable, and with it the classes of a module whose functions were
 * called, but no instance and no store.
 */
final class ImportSite {
  /** The most codes it remembers: each makes HotSpot throw compiled code away. */
  private static final int MOST = 3;

  private static final MethodHandle RESOLVE;

  static {
    try {
      RESOLVE =
          MethodHandles.lookup()
              .findVirtual(
                  ImportSite.class,
                  "resolve",
                  MethodType.methodType(MethodHandle.class, VMContext.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What only caching needs: most starts do without. */
  private static final class Caching {
    static final MethodHandle HAS_CODE =
        find("hasCode", boolean.class, MethodHandle.class, int.class, VMContext.class);
    static final MethodHandle STATE = find("state", Object.class, int.class, VMContext.class);

    private static MethodHandle find(String name, Class<?> result, Class<?>... params) {
      try {
        return MethodHandles.lookup()
            .findStatic(ImportSite.class, name, MethodType.methodType(result, params));
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }

  private final int index;
  private final MutableCallSite site;
  private final List<MethodHandle> codes = new ArrayList<>(MOST);
  private volatile boolean isFull;

  /**
   * How many calls go by before one caches: making the handles takes as long as thousands of calls
   * of them, and most imports of short runs are called once or twice. Counted without care.
   */
  private int callsToCaching = 32;

  /**
   * Creates the site.
   *
   * @param index the import's index among functions
   * @param type the type of the calls: context class, parameters, first result
   */
  ImportSite(int index, MethodType type) {
    this.index = index;
    MethodHandle invoker = MethodHandles.exactInvoker(type.dropParameterTypes(0, 1));
    Class<?> context = type.parameterType(0);
    MethodHandle general =
        MethodHandles.foldArguments(
            MethodHandles.dropArguments(invoker, 1, context),
            RESOLVE.bindTo(this).asType(MethodType.methodType(MethodHandle.class, context)));
    // Made with its target: one that is made with a type alone gets a target that throws first.
    this.site = new MutableCallSite(general);
  }

  /** {@return what generated code invokes} */
  MethodHandle invoker() {
    return site.dynamicInvoker();
  }

  /** The general way: looks up what the caller's instance has there. */
  MethodHandle resolve(VMContext context) {
    FuncRef function = context.functions[index];
    if (!isFull && --callsToCaching < 0) {
      cache(function.code());
    }
    return function.handle();
  }

  private synchronized void cache(MethodHandle code) {
    if (isFull || codes.contains(code)) {
      return;
    }
    // What the JDK links here must not meet the end of the stack.
    HeadRoom.require();
    Class<?> context = site.type().parameterType(0);
    MethodHandle test =
        MethodHandles.insertArguments(Caching.HAS_CODE, 0, code, index)
            .asType(MethodType.methodType(boolean.class, context));
    MethodHandle state =
        MethodHandles.insertArguments(Caching.STATE, 0, index)
            .asType(MethodType.methodType(code.type().parameterType(0), context));
    MethodHandle call = MethodHandles.filterArguments(code, 0, state);
    site.setTarget(MethodHandles.guardWithTest(test, call, site.getTarget()));
    codes.add(code);
    isFull = codes.size() == MOST;
  }

  static boolean hasCode(MethodHandle expected, int index, VMContext context) {
    return context.functions[index].hasCode(expected);
  }

  static Object state(int index, VMContext context) {
    return context.functions[index].state();
  }
}
