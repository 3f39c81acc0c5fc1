// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * The type of a memory.
 *
 * @param addressType the type of its addresses
 * @param limits its size in pages
 * @param shared whether several threads may use it at once
 * @param pageSizeLog2 the base-2 logarithm of the bytes in a page: 16 or 0
 */
public record MemoryType(AddressType addressType, Limits limits, boolean shared, int pageSizeLog2)
    implements ExternType {
  /** What {@link #pageSizeLog2} is unless a module says otherwise. */
  public static final int DEFAULT_PAGE_SIZE_LOG2 = 16;

  @Override
  public ExternKind kind() {
    return ExternKind.MEMORY;
  }
}
