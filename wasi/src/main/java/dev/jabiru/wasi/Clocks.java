// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The clocks a guest can read. */
final class Clocks {
  static final int REALTIME = 0;
  static final int MONOTONIC = 1;
  private static final int PROCESS_CPU = 2;
  private static final int THREAD_CPU = 3;

  private final Clock wall;
  private final long start = System.nanoTime();

  Clocks(Clock wall) {
    this.wall = wall;
  }

  /** {@return the time on a clock, in nanoseconds} */
  long now(int clock) throws WasiException {
    return switch (clock) {
      case REALTIME -> nanos(wall.instant());
      // A guest's CPU clocks are the time since it began: Java tells no better without JMX.
      case MONOTONIC, PROCESS_CPU, THREAD_CPU -> System.nanoTime() - start;
      default -> throw new WasiException(Errno.INVAL);
    };
  }

  /** {@return how fine a clock is, in nanoseconds} */
  static long resolution(int clock) throws WasiException {
    return switch (clock) {
      case REALTIME -> 1000;
      case MONOTONIC, PROCESS_CPU, THREAD_CPU -> 1;
      default -> throw new WasiException(Errno.INVAL);
    };
  }

  /**
   * What {@code fstflags} says about one time stamp.
   *
   * @param given the time the guest gave
   * @param flags the flags
   * @param useGiven the flag that asks for {@code given}
   * @param useNow the flag that asks for the present
   * @return nanoseconds since the epoch, or null to leave the time stamp alone
   */
  static @Nullable Long chooseTime(long given, int flags, int useGiven, int useNow)
      throws WasiException {
    if ((flags & useGiven) != 0 && (flags & useNow) != 0 || (flags & ~0xf) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    if ((flags & useGiven) != 0) {
      return given;
    }
    return (flags & useNow) != 0 ? Long.valueOf(nanos(Instant.now())) : null;
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
