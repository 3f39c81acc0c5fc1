// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import dev.jabiru.wasm.AddressType;
import dev.jabiru.wasm.MemoryType;

/**
 * Memories without checks of bounds. Whatever 32-bit address an access has, and whatever offset, it
 * lies in the addresses that are reserved for the memory; those behind its end fault, and {@link
 * FaultHandlerLayout a handler} turns the fault into a trap.
 *
 * <p>Code that relies on this must not reach a memory that is not held so, which is why the types
 * alone say which are: a memory that is imported has the page size and the address type that the
 * import declares.
 */
public final class GuardPages {
  /**
   * The addresses reserved from the first byte on: an address, an offset, both below 2³², and an
   * access that is no longer than 64 KiB.
   */
  public static final long RESERVED_BYTES = (8L << 30) + (64 << 10);

  private GuardPages() {}

  /**
   * {@return whether memories of a type are held so, where the settings say that any are}
   *
   * @param type the type of the memory, or the one that an import of it declares
   */
  public static boolean guard(MemoryType type) {
    return type.addressType() == AddressType.I32
        && type.pageSizeLog2() == MemoryType.DEFAULT_PAGE_SIZE_LOG2;
  }
}
