// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * Address space from the operating system: reserved, then made accessible as far as it is used.
 * Only touched where native access is enabled, on Linux.
 */
final class Posix {
  static final int PAGE_BYTES = 4096;
  static final int READ_WRITE = 3;
  static final int READ_EXECUTE = 5;

  /** All memory there is; for addresses that are known to be good. */
  static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final VarHandle LONG = JAVA_LONG.varHandle();

  /**
   * What we take at most of the 2⁴⁷ bytes of addresses; the rest is for the JVM, which needs it.
   */
  private static final long MAX_RESERVED_BYTES = 100L << 40;

  /** The same of mappings, of which a reservation is two: what is accessible and what is not. */
  private static final int MAX_RESERVATIONS = mostMappings() / 4 * 3 / 2;

  private static final int DEFAULT_MAPPINGS = 65530;
  private static final AtomicLong RESERVED_BYTES = new AtomicLong();
  private static final AtomicInteger RESERVATIONS = new AtomicInteger();

  private static final long PRIVATE_ANONYMOUS_NO_RESERVE = 0x4022;
  private static final long MAP_FIXED = 0x10;
  private static final long MAP_PRIVATE = 2;

  /**
   * The type of all functions, those of {@link NativeWays} too: each type costs the JVM classes of
   * its own, 10 ms of a program's start, and what a function does not ask for costs nothing.
   */
  static final FunctionDescriptor TYPE =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final MethodHandle MMAP = libc("mmap");
  private static final MethodHandle MPROTECT = libc("mprotect");
  private static final MethodHandle MUNMAP = libc("munmap");
  private static final MethodHandle MADVISE = libc("madvise");
  private static final MethodHandle SIGACTION = libc("sigaction");
  private static final MethodHandle SYSCALL = libc("syscall");

  private static final long HUGE_PAGE_BYTES = 2 << 20;
  private static final long MADV_HUGEPAGE = 14;
  private static final long MADV_POPULATE_WRITE = 23;
  private static final long SYS_MEMBARRIER = 324;
  private static final long MEMBARRIER_PRIVATE_EXPEDITED = 8;
  private static final long MEMBARRIER_REGISTER_PRIVATE_EXPEDITED = 16;

  private Posix() {}

  private static MethodHandle libc(String name) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), TYPE);
  }

  /** No function of C throws anything; but Java's stack may end on the way to it. */
  private static AssertionError failed(Throwable e) {
    if (e instanceof VirtualMachineError error) {
      throw error;
    }
    return new AssertionError(e);
  }

  /**
   * {@return the address of bytes that nobody may touch yet}
   *
   * @throws OutOfMemoryError if the system refuses
   */
  static long reserve(long bytes) {
    boolean isTooMuch =
        RESERVED_BYTES.addAndGet(roundUp(bytes)) > MAX_RESERVED_BYTES
            | RESERVATIONS.incrementAndGet() > MAX_RESERVATIONS;
    long address = isTooMuch ? -1 : map(bytes);
    if (address == -1) {
      RESERVED_BYTES.addAndGet(-roundUp(bytes));
      RESERVATIONS.decrementAndGet();
      throw new OutOfMemoryError("the system refuses " + bytes + " bytes of address space");
    }
    return address;
  }

  /** The kernel gives such a number to a single read only, which {@code Files} does not make. */
  private static int mostMappings() {
    byte[] digits = new byte[32];
    try (InputStream file = new FileInputStream("/proc/sys/vm/max_map_count")) {
      int count = Math.max(0, file.read(digits));
      return Integer.parseInt(new String(digits, 0, count, StandardCharsets.US_ASCII).trim());
    } catch (IOException | NumberFormatException e) {
      return DEFAULT_MAPPINGS;
    }
  }

  private static long map(long bytes) {
    try {
      return (long) MMAP.invokeExact(0L, roundUp(bytes), 0L, PRIVATE_ANONYMOUS_NO_RESERVE, -1L, 0L);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** {@return whether so much address space is left, now} */
  static boolean couldReserve(long bytes) {
    try {
      release(reserve(bytes), bytes);
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  /**
   * Says what may be done with pages.
   *
   * @throws OutOfMemoryError if the system refuses
   */
  static void protect(long address, long bytes, int protection) {
    if (bytes == 0) {
      return;
    }
    int result;
    try {
      result =
          (int) (long) MPROTECT.invokeExact(address, roundUp(bytes), (long) protection, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw failed(e);
    }
    if (result != 0) {
      throw new OutOfMemoryError("the system refuses " + bytes + " bytes of memory");
    }
  }

  /**
   * Asks for pages of 2 MiB where they fit: memory that is filled at once is there sooner, and code
   * takes fewer entries of the processor's tables. A wish, which the system may leave unfulfilled.
   */
  static void wantHugePages(long address, long bytes) {
    if (bytes >= HUGE_PAGE_BYTES) {
      advise(address, bytes, MADV_HUGEPAGE);
    }
  }

  /**
   * Has pages made all at once that will be written right away, which takes a part of the time of
   * making each when it is first touched. A wish too: Linux before 5.14 does not know it.
   */
  static void populate(long address, long bytes) {
    advise(address, bytes, MADV_POPULATE_WRITE);
  }

  private static void advise(long address, long bytes, long advice) {
    try {
      long ignored = (long) MADVISE.invokeExact(address, roundUp(bytes), advice, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Gives memory back and keeps the addresses, which nobody may touch again. */
  static void decommit(long address, long bytes) {
    long result;
    try {
      result =
          (long)
              MMAP.invokeExact(
                  address, roundUp(bytes), 0L, PRIVATE_ANONYMOUS_NO_RESERVE | MAP_FIXED, -1L, 0L);
    } catch (Throwable e) {
      throw failed(e);
    }
    assert result == address : "mmap of " + bytes + " bytes";
  }

  /** Gives address space back. */
  static void release(long address, long bytes) {
    try {
      int result = (int) (long) MUNMAP.invokeExact(address, roundUp(bytes), 0L, 0L, 0L, 0L);
      assert result == 0 : "munmap of " + bytes + " bytes";
      RESERVED_BYTES.addAndGet(-roundUp(bytes));
      RESERVATIONS.decrementAndGet();
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * Maps the first page of a file so that it could be executed, for ever: who watches mappings sees
   * its name.
   *
   * @throws IOException if the system refuses
   */
  static void mapExecutable(Path file) throws IOException {
    long address;
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(file.toString()).address();
      long descriptor = (long) libc("open").invokeExact(name, 0L, 0L, 0L, 0L, 0L); // to read
      address =
          (long)
              MMAP.invokeExact(
                  0L, (long) PAGE_BYTES, (long) READ_EXECUTE, MAP_PRIVATE, descriptor, 0L);
    } catch (Throwable e) {
      throw failed(e);
    }
    if (address == -1) {
      throw new IOException("the system does not map it");
    }
  }

  /** {@return the CRC32C of some memory} */
  static int checksum(long address, int bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(EVERYTHING.asSlice(address, bytes).asByteBuffer());
    return (int) checksum.getValue();
  }

  /**
   * Asks who handles a signal, and changes it.
   *
   * @param signal the signal
   * @param action the address of what is to be, 0 to leave it
   * @param previous the address that gets what is or was, 0 for none
   * @return whether the system has done it
   */
  static boolean sigaction(int signal, long action, long previous) {
    try {
      return (int) (long) SIGACTION.invokeExact((long) signal, action, previous, 0L, 0L, 0L) == 0;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** {@return whether {@link #orderMemory} works here; to be asked once before} */
  static boolean canOrderMemory() {
    return membarrier(MEMBARRIER_REGISTER_PRIVATE_EXPEDITED) == 0;
  }

  /** Makes all threads of the program have written what comes before what they read next. */
  static void orderMemory() {
    if (membarrier(MEMBARRIER_PRIVATE_EXPEDITED) != 0) {
      throw new AssertionError("membarrier");
    }
  }

  private static long membarrier(long command) {
    try {
      return (long) SYSCALL.invokeExact(SYS_MEMBARRIER, command, 0L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static long roundUp(long bytes) {
    return bytes + PAGE_BYTES - 1 & -PAGE_BYTES;
  }

  // ---- Words at addresses -------------------------------------------------------------------

  static long getLong(long address) {
    return EVERYTHING.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
  }

  static void putLong(long address, long value) {
    EVERYTHING.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
  }

  /** Writes a word after everything that was written before. */
  static void putLongRelease(long address, long value) {
    LONG.setRelease(EVERYTHING, address, value);
  }

  static int getInt(long address) {
    return EVERYTHING.get(ValueLayout.JAVA_INT_UNALIGNED, address);
  }

  static void putInt(long address, int value) {
    EVERYTHING.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
  }

  static float getFloat(long address) {
    return EVERYTHING.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
  }

  static double getDouble(long address) {
    return EVERYTHING.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address);
  }
}
