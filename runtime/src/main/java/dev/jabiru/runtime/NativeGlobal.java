// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.jabiru.environ.jvm.VMGlobal;
import dev.jabiru.environ.x64.NativeLayout;
import dev.jabiru.wasm.GlobalType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A global in a cell that machine code reaches. */
final class NativeGlobal extends VMGlobal {
  private final NativeStore nativeStore;

  /** What the cell is in; Java goes through it, as in {@link NativeTable}. */
  private final MemorySegment owner;

  private final long offset;
  private final boolean isFunc;

  NativeGlobal(
      NativeStore nativeStore, GlobalType type, int valueCode, MemorySegment owner, long offset) {
    super(nativeStore.vm(), type, valueCode);
    this.nativeStore = nativeStore;
    this.owner = owner;
    this.offset = offset;
    this.isFunc = Values.isFunc(type.type());
  }

  /** A global of no instance. */
  static NativeGlobal standalone(NativeStore nativeStore, GlobalType type, int valueCode) {
    MemorySegment cell = nativeStore.allocate(NativeLayout.GLOBAL_BYTES);
    return new NativeGlobal(nativeStore, type, valueCode, cell, 0);
  }

  long address() {
    return owner.address() + offset;
  }

  MemorySegment owner() {
    return owner;
  }

  @Override
  public long bits() {
    return owner.get(JAVA_LONG, offset);
  }

  @Override
  public void setBits(long value) {
    owner.set(JAVA_LONG, offset, value);
  }

  @Override
  public @Nullable Object ref() {
    return type.type() instanceof dev.jabiru.wasm.RefType
        ? nativeStore.object(owner.get(JAVA_LONG, offset), isFunc)
        : null;
  }

  @Override
  public void setRef(@Nullable Object value) {
    owner.set(JAVA_LONG, offset, nativeStore.word(value));
  }
}
