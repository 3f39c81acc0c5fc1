// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.Bytes;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where machine code lives: one reservation for the whole program, so that all code reaches all
 * other with displacements of 32 bits. Pages are written, then made executable, and never written
 * again while they hold code. Thread-safe.
 */
final class CodeRegion {
  private static final long BYTES = 1L << 30;
  private static final CodeRegion SHARED = new CodeRegion();

  private final long base;

  /** Free pieces: where they begin, and their sizes. */
  private final TreeMap<Long, Long> free = new TreeMap<>();

  private CodeRegion() {
    base = reserved();
    if (base != 0) {
      free.put(base, BYTES);
    }
  }

  private static long reserved() {
    try {
      return Posix.reserve(BYTES);
    } catch (OutOfMemoryError e) {
      return 0;
    }
  }

  /** {@return whether the system has given addresses for code} */
  static boolean isReserved() {
    return SHARED.base != 0;
  }

  static CodeRegion shared() {
    return SHARED;
  }

  long start() {
    return base;
  }

  long length() {
    return BYTES;
  }

  /** Looks at code where it is, before it can run. */
  @FunctionalInterface
  interface Check {
    /** Throws an exception if the code must not run. */
    void look(long address);
  }

  /**
   * {@return the address of code, which may be run from now on}
   *
   * @param code the code
   * @param check what to do before it can
   * @throws OutOfMemoryError if there is no room
   */
  synchronized long load(Bytes code, Check check) {
    long bytes = Posix.roundUp(Math.max(1, code.length()));
    long address = take(bytes);
    boolean isLoaded = false;
    try {
      Posix.protect(address, bytes, Posix.READ_WRITE);
      Posix.wantHugePages(address, bytes);
      code.copyTo(Posix.EVERYTHING, address);
      check.look(address);
      Posix.protect(address, bytes, Posix.READ_EXECUTE);
      isLoaded = true;
    } finally {
      if (!isLoaded) {
        free(address, code.length());
      }
    }
    return address;
  }

  /** Makes the pages that the first code to be loaded will be in, if that is still to come. */
  synchronized void populate(long bytes) {
    if (bytes > 0 && free.getOrDefault(base, 0L) == BYTES && bytes <= BYTES) {
      try {
        Posix.protect(base, bytes, Posix.READ_WRITE);
        Posix.wantHugePages(base, bytes);
        Posix.populate(base, bytes);
      } catch (OutOfMemoryError e) {
        // Whoever loads the code will hear of it.
      }
    }
  }

  private long take(long bytes) {
    for (Map.Entry<Long, Long> piece : free.entrySet()) {
      long address = piece.getKey();
      long size = piece.getValue();
      if (size >= bytes) {
        free.remove(address);
        if (size > bytes) {
          free.put(address + bytes, size - bytes);
        }
        return address;
      }
    }
    throw new OutOfMemoryError("no room for " + bytes + " bytes of machine code");
  }

  /** Gives the pages of code back, which nobody runs any more. */
  synchronized void free(long address, int codeBytes) {
    long bytes = Posix.roundUp(Math.max(1, codeBytes));
    Posix.decommit(address, bytes);
    long start = address;
    long size = bytes;
    Map.Entry<Long, Long> before = free.floorEntry(address);
    if (before != null && before.getKey() + before.getValue() == address) {
      start = before.getKey();
      size += before.getValue();
    }
    Long after = free.remove(address + bytes);
    if (after != null) {
      size += after;
    }
    free.put(start, size);
  }
}
