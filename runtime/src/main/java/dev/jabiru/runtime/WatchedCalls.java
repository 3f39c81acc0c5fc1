// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Calls into stores that limit time or stack: with a deadline, on a stack of their own. */
final class WatchedCalls {
  private static final MethodHandle CALL;

  static {
    try {
      CALL =
          MethodHandles.lookup()
              .findStatic(
                  WatchedCalls.class,
                  "call",
                  MethodType.methodType(
                      Object.class, Store.class, MethodHandle.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private WatchedCalls() {}

  /** {@return a handle of the same type that keeps to the limits of a store} */
  static MethodHandle of(Store store, MethodHandle handle) {
    MethodType type = handle.type();
    int count = type.parameterCount();
    MethodHandle spread =
        handle
            .asSpreader(Object[].class, count)
            .asType(MethodType.methodType(Object.class, Object[].class));
    return MethodHandles.insertArguments(CALL, 0, store, spread)
        .asCollector(Object[].class, count)
        .asType(type);
  }

  static @Nullable Object call(Store store, MethodHandle handle, @Nullable Object[] args)
      throws Throwable {
    if (store.user == Thread.currentThread().threadId()) {
      return (Object) handle.invokeExact(args);
    }
    StoreLimits limits = store.limits();
    Outcome outcome = new Outcome(handle, args);
    Callable<Outcome> body =
        () -> {
          if (limits.stackBytes() == 0) {
            outcome.run();
          } else {
            runOnStackOf(limits.stackBytes(), outcome);
          }
          return outcome;
        };
    if (limits.time().compareTo(StoreLimits.FOREVER) < 0) {
      store.callWithTimeout(limits.time(), body);
    } else {
      body.call();
    }
    if (outcome.thrown != null) {
      throw outcome.thrown;
    }
    return outcome.result;
  }

  private static void runOnStackOf(long bytes, Runnable body) {
    Thread current = Thread.currentThread();
    Thread guest =
        Thread.ofPlatform()
            .name(current.getName() + "-guest")
            .daemon(true)
            .stackSize(bytes)
            .start(body);
    boolean interrupted = false;
    while (true) {
      try {
        guest.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        guest.interrupt();
      }
    }
    if (interrupted) {
      current.interrupt();
    }
  }

  /** A call and what came of it. */
  private static final class Outcome implements Runnable {
    private final MethodHandle handle;
    private final @Nullable Object[] args;
    private @Nullable Object result;
    private @Nullable Throwable thrown;

    Outcome(MethodHandle handle, @Nullable Object[] args) {
      this.handle = handle;
      this.args = args;
    }

    @Override
    public void run() {
      try {
        result = (Object) handle.invokeExact(args);
      } catch (Throwable e) {
        thrown = e;
      }
    }
  }
}
