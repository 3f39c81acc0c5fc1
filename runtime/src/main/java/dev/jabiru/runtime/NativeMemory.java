// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.LinearMemory;
import dev.jabiru.environ.x64.GuardPages;
import dev.jabiru.environ.x64.NativeLayout;
import dev.jabiru.wasm.MemoryType;
import java.lang.foreign.MemorySegment;

/**
 * A linear memory that machine code reaches: address space for all it may grow to, or, with guard
 * pages, for all that code may name; of which the present size is accessible. Its base never
 * changes. Its definition stands in a page before it.
 */
final class NativeMemory extends LinearMemory {
  static final long MAX_BYTES = 1L << 32;

  /** From how many bytes on it pays to ask for the pages that are written. */
  private static final int POPULATED_BYTES = 256 << 10;

  private final MemorySegment room;
  private final long base;
  private MemorySegment segment;

  NativeMemory(NativeStore nativeStore, MemoryType type, boolean guardPages) {
    super(nativeStore.vm(), type, MAX_BYTES);
    boolean isGuarded = guardPages && GuardPages.guard(type);
    long bytes = isGuarded ? GuardPages.RESERVED_BYTES : most(type);
    long reserved = Posix.PAGE_BYTES + Posix.roundUp(bytes);
    room = nativeStore.reserve(reserved);
    long address = room.address();
    base = address + Posix.PAGE_BYTES;
    Posix.protect(address, Posix.PAGE_BYTES + byteSize(), Posix.READ_WRITE);
    Posix.putLong(address + NativeLayout.MEMORY_BASE, base);
    Posix.putLong(address + NativeLayout.MEMORY_BYTE_LENGTH, byteSize());
    Posix.putLong(address + NativeLayout.MEMORY_GUARDED_BYTES, isGuarded ? bytes : 0);
    segment = room.asSlice(Posix.PAGE_BYTES, byteSize());
  }

  private static long most(MemoryType type) {
    long most = MAX_BYTES >>> type.pageSizeLog2();
    long declared = type.limits().max().orElse(most);
    return (Long.compareUnsigned(declared, most) < 0 ? declared : most) << type.pageSizeLog2();
  }

  long base() {
    return base;
  }

  long definition() {
    return base - Posix.PAGE_BYTES;
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  protected void copyIn(long address, byte[] source, int offset, int count) {
    if (count >= POPULATED_BYTES) {
      long start = base + address & -Posix.PAGE_BYTES;
      Posix.populate(start, base + address + count - start);
    }
    super.copyIn(address, source, offset, count);
  }

  @Override
  protected boolean extend(long bytes) {
    Posix.protect(base, bytes, Posix.READ_WRITE);
    Posix.putLong(definition() + NativeLayout.MEMORY_BYTE_LENGTH, bytes);
    segment = room.asSlice(Posix.PAGE_BYTES, bytes);
    return true;
  }
}
