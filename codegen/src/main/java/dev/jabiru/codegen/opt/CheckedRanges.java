// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.MemoryData;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes are known to be in their memories, since an access has not trapped. Memories never
 * shrink, so that this holds wherever the access has been executed before.
 *
 * <p>An access at {@code base + delta} that reaches {@code reach} bytes further has shown that this
 * sum does not wrap, nor one with a greater delta as long as it is within the reach; an access
 * there that ends within it does not trap.
 *
 * <p>Immutable; the ranges of a block begin with those of the block that dominates it.
 */
record CheckedRanges(int memory, int base, long delta, long reach, @Nullable CheckedRanges others) {
  /** How many are looked at; the newest come first. */
  private static final int MOST = 16;

  /** More than any offset that matters, so that sums of a few do not wrap. */
  private static final long MOST_REACH = 1L << 48;

  /** {@return what is known when a place has been accessed as well} */
  static @Nullable CheckedRanges with(Place place, @Nullable CheckedRanges others) {
    long reach = place.offset + place.bytes;
    return place.offset < 0 || reach > MOST_REACH
        ? others
        : new CheckedRanges(place.entity, place.base, place.delta(), reach, others);
  }

  /** {@return whether an access of a place cannot trap} */
  static boolean cover(@Nullable CheckedRanges ranges, Place place, MemoryData memory) {
    long end = place.offset + place.bytes;
    if (place.offset < 0 || end > MOST_REACH) {
      return false;
    }
    if (place.isConstant()) {
      long delta = place.delta();
      return delta >= 0 && delta < MOST_REACH && delta + end <= leastBytes(memory);
    }
    CheckedRanges range = ranges;
    for (int i = 0; i < MOST && range != null; i++, range = range.others) {
      if (range.base == place.base && range.memory == place.entity) {
        long distance = place.distanceFrom(range.delta);
        if (distance >= 0 && distance <= range.reach - end) {
          return true;
        }
      }
    }
    return false;
  }

  static long leastBytes(MemoryData memory) {
    return Math.min(memory.minPages(), MOST_REACH >>> memory.pageSizeLog2())
        << memory.pageSizeLog2();
  }
}
