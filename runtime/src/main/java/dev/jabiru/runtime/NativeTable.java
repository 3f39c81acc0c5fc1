// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.jvm.TrapException;
import dev.jabiru.environ.jvm.VMTable;
import dev.jabiru.environ.x64.NativeLayout;
import dev.jabiru.wasm.TableType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A table that machine code reaches: words in address space for all it may grow to. */
final class NativeTable extends VMTable {
  private final NativeStore nativeStore;

  /**
   * The addresses, through which Java goes to the elements: a store that another thread closes in
   * the meantime is then an exception, and no access to what is not there.
   */
  private final MemorySegment room;

  private final long base;
  private final boolean isFunc;
  private int size;

  NativeTable(NativeStore nativeStore, TableType type, int elementCode, @Nullable Object initial) {
    super(nativeStore.vm(), type, elementCode);
    this.nativeStore = nativeStore;
    this.isFunc = Values.isFunc(type.element());
    long declared = type.limits().max().orElse(MAX_ELEMENTS);
    long most = Long.compareUnsigned(declared, MAX_ELEMENTS) < 0 ? declared : MAX_ELEMENTS;
    long reserved = Posix.PAGE_BYTES + Posix.roundUp(Math.max(most, type.limits().min()) * 8);
    room = nativeStore.reserve(reserved);
    long address = room.address();
    base = address + Posix.PAGE_BYTES;
    size = Math.toIntExact(type.limits().min());
    Posix.protect(address, Posix.PAGE_BYTES + 8L * size, Posix.READ_WRITE);
    Posix.putLong(address + NativeLayout.TABLE_BASE, base);
    Posix.putLong(address + NativeLayout.TABLE_LENGTH, size);
    if (initial != null) {
      fill(0, size, initial);
    }
  }

  long base() {
    return base;
  }

  long definition() {
    return base - Posix.PAGE_BYTES;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public @Nullable Object get(int index) {
    return nativeStore.object(room.get(JAVA_LONG, place(index)), isFunc);
  }

  @Override
  public void set(int index, @Nullable Object value) {
    room.set(JAVA_LONG, place(index), nativeStore.word(value));
  }

  /** {@return where an element is, from the beginning of the addresses} */
  private long place(int index) {
    if (Integer.compareUnsigned(index, size) >= 0) {
      throw new TrapException(TrapCode.OUT_OF_BOUNDS_TABLE);
    }
    return Posix.PAGE_BYTES + 8L * index;
  }

  @Override
  public long grow(@Nullable Object value, long delta) {
    int old = size;
    if (delta == 0) {
      return old;
    }
    long most = type.limits().max().orElse(MAX_ELEMENTS);
    most = Long.compareUnsigned(most, MAX_ELEMENTS) < 0 ? most : MAX_ELEMENTS;
    if (Long.compareUnsigned(delta, most - old) > 0 || !store.mayTakeElements(delta)) {
      return -1;
    }
    int grown = (int) (old + delta);
    try {
      Posix.protect(base, 8L * grown, Posix.READ_WRITE);
    } catch (OutOfMemoryError e) {
      return -1;
    }
    size = grown;
    Posix.putLong(definition() + NativeLayout.TABLE_LENGTH, grown);
    fill(old, grown, value);
    store.takeElements(delta);
    return old;
  }

  @Override
  public void fill(int from, int to, @Nullable Object value) {
    long word = nativeStore.word(value);
    for (int i = from; i < to; i++) {
      room.set(JAVA_LONG, Posix.PAGE_BYTES + 8L * i, word);
    }
  }

  @Override
  public void copy(int to, VMTable source, int from, int count) {
    MemorySegment.copy(
        ((NativeTable) source).room,
        Posix.PAGE_BYTES + 8L * from,
        room,
        Posix.PAGE_BYTES + 8L * to,
        8L * count);
  }

  @Override
  public void init(int to, @Nullable Object[] source, int from, int count) {
    for (int i = 0; i < count; i++) {
      room.set(JAVA_LONG, Posix.PAGE_BYTES + 8L * (to + i), nativeStore.word(source[from + i]));
    }
  }
}
