// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.environ.jvm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A linear memory.
 *
 * <p>Up to {@link #MAX_ARRAY_PAGES} pages it is a byte array that is exactly as long as the memory,
 * so that Java's own bounds check is the guest's. Generated code reads {@link #bytes} afresh after
 * everything that might grow the memory, and indexes it through the views below with
 * {@code (address + offset) | (address >> 31)}: an address of 2³¹ or more, or a sum that wraps,
 * becomes a negative index.
 */
public final class LinearMemory {
  /** Bytes in a page, the default page size. */
  public static final int PAGE_BYTES = 65536;

  /** The most pages a Java array can hold. */
  public static final int MAX_ARRAY_PAGES = 32767;

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

  /** The most pages the memory may grow to. */
  private final long maximumPages;

  /** Log2 of the page size in bytes. */
  private final int pageSizeLog2;

  /**
   * Creates a memory of zeros.
   *
   * @param pages its size in pages
   * @param maximumPages the most pages it may grow to
   * @param pageSizeLog2 log2 of the page size in bytes
   */
  public LinearMemory(long pages, long maximumPages, int pageSizeLog2) {
    this.bytes = new byte[Math.toIntExact(pages << pageSizeLog2)];
    this.maximumPages = maximumPages;
    this.pageSizeLog2 = pageSizeLog2;
  }

  /** {@return the size in pages} */
  public long pages() {
    return (long) bytes.length >>> pageSizeLog2;
  }

  /** {@return the most pages the memory may grow to} */
  public long maximumPages() {
    return maximumPages;
  }
}
