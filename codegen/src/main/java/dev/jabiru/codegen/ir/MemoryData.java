// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/**
 * What code needs to know of a linear memory. Each memory is an alias region of its own; all are
 * little-endian, and their accesses trap when out of bounds.
 *
 * @param index its number, which means something to whoever embeds the code generator
 * @param addressType the type of its addresses, i32 or i64
 * @param form how the target holds it
 * @param isShared whether other threads may access it
 * @param pageSizeLog2 the binary logarithm of the bytes in a page, the unit of {@code memory_size}
 * @param minPages the least number of pages it has
 * @param maxPages the number of pages it never exceeds, or -1 where that is not known; a memory
 *     that cannot grow does not move
 */
public record MemoryData(
    int index,
    Type addressType,
    MemoryForm form,
    boolean isShared,
    int pageSizeLog2,
    long minPages,
    long maxPages) {
  /** {@return whether it may grow, and so whether its size and its place may change} */
  public boolean mayGrow() {
    return minPages != maxPages;
  }
}
