// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.wasm.MemoryType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A memory outside the Java heap, as large as 32-bit addresses reach.
 *
 * <p>{@link #segment} is exactly as long as the memory, so that the segment's own bounds check is
 * the guest's. Behind it there may be room: after its first growths a memory takes half as much
 * again as it needs, so that growing in small steps copies each byte a few times at most.
 *
 * <p>What it occupies counts against {@code -XX:MaxDirectMemorySize}, which is as much as the Java
 * heap unless it is set, and is freed when the garbage collector finds the memory unreachable.
 */
public final class SegmentMemory extends LinearMemory {
  /** The most bytes a memory of this form can have. */
  public static final long MAX_BYTES = 1L << 32;

  /** Growths that get what they ask for and no more. */
  private static final int EXACT_GROWTHS = 2;

  private MemorySegment room;
  private MemorySegment segment;
  private int growths;

  /**
   * Creates a memory of zeros. The caller has reserved its bytes in the store.
   *
   * @param store the store that owns it
   * @param type its type; the minimum is its size in pages
   */
  public SegmentMemory(VMStore store, MemoryType type) {
    super(store, type, MAX_BYTES);
    room = allocate(byteSize());
    segment = room;
  }

  private static MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(bytes, Long.BYTES);
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  protected boolean extend(long bytes) {
    if (bytes > room.byteSize()) {
      MemorySegment larger = larger(bytes);
      MemorySegment.copy(segment, 0, larger, 0, segment.byteSize());
      room = larger;
    }
    segment = room.asSlice(0, bytes);
    return true;
  }

  private MemorySegment larger(long bytes) {
    if (growths++ >= EXACT_GROWTHS) {
      try {
        return allocate(Math.min(bytes + bytes / 2, mostBytes()));
      } catch (OutOfMemoryError e) {
        // What is needed may still be there.
      }
    }
    return allocate(bytes);
  }
}
