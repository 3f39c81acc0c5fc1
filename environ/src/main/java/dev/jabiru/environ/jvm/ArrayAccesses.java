// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one module's code reaches the bytes of arrays that hold memories.
 *
 * <p>Most may grow. As long as all of them are exactly as long as their memories, an access is that
 * of the array, whose bounds are the memory's. Once one of them has spare room ({@link
 * ArrayMemory}), every access that could fail looks where the memory ends. The handles are constant
 * call sites: until then the look costs nothing, and the change makes HotSpot compile the code
 * anew.
 *
 * <p>An array with room is longer than its memory by less than a page modulo pages: its last {@link
 * #LIMIT_BYTES} say how many bytes the memory has. An array without has a length in whole pages.
 *
 * <p>Thread-safe.
 */
final class ArrayAccesses {
  /** Bytes behind the room that hold the size of the memory. */
  static final int LIMIT_BYTES = 8;

  private static final int LOADS = 4;
  private static final int KINDS = 2 * LOADS;
  private static final int PAGE_MASK = LinearMemory.PAGE_BYTES - 1;
  private static final String TYPES = "BSIJ";

  private final @Nullable MutableCallSite[] sites = new @Nullable MutableCallSite[KINDS];
  private boolean isChecked;

  /**
   * {@return the handle for a kind of access: array and index, and what is stored, to what is
   * loaded}
   *
   * @param kind a load of 8, 16, 32 or 64 bits (0 to 3), or a store (4 to 7); 8 more for arrays
   *     that never have spare room
   */
  synchronized MethodHandle invoker(int kind) {
    if (kind >= KINDS) {
      return direct(kind - KINDS);
    }
    MutableCallSite site = sites[kind];
    if (site == null) {
      site = new MutableCallSite(isChecked ? checked(kind) : direct(kind));
      sites[kind] = site;
    }
    return site.dynamicInvoker();
  }

  /** From now on every access looks at the limit. Returns once that is so for all that follows. */
  synchronized void check() {
    if (!isChecked) {
      isChecked = true;
      for (int kind = 0; kind < KINDS; kind++) {
        MutableCallSite site = sites[kind];
        if (site != null) {
          site.setTarget(checked(kind));
          MutableCallSite.syncAll(new MutableCallSite[] {site});
        }
      }
    }
  }

  private static MethodHandle direct(int kind) {
    boolean isLoad = kind < LOADS;
    VarHandle.AccessMode mode = isLoad ? VarHandle.AccessMode.GET : VarHandle.AccessMode.SET;
    return switch (kind % LOADS) {
      case 0 -> byteAccess(isLoad);
      case 1 -> LinearMemory.I16.toMethodHandle(mode);
      case 2 -> LinearMemory.I32.toMethodHandle(mode);
      default -> LinearMemory.I64.toMethodHandle(mode);
    };
  }

  /**
   * An access of a byte after a check of its index. The access would check by itself, but where
   * that fails often HotSpot throws without a trace, in all modules, since they share its code. All
   * parts are methods that HotSpot inlines whatever the size of their caller.
   */
  private static MethodHandle byteAccess(boolean isLoad) {
    MethodHandle access =
        isLoad
            ? MethodHandles.arrayElementGetter(byte[].class)
            : MethodHandles.arrayElementSetter(byte[].class);
    MethodHandle length = MethodHandles.arrayLength(byte[].class);
    try {
      MethodHandle check =
          MethodHandles.publicLookup()
              .findStatic(
                  Objects.class,
                  "checkIndex",
                  MethodType.methodType(int.class, int.class, int.class));
      MethodHandle whole =
          MethodHandles.collectArguments(
              MethodHandles.collectArguments(access, 1, check), 2, length);
      return isLoad
          ? MethodHandles.permuteArguments(whole, access.type(), 0, 1, 0)
          : MethodHandles.permuteArguments(whole, access.type(), 0, 1, 0, 2);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle checked(int kind) {
    boolean isLoad = kind < LOADS;
    String type = TYPES.substring(kind % LOADS, kind % LOADS + 1);
    String descriptor = isLoad ? "([BI)" + type : "([BI" + type + ")V";
    try {
      return MethodHandles.lookup()
          .findStatic(
              ArrayAccesses.class,
              isLoad ? "load" + type : "store",
              MethodType.fromMethodDescriptorString(descriptor, null));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** {@return the size of the memory that an array holds} */
  static int limit(byte[] bytes) {
    int length = bytes.length;
    return (length & PAGE_MASK) == 0
        ? length
        : (int) LinearMemory.I32.get(bytes, length - LIMIT_BYTES);
  }

  private static void check(byte[] bytes, int index, int count) {
    if (index < 0 || index > limit(bytes) - count) {
      throw new ArrayIndexOutOfBoundsException(index);
    }
  }

  static byte loadB(byte[] bytes, int index) {
    check(bytes, index, 1);
    return bytes[index];
  }

  static short loadS(byte[] bytes, int index) {
    check(bytes, index, 2);
    return (short) LinearMemory.I16.get(bytes, index);
  }

  static int loadI(byte[] bytes, int index) {
    check(bytes, index, 4);
    return (int) LinearMemory.I32.get(bytes, index);
  }

  static long loadJ(byte[] bytes, int index) {
    check(bytes, index, 8);
    return (long) LinearMemory.I64.get(bytes, index);
  }

  static void store(byte[] bytes, int index, byte value) {
    check(bytes, index, 1);
    bytes[index] = value;
  }

  static void store(byte[] bytes, int index, short value) {
    check(bytes, index, 2);
    LinearMemory.I16.set(bytes, index, value);
  }

  static void store(byte[] bytes, int index, int value) {
    check(bytes, index, 4);
    LinearMemory.I32.set(bytes, index, value);
  }

  static void store(byte[] bytes, int index, long value) {
    check(bytes, index, 8);
    LinearMemory.I64.set(bytes, index, value);
  }
}
