// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.wasm.MemoryType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * A memory in a byte array that is exactly as long as the memory, so that Java's own bounds check
 * is the guest's.
 *
 * <p>Generated code indexes {@link #bytes} through the views of {@link LinearMemory} with {@code
 * (address + offset) | (address >> 31)}: an address of 2³¹ or more, or a sum that wraps, becomes a
 * negative index.
 */
public final class ArrayMemory extends LinearMemory {
  /** The most pages of 64 KiB that a Java array can hold. */
  public static final int MAX_PAGES = 32767;

  /** The most bytes a memory of this form can have, whatever its page size. */
  public static final long MAX_BYTES = (long) MAX_PAGES * PAGE_BYTES;

  /**
   * Creates a memory of zeros. The caller has reserved its bytes in the store.
   *
   * @param store the store that owns it
   * @param type its type; the minimum is its size in pages
   */
  public ArrayMemory(VMStore store, MemoryType type) {
    super(store, type, MAX_BYTES);
    this.bytes = new byte[Math.toIntExact(byteSize())];
  }

  @Override
  public MemorySegment segment() {
    return MemorySegment.ofArray(bytes);
  }

  /** The one store of the new array is the whole change. */
  @Override
  protected boolean extend(long size) {
    bytes = Arrays.copyOf(bytes, (int) size);
    return true;
  }

  @Override
  void copyOut(long address, byte[] target, int offset, int count) {
    System.arraycopy(bytes, (int) address, target, offset, count);
  }

  @Override
  void copyIn(long address, byte[] source, int offset, int count) {
    System.arraycopy(source, offset, bytes, (int) address, count);
  }

  @Override
  void set(long address, long count, byte value) {
    Arrays.fill(bytes, (int) address, (int) (address + count), value);
  }

  @Override
  void move(long to, LinearMemory source, long from, long count) {
    if (source instanceof ArrayMemory) {
      System.arraycopy(source.bytes, (int) from, bytes, (int) to, (int) count);
    } else {
      super.move(to, source, from, count);
    }
  }

  @Override
  public byte getByte(long address) {
    return bytes[(int) address];
  }

  @Override
  public short getShort(long address) {
    return (short) I16.get(bytes, (int) address);
  }

  @Override
  public int getInt(long address) {
    return (int) I32.get(bytes, (int) address);
  }

  @Override
  public long getLong(long address) {
    return (long) I64.get(bytes, (int) address);
  }

  @Override
  public void setByte(long address, byte value) {
    bytes[(int) address] = value;
  }

  @Override
  public void setShort(long address, short value) {
    I16.set(bytes, (int) address, value);
  }

  @Override
  public void setInt(long address, int value) {
    I32.set(bytes, (int) address, value);
  }

  @Override
  public void setLong(long address, long value) {
    I64.set(bytes, (int) address, value);
  }

  @Override
  public String getString(long address, int count, Charset charset) {
    return new String(bytes, (int) address, count, charset);
  }
}
