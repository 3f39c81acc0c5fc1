// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.wasm.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.Charset;

/**
 * A linear memory, in one of several forms.
 *
 * <p>Here is what all forms have in common: size, type, limits, and ranges of bytes that Java reads
 * and writes. A form says where the bytes are ({@link #segment}) and how it gets more of them
 * ({@link #extend}); it may do any of the rest faster. Code generated for a form goes to the bytes
 * by itself; see there.
 *
 * <p>Addresses here are those of the guest, unsigned. The methods for ranges check them, and trap
 * before they change anything.
 *
 * <p>Belongs to its store, and so to one thread at a time.
 */
public abstract class LinearMemory {
  /** Bytes in a page, the default page size. */
  public static final int PAGE_BYTES = 65536;

  /** Little-endian view of 16-bit elements of an array. */
  public static final VarHandle I16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  /** Little-endian view of 32-bit integers in an array. */
  public static final VarHandle I32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Little-endian view of 64-bit integers in an array. */
  public static final VarHandle I64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] NO_BYTES = {};

  /**
   * The contents in the form of {@link ArrayMemory}, and possibly more, replaced when the memory
   * grows; empty in every other form. Generated code reads the field afresh after everything that
   * might grow the memory.
   */
  public byte[] bytes = NO_BYTES;

  /** The store that owns the memory, and whose limits it obeys. */
  public final VMStore store;

  /** The type it was declared with. */
  public final MemoryType type;

  private final long mostPages;
  private long byteSize;

  /**
   * Creates a memory. The caller has reserved its bytes in the store.
   *
   * @param store the store that owns it
   * @param type its type; the minimum is its size in pages
   * @param mostBytes the most bytes that this form can hold
   */
  protected LinearMemory(VMStore store, MemoryType type, long mostBytes) {
    this.store = store;
    this.type = type;
    this.byteSize = type.limits().min() << type.pageSizeLog2();
    long most = mostBytes >>> type.pageSizeLog2();
    long declared = type.limits().max().orElse(most);
    this.mostPages = Long.compareUnsigned(declared, most) < 0 ? declared : most;
  }

  /**
   * {@return a memory of zeros on the JVM target} The caller has reserved its bytes in the store.
   *
   * @param store the store that owns it
   * @param type its type; the minimum is its size in pages
   * @param large whether it may become large without saying so; see {@link #isArray}
   */
  public static LinearMemory of(VMStore store, MemoryType type, boolean large) {
    return isArray(type, large) ? new ArrayMemory(store, type) : new SegmentMemory(store, type);
  }

  /**
   * {@return whether a memory of a type is held in an array on the JVM target, and code generated
   * to reach such a memory takes it for one} Else it is held in a segment, and the code takes
   * memories of every form.
   *
   * <p>An array is faster, and holds one page less than 2 GiB. That is enough for memories that
   * need no more to begin with and do not ask in so many words for more than 2 GiB; a memory that
   * says nothing counts as one that needs no more, unless {@code large}.
   *
   * @param type the type
   * @param large whether memories that do not say how far they may grow may become large
   */
  public static boolean isArray(MemoryType type, boolean large) {
    int shift = type.pageSizeLog2();
    long array = ArrayMemory.MAX_BYTES >>> shift;
    long most = type.limits().max().orElse(large ? -1 : array);
    return Long.compareUnsigned(type.limits().min(), array) <= 0
        && Long.compareUnsigned(most, large ? array : (1L << 31) >>> shift) <= 0;
  }

  /**
   * {@return the most bytes that a memory of a type can have in the form that is chosen for it}
   *
   * @param type the memory's type
   * @param large whether memories without a maximum may become large
   */
  public static long mostBytes(MemoryType type, boolean large) {
    return isArray(type, large) ? ArrayMemory.MAX_BYTES : SegmentMemory.MAX_BYTES;
  }

  // ---- What a form says ---------------------------------------------------------------------

  /** {@return the contents, all of them and no more; valid until the memory next grows} */
  public abstract MemorySegment segment();

  /**
   * Makes room, zeroed, behind what there is.
   *
   * @param bytes the new size, larger than {@link #byteSize()} and within what the form can hold
   * @return whether there is; if not, nothing has changed
   * @throws OutOfMemoryError if there is not; nothing has changed
   */
  protected abstract boolean extend(long bytes);

  /** {@return the most bytes that it can ever have} */
  final long mostBytes() {
    return mostPages << type.pageSizeLog2();
  }

  /**
   * Tells the memory of code that reaches it, before that does.
   *
   * @param user the loader of the code
   */
  public void addUser(ModuleClassLoader user) {}

  // ---- Size ---------------------------------------------------------------------------------

  /** {@return the size in bytes} */
  public final long byteSize() {
    return byteSize;
  }

  /** {@return the size in pages} */
  public final long pages() {
    return byteSize >>> type.pageSizeLog2();
  }

  /**
   * Grows the memory by zeros.
   *
   * @param delta pages to add, unsigned
   * @return the old size in pages, or -1 when the type, the store's limits, this form or the heap
   *     do not allow it; nothing has changed then
   */
  public final long grow(long delta) {
    long pages = pages();
    if (delta == 0) {
      return pages;
    }
    if (Long.compareUnsigned(delta, mostPages - pages) > 0) {
      return -1;
    }
    long added = delta << type.pageSizeLog2();
    if (!store.mayTakeMemory(added)) {
      return -1;
    }
    try {
      if (!extend(byteSize + added)) {
        return -1;
      }
    } catch (OutOfMemoryError e) {
      return -1;
    }
    byteSize += added;
    store.takeMemory(added);
    return pages;
  }

  // ---- Ranges -------------------------------------------------------------------------------

  /**
   * {@return whether a range is wholly inside}
   *
   * @param address where it begins
   * @param count its length in bytes
   */
  public final boolean contains(long address, long count) {
    return count >= 0 && count <= byteSize && address >= 0 && address <= byteSize - count;
  }

  final void check(long address, long count) {
    if (!contains(address, count)) {
      throw new TrapException(TrapCode.OUT_OF_BOUNDS_MEMORY);
    }
  }

  /**
   * Copies a range into an array.
   *
   * @param address where the range begins
   * @param target where to
   * @param offset where in the target
   * @param count bytes to copy
   * @throws TrapException if the range is not wholly inside
   */
  public final void read(long address, byte[] target, int offset, int count) {
    check(address, count);
    copyOut(address, target, offset, count);
  }

  /**
   * Writes a range of an array.
   *
   * @param address where to
   * @param source the array
   * @param offset where in the source
   * @param count bytes to copy
   * @throws TrapException if the range written is not wholly inside
   */
  public final void write(long address, byte[] source, int offset, int count) {
    check(address, count);
    copyIn(address, source, offset, count);
  }

  /**
   * Fills a range with one byte.
   *
   * @param address where it begins
   * @param count its length in bytes
   * @param value the byte
   * @throws TrapException if the range is not wholly inside
   */
  public final void fill(long address, long count, byte value) {
    check(address, count);
    set(address, count, value);
  }

  /**
   * Copies a range from a memory, possibly of another form, possibly this one, ranges overlapping.
   *
   * @param to where the range written begins
   * @param source the memory read
   * @param from where the range read begins
   * @param count bytes in the range
   * @throws TrapException if one of the ranges is not wholly inside
   */
  public final void copy(long to, LinearMemory source, long from, long count) {
    check(to, count);
    source.check(from, count);
    move(to, source, from, count);
  }

  // ---- The same, checked; and numbers, which the caller has checked ----------------------------

  /** Copies a range that is inside into an array. */
  void copyOut(long address, byte[] target, int offset, int count) {
    MemorySegment.copy(segment(), ValueLayout.JAVA_BYTE, address, target, offset, count);
  }

  /**
   * Writes a range of an array; the range written is inside.
   *
   * @param address where to
   * @param source what to write
   * @param offset where the range begins
   * @param count how many bytes
   */
  protected void copyIn(long address, byte[] source, int offset, int count) {
    MemorySegment.copy(source, offset, segment(), ValueLayout.JAVA_BYTE, address, count);
  }

  /** Fills a range that is inside. */
  void set(long address, long count, byte value) {
    segment().asSlice(address, count).fill(value);
  }

  /** Copies a range; both are inside. */
  void move(long to, LinearMemory source, long from, long count) {
    MemorySegment.copy(source.segment(), from, segment(), to, count);
  }

  /**
   * {@return the byte at an address}
   *
   * @param address the address, inside
   */
  public byte getByte(long address) {
    return segment().get(ValueLayout.JAVA_BYTE, address);
  }

  /**
   * {@return the 16-bit number at an address}
   *
   * @param address the address; all bytes of the number are inside
   */
  public short getShort(long address) {
    return segment().get(Segments.SHORT, address);
  }

  /**
   * {@return the 32-bit number at an address}
   *
   * @param address the address; all bytes of the number are inside
   */
  public int getInt(long address) {
    return segment().get(Segments.INT, address);
  }

  /**
   * {@return the 64-bit number at an address}
   *
   * @param address the address; all bytes of the number are inside
   */
  public long getLong(long address) {
    return segment().get(Segments.LONG, address);
  }

  /**
   * Writes a byte.
   *
   * @param address the address, inside
   * @param value the byte
   */
  public void setByte(long address, byte value) {
    segment().set(ValueLayout.JAVA_BYTE, address, value);
  }

  /**
   * Writes a 16-bit number.
   *
   * @param address the address; all bytes of the number are inside
   * @param value the number
   */
  public void setShort(long address, short value) {
    segment().set(Segments.SHORT, address, value);
  }

  /**
   * Writes a 32-bit number.
   *
   * @param address the address; all bytes of the number are inside
   * @param value the number
   */
  public void setInt(long address, int value) {
    segment().set(Segments.INT, address, value);
  }

  /**
   * Writes a 64-bit number.
   *
   * @param address the address; all bytes of the number are inside
   * @param value the number
   */
  public void setLong(long address, long value) {
    segment().set(Segments.LONG, address, value);
  }

  /**
   * {@return text at an address}
   *
   * @param address where it begins
   * @param count its length in bytes, all inside
   * @param charset how it is encoded
   */
  public String getString(long address, int count, Charset charset) {
    byte[] copy = new byte[count];
    copyOut(address, copy, 0, count);
    return new String(copy, charset);
  }
}
