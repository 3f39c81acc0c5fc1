// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.x64.FaultHandlerLayout;
import dev.jabiru.environ.x64.NativeStubs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The handler that turns faults of guests into traps, in front of the one that HotSpot has.
 *
 * <p>A process has one, which the first class loader that needs it installs, and which stays for
 * good. The others find it by a system property, and add the region of their own code.
 */
final class FaultHandler {
  /** Version and address of the handler of this process. */
  static final String PROPERTY = "dev.jabiru.faultHandler";

  private static final int SIGBUS = 7;
  private static final int SIGSEGV = 11;

  /** {@code struct sigaction} of the C library: handler, mask, flags. */
  private static final long ACTION_BYTES = 152;

  /** The least value that is the address of a handler; 0 and 1 mean the default and to ignore. */
  private static final long FIRST_HANDLER = 2;

  /** So much address space must there be that a few dozen memories do not exhaust it. */
  private static final long TRIAL_BYTES = 1L << 39;

  private static final boolean IS_SPACE_LIMITED = !Posix.couldReserve(TRIAL_BYTES);

  /** Why faults cannot be handled here, empty if they are; null before it has been tried. */
  private static @Nullable String reason;

  private FaultHandler() {}

  /** {@return whether the system had too few addresses for many memories when first asked} */
  static boolean isSpaceLimited() {
    return IS_SPACE_LIMITED;
  }

  /**
   * Installs the handler unless it is there.
   *
   * @param stubs have its code
   * @return why it is not to be relied on, empty if it is
   */
  static synchronized String install(NativeStubs stubs) {
    if (reason == null) {
      // The same object for all class loaders, as all strings are that are constants.
      synchronized (PROPERTY) {
        reason = tryToInstall(stubs.faultHandler());
      }
    }
    return reason;
  }

  private static String tryToInstall(Bytes code) {
    if (isSpaceLimited()) {
      return "address space is limited";
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocate(ACTION_BYTES, 8);
      String known = System.getProperty(PROPERTY);
      if (known == null) {
        return addRegion(newHandler(code, action));
      }
      String version = FaultHandlerLayout.VERSION + "@";
      if (!known.startsWith(version)) {
        return "another version of Jabiru handles faults in this process";
      }
      long handler = Long.parseUnsignedLong(known.substring(version.length()), 16);
      for (int signal : new int[] {SIGSEGV, SIGBUS}) {
        if (!get(signal, action) || action.get(JAVA_LONG, 0) != handler) {
          return "another library handles faults in this process";
        }
      }
      return addRegion(handler);
    } catch (OutOfMemoryError e) {
      return "the system refuses memory for the handler of faults";
    }
  }

  /** Returns its address, 0 if the system refuses it or there is no other handler. */
  private static long newHandler(Bytes code, MemorySegment action) {
    long page = FaultHandlerLayout.PAGE_BYTES;
    long handler = Posix.reserve(2 * page);
    Posix.protect(handler, 2 * page, Posix.READ_WRITE);
    code.copyTo(Posix.EVERYTHING, handler);
    Posix.protect(handler, page, Posix.READ_EXECUTE);
    if (!put(SIGBUS, action, handler, handler + page + FaultHandlerLayout.PREVIOUS_BUS)
        || !put(SIGSEGV, action, handler, handler + page + FaultHandlerLayout.PREVIOUS_SEGV)) {
      return 0; // what there is of it stays, and passes all faults on
    }
    System.setProperty(
        PROPERTY, FaultHandlerLayout.VERSION + "@" + Long.toUnsignedString(handler, 16));
    return handler;
  }

  /** Puts the handler in front of another, whose mask and flags it keeps. */
  private static boolean put(int signal, MemorySegment action, long handler, long previous) {
    if (!get(signal, action) || action.get(JAVA_LONG, 0) < FIRST_HANDLER) {
      return false;
    }
    Posix.putLong(previous, action.get(JAVA_LONG, 0));
    action.set(JAVA_LONG, 0, handler);
    return Posix.sigaction(signal, action.address(), 0);
  }

  private static boolean get(int signal, MemorySegment action) {
    return Posix.sigaction(signal, 0, action.address());
  }

  /** Tells the handler where this class loader's code is; the ways in and out have no memories. */
  private static String addRegion(long handler) {
    if (handler == 0) {
      return "the system refuses a handler of faults";
    }
    long data = handler + FaultHandlerLayout.PAGE_BYTES;
    long count = Posix.getLong(data + FaultHandlerLayout.REGION_COUNT);
    if (count == FaultHandlerLayout.MAX_REGIONS) {
      return "too many class loaders handle faults in this process";
    }
    long start = CodeRegion.shared().start();
    long length = CodeRegion.shared().length();
    while (NativeWays.contains(start)) {
      start += Posix.PAGE_BYTES;
      length -= Posix.PAGE_BYTES;
    }
    long region =
        data + FaultHandlerLayout.REGIONS + count * (long) FaultHandlerLayout.REGION_BYTES;
    Posix.putLong(region + FaultHandlerLayout.REGION_START, start);
    Posix.putLong(region + FaultHandlerLayout.REGION_LENGTH, length);
    Posix.putLong(region + FaultHandlerLayout.REGION_STUB, NativeWays.stub(NativeStubs.TRAP));
    int trap = TrapCode.OUT_OF_BOUNDS_MEMORY.ordinal();
    Posix.putInt(region + FaultHandlerLayout.REGION_TRAP, trap);
    Posix.putLongRelease(data + FaultHandlerLayout.REGION_COUNT, count + 1);
    return "";
  }
}
