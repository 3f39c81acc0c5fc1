// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.wasm.MemoryType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A linear memory.
 *
 * <p>Up to {@link #MAX_ARRAY_PAGES} pages it is a byte array that is exactly as long as the memory,
 * so that Java's own bounds check is the guest's. Generated code reads {@link #bytes} afresh after
 * everything that might grow the memory, and indexes it through the views below with {@code
 * (address + offset) | (address >> 31)}: an address of 2³¹ or more, or a sum that wraps, becomes a
 * negative index.
 *
 * <p>Belongs to its store, and so to one thread at a time.
 */
public final class LinearMemory {
  /** Bytes in a page, the default page size. */
  public static final int PAGE_BYTES = 65536;

  /** The most pages a Java array can hold. */
  public static final int MAX_ARRAY_PAGES = 32767;

  /** The most bytes a memory can have, whatever its page size. */
  public static final long MAX_BYTES = (long) MAX_ARRAY_PAGES * PAGE_BYTES;

  /** Little-endian view of 16-bit elements. */
  public static final VarHandle I16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  /** Little-endian view of 32-bit integers. */
  public static final VarHandle I32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Little-endian view of 64-bit integers. */
  public static final VarHandle I64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The contents; replaced when the memory grows. */
  public byte[] bytes;

  /** The store that owns the memory, and whose limits it obeys. */
  public final VMStore store;

  /** The type it was declared with. */
  public final MemoryType type;

  /**
   * Creates a memory of zeros. The caller has reserved its bytes in the store.
   *
   * @param store the store that owns it
   * @param type its type; the minimum is its size in pages
   */
  public LinearMemory(VMStore store, MemoryType type) {
    this.store = store;
    this.type = type;
    this.bytes = new byte[Math.toIntExact(type.limits().min() << type.pageSizeLog2())];
  }

  /** {@return the size in pages} */
  public long pages() {
    return (long) bytes.length >>> type.pageSizeLog2();
  }

  /**
   * Grows the memory by zeros. The one store of the new array is the whole change.
   *
   * @param delta pages to add, unsigned
   * @return the old size in pages, or -1 when the type, the store's limits, this target or the Java
   *     heap do not allow it; nothing has changed then
   */
  public long grow(long delta) {
    byte[] old = bytes;
    int shift = type.pageSizeLog2();
    long pages = (long) old.length >>> shift;
    if (delta == 0) {
      return pages;
    }
    if (Long.compareUnsigned(delta, maximumPages() - pages) > 0) {
      return -1;
    }
    long added = delta << shift;
    if (!store.mayTakeMemory(added)) {
      return -1;
    }
    byte[] grown;
    try {
      grown = Arrays.copyOf(old, (int) (old.length + added));
    } catch (OutOfMemoryError e) {
      return -1;
    }
    bytes = grown;
    store.takeMemory(added);
    return pages;
  }

  /** The most pages this memory can ever have here. */
  private long maximumPages() {
    long most = MAX_BYTES >>> type.pageSizeLog2();
    long declared = type.limits().max().orElse(most);
    return Long.compareUnsigned(declared, most) < 0 ? declared : most;
  }
}
