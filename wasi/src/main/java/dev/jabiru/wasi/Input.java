// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream that a guest reads, and can be stopped while it waits for it.
 *
 * <p>Java offers no way to end a read of a stream. So where one would block, a thread of its own
 * does it, and the guest's thread waits for that thread, or for the end of its time. What comes
 * when the guest has gone is kept for whoever reads next, and so this process's standard input has
 * one of these, whatever the number of guests.
 *
 * <p>Safe for several threads.
 */
final class Input {
  private static final int BUFFER_BYTES = 8192;

  /** How soon a guest that waits is stopped. */
  private static final long STOP_STEP_MILLIS = 20;

  private static @Nullable Input system;

  /** Asks a waiting guest's store whether it may go on. */
  interface Waiter {
    /** Throws when the guest is to stop. */
    void check();
  }

  private final InputStream stream;

  /** Whether a thread is reading; nobody else touches the stream meanwhile. */
  private boolean isReading;

  /** What that thread has read and nobody has taken; {@link #failure} or nothing at the end. */
  private byte[] buffer = {};

  private int taken;
  private boolean hasEnded;
  private @Nullable IOException failure;

  private Input(InputStream stream) {
    this.stream = stream;
  }

  static synchronized Input of(InputStream stream) {
    if (stream != System.in) {
      return new Input(stream);
    }
    Input shared = system;
    if (shared == null || shared.stream != stream) {
      shared = new Input(stream);
      system = shared;
    }
    return shared;
  }

  /** {@return how many bytes can be read without waiting, as far as one can tell} */
  synchronized int available() throws IOException {
    if (taken < buffer.length) {
      return buffer.length - taken;
    }
    return isReading ? 0 : stream.available();
  }

  /**
   * Waits for the first bytes.
   *
   * @param into where they go
   * @param waiter asked now and then
   * @return how many came, at most as many as there is room for; 0 or less at the end
   * @throws IOException if reading fails, with {@link Errno#INTR} if the thread is interrupted
   */
  synchronized int read(byte[] into, Waiter waiter) throws IOException {
    if (taken == buffer.length && !isReading && !hasEnded && failure == null) {
      if (stream.available() > 0) {
        return stream.read(into, 0, into.length);
      }
      isReading = true;
      Thread.ofPlatform().daemon().name("jabiru-input").start(this::fill);
    }
    while (isReading) {
      waiter.check();
      try {
        wait(STOP_STEP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        waiter.check();
        throw new WasiException(Errno.INTR);
      }
    }
    if (taken < buffer.length) {
      int n = Math.min(into.length, buffer.length - taken);
      System.arraycopy(buffer, taken, into, 0, n);
      taken += n;
      return n;
    }
    IOException failed = failure;
    failure = null;
    // Only this once: more can come after the end of a terminal's or a growing file's input.
    hasEnded = false;
    if (failed != null) {
      throw failed;
    }
    return -1;
  }

  private void fill() {
    byte[] bytes = new byte[BUFFER_BYTES];
    int count = -1;
    IOException failed = null;
    try {
      count = stream.read(bytes, 0, bytes.length);
    } catch (IOException e) {
      failed = e;
    } catch (RuntimeException e) {
      failed = new IOException(e);
    }
    synchronized (this) {
      buffer = count > 0 ? Arrays.copyOf(bytes, count) : new byte[0];
      taken = 0;
      hasEnded = count <= 0;
      failure = failed;
      isReading = false;
      notifyAll();
    }
  }
}
