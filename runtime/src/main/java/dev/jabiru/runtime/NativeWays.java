// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.x64.NativeStubs;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The ways between Java and machine code, loaded once for the whole program and never unloaded.
 * They are the same for all engines.
 *
 * <p>All have one of two types in Java, whatever is called: each type costs the JVM classes of its
 * own, and an argument too many costs nothing.
 */
final class NativeWays {
  private static @Nullable NativeStubs stubs;

  private NativeWays() {}

  /** Takes the ways from code that is loaded, unless they are there already. */
  static synchronized void offer(NativeStubs source) {
    if (stubs == null) {
      // Not to keep all of an artifact.
      stubs = new NativeStubs(Bytes.of(source.code().toArray()), source.offsets());
    }
  }

  /** {@return whether the ways have been taken from code} */
  static synchronized boolean areKnown() {
    return stubs != null;
  }

  /**
   * {@return the code of the ways}
   *
   * @throws UnsupportedOperationException if no code is loaded yet, and no compiler makes any
   */
  static synchronized NativeStubs stubs() {
    NativeStubs loaded = stubs;
    if (loaded == null) {
      loaded =
          ModuleCompiler.find()
              .orElseThrow(() ->
                  new UnsupportedOperationException(
                      "no compiler, and no artifact with machine code has been loaded yet"))
              .nativeStubs();
      stubs = loaded;
    }
    return loaded;
  }

  /** Constants, so that a call of them costs a call. */
  private static final class Loaded {
    static final NativeStubs STUBS = stubs();
    static final long ADDRESS = CodeRegion.shared().load(STUBS.code(), address -> {});

    static {
      PerfMap.add(ADDRESS, STUBS.code().length(), "ways into WebAssembly");
    }

    static final MethodHandle ENTER = handle(NativeStubs.ENTER, Posix.TYPE);
    static final MethodHandle ENTER_FLOAT = handle(NativeStubs.ENTER_FLOAT, Posix.TYPE);
    static final MethodHandle RESUME = handle(NativeStubs.RESUME, Posix.TYPE);

    static MethodHandle handle(int stub, FunctionDescriptor type) {
      MemorySegment address = MemorySegment.ofAddress(ADDRESS + STUBS.offset(stub));
      return Linker.nativeLinker().downcallHandle(address, type);
    }
  }

  /** The same for several results. */
  private static final class LoadedForSeveral {
    static final MethodHandle ENTER_FEW = Loaded.handle(NativeStubs.ENTER_FEW, Posix.TYPE);
    static final MethodHandle ENTER_WIDE = Loaded.handle(NativeStubs.ENTER_WIDE, Posix.TYPE);
    static final MethodHandle RESUME_FEW = Loaded.handle(NativeStubs.RESUME_FEW, Posix.TYPE);
    static final MethodHandle RESUME_WIDE = Loaded.handle(NativeStubs.RESUME_WIDE, Posix.TYPE);
  }

  /** The same with floating-point arguments. */
  private static final class LoadedWithFloats {
    private static final FunctionDescriptor TYPE =
        Posix.TYPE.appendArgumentLayouts(
            JAVA_DOUBLE,
            JAVA_DOUBLE,
            JAVA_DOUBLE,
            JAVA_DOUBLE,
            JAVA_DOUBLE,
            JAVA_DOUBLE,
            JAVA_DOUBLE,
            JAVA_DOUBLE);
    static final MethodHandle ENTER = Loaded.handle(NativeStubs.ENTER, TYPE);
    static final MethodHandle ENTER_FLOAT = Loaded.handle(NativeStubs.ENTER_FLOAT, TYPE);
    static final MethodHandle ENTER_FEW = Loaded.handle(NativeStubs.ENTER_FEW, TYPE);
    static final MethodHandle ENTER_WIDE = Loaded.handle(NativeStubs.ENTER_WIDE, TYPE);
  }

  /** Loads the ways in, here where the stack has room for it: calls may be deep in it. */
  static void prepare(boolean withFloats) {
    MethodHandle ignored = withFloats ? LoadedWithFloats.ENTER : Loaded.ENTER;
  }

  /** {@return the address of a stub} */
  static long stub(int number) {
    stubs(); // complains before the class below cannot be initialised
    return Loaded.ADDRESS + Loaded.STUBS.offset(number);
  }

  /** {@return whether an address is in the ways} */
  static boolean contains(long address) {
    return address >= Loaded.ADDRESS && address < Loaded.ADDRESS + Loaded.STUBS.code().length();
  }

  /**
   * Calls a function.
   *
   * @param way the number of the way in
   * @param function the address of the function's record
   * @return its result's bits if it has one, and has returned
   */
  static long enter(int way, long function, long a, long b, long c, long d) throws Throwable {
    return switch (way) {
      case NativeStubs.ENTER -> (long) Loaded.ENTER.invokeExact(function, a, b, c, d, 0L);
      case NativeStubs.ENTER_FLOAT ->
          (long) Loaded.ENTER_FLOAT.invokeExact(function, a, b, c, d, 0L);
      case NativeStubs.ENTER_FEW ->
          (long) LoadedForSeveral.ENTER_FEW.invokeExact(function, a, b, c, d, 0L);
      default -> (long) LoadedForSeveral.ENTER_WIDE.invokeExact(function, a, b, c, d, 0L);
    };
  }

  /** The same with floating-point arguments. */
  static long enter(
      int way,
      long function,
      long a,
      long b,
      long c,
      long d,
      double s,
      double t,
      double u,
      double v,
      double w,
      double x,
      double y,
      double z)
      throws Throwable {
    return switch (way) {
      case NativeStubs.ENTER ->
          (long)
              LoadedWithFloats.ENTER.invokeExact(function, a, b, c, d, 0L, s, t, u, v, w, x, y, z);
      case NativeStubs.ENTER_FLOAT ->
          (long)
              LoadedWithFloats.ENTER_FLOAT.invokeExact(
                  function, a, b, c, d, 0L, s, t, u, v, w, x, y, z);
      case NativeStubs.ENTER_FEW ->
          (long)
              LoadedWithFloats.ENTER_FEW.invokeExact(
                  function, a, b, c, d, 0L, s, t, u, v, w, x, y, z);
      default ->
          (long)
              LoadedWithFloats.ENTER_WIDE.invokeExact(
                  function, a, b, c, d, 0L, s, t, u, v, w, x, y, z);
    };
  }

  /** Goes on where a store's code was left, with a result; returns what {@link #enter} does. */
  static long resume(long store, long result) throws Throwable {
    return (long) Loaded.RESUME.invokeExact(store, result, 0L, 0L, 0L, 0L);
  }

  /** Goes on with two results that are in the store's registers. */
  static long resumeFew(long store) throws Throwable {
    return (long) LoadedForSeveral.RESUME_FEW.invokeExact(store, 0L, 0L, 0L, 0L, 0L);
  }

  /** Goes on with the results that are in the store's registers. */
  static long resumeWide(long store) throws Throwable {
    return (long) LoadedForSeveral.RESUME_WIDE.invokeExact(store, 0L, 0L, 0L, 0L, 0L);
  }
}
