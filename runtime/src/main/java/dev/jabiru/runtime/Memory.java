// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.jvm.LinearMemory;
import dev.jabiru.wasm.AddressType;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.Limits;
import dev.jabiru.wasm.MemoryType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A linear memory.
 *
 * <p>The accessors always see the current memory, also after it has grown. Values are
 * little-endian, as in the guest; addresses need no alignment. An access that is not wholly inside
 * traps as the guest's own would, with {@code out of bounds memory access}, and has no effect.
 *
 * {@snippet lang="java" :
 * Memory memory = instance.memory("memory");
 * int address = (int) instance.func("allocate").call(64);
 * int length = memory.writeString(address, "Grüße");
 * String text = memory.readString(address, length);
 * }
 *
 * <p>Belongs to its store and follows its thread rule; nobody closes it.
 */
public final class Memory implements Extern {
  private final LinearMemory memory;

  Memory(LinearMemory memory) {
    this.memory = memory;
  }

  /**
   * {@return a new memory of zeros, for guests to import}
   *
   * @param store the store it will belong to
   * @param type its type; the minimum is its size
   * @throws ResourceLimitException if the store's limits or this target do not allow it
   */
  public static Memory of(Store store, MemoryType type) {
    store.check();
    return new Memory(create(store, type, store.engine().config().largeMemories()));
  }

  /**
   * {@return a new memory of zeros with 32-bit addresses and pages of 64 KiB}
   *
   * @param store the store it will belong to
   * @param pages its size
   * @param maximumPages the most it may grow to
   * @throws ResourceLimitException if the store's limits or this target do not allow it
   */
  public static Memory of(Store store, long pages, long maximumPages) {
    Limits limits = Limits.of(pages, maximumPages);
    return of(
        store, new MemoryType(AddressType.I32, limits, false, MemoryType.DEFAULT_PAGE_SIZE_LOG2));
  }

  static LinearMemory create(Store store, MemoryType type, boolean large) {
    long pages = type.limits().min();
    store.takeMemory(pages, type.pageSizeLog2(), store.mostMemoryBytes(type, large));
    try {
      return store.newMemory(type, large);
    } catch (OutOfMemoryError e) {
      store.returnMemory(pages, type.pageSizeLog2());
      throw new ResourceLimitException(
          "memory of "
              + Long.toUnsignedString(pages)
              + " pages: the JVM has too little memory: "
              + e.getMessage());
    }
  }

  LinearMemory linear() {
    return memory;
  }

  @Override
  public Store store() {
    return (Store) memory.store.owner;
  }

  @Override
  public ExternKind kind() {
    return ExternKind.MEMORY;
  }

  /** {@return the type it was declared with; its minimum is the initial size} */
  public MemoryType type() {
    return memory.type;
  }

  // ---- Size ---------------------------------------------------------------------------------

  /** {@return the current size in pages} */
  public long pages() {
    store().check();
    return memory.pages();
  }

  /** {@return the current size in bytes} */
  public long size() {
    store().check();
    return memory.byteSize();
  }

  /**
   * Grows the memory by pages of zeros.
   *
   * @param pages how many
   * @return the old size in pages; -1, and nothing has changed, if the type, the store's limits,
   *     this target or the Java heap do not allow it
   */
  public long grow(long pages) {
    store().check();
    return memory.grow(pages);
  }

  /**
   * {@return whether a range is wholly inside}
   *
   * @param address where it begins; for 32-bit addresses in an {@code int}, {@link
   *     Integer#toUnsignedLong}
   * @param count its length in bytes
   */
  public boolean contains(long address, long count) {
    store().check();
    return memory.contains(address, count);
  }

  /**
   * {@return the memory as a segment, valid until the memory next grows: after that it shows bytes
   * that are no longer the memory's} Whether it lies in the Java heap depends on the memory's form.
   */
  public MemorySegment segment() {
    store().check();
    return memory.segment();
  }

  // ---- Numbers ------------------------------------------------------------------------------

  /**
   * {@return the byte at an address}
   *
   * @param address the address
   */
  public byte readByte(long address) {
    check(address, 1);
    return memory.getByte(address);
  }

  /**
   * {@return the 16-bit number at an address}
   *
   * @param address the address
   */
  public short readShort(long address) {
    check(address, 2);
    return memory.getShort(address);
  }

  /**
   * {@return the 32-bit number at an address}
   *
   * @param address the address
   */
  public int readInt(long address) {
    check(address, 4);
    return memory.getInt(address);
  }

  /**
   * {@return the 64-bit number at an address}
   *
   * @param address the address
   */
  public long readLong(long address) {
    check(address, 8);
    return memory.getLong(address);
  }

  /**
   * {@return the {@code f32} at an address}
   *
   * @param address the address
   */
  public float readFloat(long address) {
    return Float.intBitsToFloat(readInt(address));
  }

  /**
   * {@return the {@code f64} at an address}
   *
   * @param address the address
   */
  public double readDouble(long address) {
    return Double.longBitsToDouble(readLong(address));
  }

  /**
   * Writes a byte.
   *
   * @param address the address
   * @param value the byte
   */
  public void writeByte(long address, byte value) {
    check(address, 1);
    memory.setByte(address, value);
  }

  /**
   * Writes a 16-bit number.
   *
   * @param address the address
   * @param value the number
   */
  public void writeShort(long address, short value) {
    check(address, 2);
    memory.setShort(address, value);
  }

  /**
   * Writes a 32-bit number.
   *
   * @param address the address
   * @param value the number
   */
  public void writeInt(long address, int value) {
    check(address, 4);
    memory.setInt(address, value);
  }

  /**
   * Writes a 64-bit number.
   *
   * @param address the address
   * @param value the number
   */
  public void writeLong(long address, long value) {
    check(address, 8);
    memory.setLong(address, value);
  }

  /**
   * Writes an {@code f32}.
   *
   * @param address the address
   * @param value the number
   */
  public void writeFloat(long address, float value) {
    writeInt(address, Float.floatToRawIntBits(value));
  }

  /**
   * Writes an {@code f64}.
   *
   * @param address the address
   * @param value the number
   */
  public void writeDouble(long address, double value) {
    writeLong(address, Double.doubleToRawLongBits(value));
  }

  // ---- Bytes and text -----------------------------------------------------------------------

  /**
   * {@return a copy of a range}
   *
   * @param address where it begins
   * @param count its length in bytes
   */
  public byte[] read(long address, int count) {
    check(address, count);
    byte[] copy = new byte[count];
    memory.read(address, copy, 0, count);
    return copy;
  }

  /**
   * Copies a range into an array.
   *
   * @param address where the range begins
   * @param target where to
   * @param offset where in the target
   * @param count bytes to copy
   */
  public void read(long address, byte[] target, int offset, int count) {
    check(address, count);
    memory.read(address, target, offset, count);
  }

  /**
   * Writes bytes.
   *
   * @param address where to
   * @param source the bytes
   */
  public void write(long address, byte[] source) {
    write(address, source, 0, source.length);
  }

  /**
   * Writes a range of an array.
   *
   * @param address where to
   * @param source the array
   * @param offset where in the source
   * @param count bytes to copy
   */
  public void write(long address, byte[] source, int offset, int count) {
    check(address, count);
    memory.write(address, source, offset, count);
  }

  /**
   * Fills a range with one byte.
   *
   * @param address where it begins
   * @param count its length in bytes
   * @param value the byte
   */
  public void fill(long address, int count, byte value) {
    check(address, count);
    memory.fill(address, count, value);
  }

  /**
   * {@return text in UTF-8; each malformed sequence reads as U+FFFD}
   *
   * @param address where it begins
   * @param count its length in bytes
   */
  public String readString(long address, int count) {
    check(address, count);
    return memory.getString(address, count, StandardCharsets.UTF_8);
  }

  /**
   * {@return text in UTF-8 that ends before the first zero byte}
   *
   * @param address where it begins
   */
  public String readCString(long address) {
    long end = address;
    while (readByte(end) != 0) {
      end++;
    }
    return readString(address, Math.toIntExact(end - address));
  }

  /**
   * Writes text in UTF-8, without a zero byte after it.
   *
   * @param address where to
   * @param text the text
   * @return the number of bytes written
   */
  public int writeString(long address, String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    write(address, encoded);
    return encoded.length;
  }

  private void check(long address, int count) {
    store().check();
    if (!memory.contains(address, count)) {
      throw outside(address, count);
    }
  }

  private Trap outside(long address, int count) {
    TrapCode code = TrapCode.OUT_OF_BOUNDS_MEMORY;
    return new Trap(
        code,
        code.phrase()
            + ": "
            + count
            + " bytes at 0x"
            + Long.toHexString(address)
            + " in a memory of 0x"
            + Long.toHexString(memory.byteSize()));
  }

  /** {@return whether the other is the same memory of the same store} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Memory that && that.memory == memory;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(memory);
  }
}
