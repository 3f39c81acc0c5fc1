// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.wasm.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * A memory in a byte array that is, to begin with, exactly as long as the memory, so that Java's
 * own bounds check is the guest's.
 *
 * <p>Each growth of an exact array copies it: in steps of a page to 128 MiB that takes ten seconds.
 * Once its growths have copied a gibibyte, a tenth of a second, a memory therefore takes half as
 * much room again as it needs, and all code that reaches it starts to look at the limit, which
 * costs it a third of its speed and more; see {@link ArrayAccesses}. Code for pages of other sizes
 * does not, and such memories stay exact.
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

  /** How much growths may copy before a memory has room to spare. */
  private static final long EXACT_COPIES = 1L << 30;

  /** The code that reaches the memory; goes with its instances. */
  private final List<WeakReference<ModuleClassLoader>> users = new ArrayList<>();

  private boolean hasRoom;
  private long copied;

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
    return MemorySegment.ofArray(bytes).asSlice(0, byteSize());
  }

  @Override
  public void addUser(ModuleClassLoader user) {
    for (Iterator<WeakReference<ModuleClassLoader>> i = users.iterator(); i.hasNext(); ) {
      ModuleClassLoader known = i.next().get();
      if (known == null) {
        i.remove();
      } else if (known == user) {
        return;
      }
    }
    users.add(new WeakReference<>(user));
    if (hasRoom) {
      user.arrays().check();
    }
  }

  @Override
  protected boolean extend(long size) {
    if (isInRoom(size)) {
      I32.set(bytes, bytes.length - ArrayAccesses.LIMIT_BYTES, (int) size);
    } else if (!extendWithRoom(size)) {
      byte[] exact = new byte[(int) size];
      System.arraycopy(bytes, 0, exact, 0, (int) byteSize());
      bytes = exact;
    }
    return true;
  }

  private boolean isInRoom(long size) {
    return hasRoom
        && ArrayAccesses.limit(bytes) < bytes.length
        && size <= bytes.length - ArrayAccesses.LIMIT_BYTES;
  }

  private boolean extendWithRoom(long size) {
    long most = Math.min(size + size / 2, mostBytes()) & -PAGE_BYTES;
    copied += byteSize();
    if (copied < EXACT_COPIES
        || most <= size
        || type.pageSizeLog2() != MemoryType.DEFAULT_PAGE_SIZE_LOG2) {
      return false;
    }
    byte[] larger;
    try {
      larger = new byte[(int) most + ArrayAccesses.LIMIT_BYTES];
    } catch (OutOfMemoryError e) {
      return false; // what is needed may still be there
    }
    System.arraycopy(bytes, 0, larger, 0, (int) byteSize());
    I32.set(larger, larger.length - ArrayAccesses.LIMIT_BYTES, (int) size);
    if (!hasRoom) {
      hasRoom = true;
      for (WeakReference<ModuleClassLoader> each : users) {
        ModuleClassLoader user = each.get();
        if (user != null) {
          user.arrays().check();
        }
      }
    }
    bytes = larger; // only now, when all code looks at the limit
    return true;
  }

  @Override
  void copyOut(long address, byte[] target, int offset, int count) {
    System.arraycopy(bytes, (int) address, target, offset, count);
  }

  @Override
  protected void copyIn(long address, byte[] source, int offset, int count) {
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
