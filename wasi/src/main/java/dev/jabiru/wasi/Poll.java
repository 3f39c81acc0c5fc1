// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code poll_oneoff}: waits for the first of several clocks and descriptors.
 *
 * <p>Files, directories and output streams are always ready. Java cannot wait for an input stream,
 * so one is looked at every few milliseconds, and without any clock to wait for it counts as ready:
 * the read that follows will block.
 */
final class Poll {
  private static final int SUBSCRIPTION_BYTES = 48;
  private static final int EVENT_BYTES = 32;
  private static final int CLOCK = 0;
  private static final int FD_READ = 1;
  private static final int FD_WRITE = 2;
  private static final long STEP_NANOS = 2_000_000;
  private static final long STOP_STEP_NANOS = 20_000_000;

  private final DescriptorTable table;
  private final Clocks clocks;
  private final Pause pause;

  /** Lets time pass, and throws when the guest is to stop. */
  interface Pause {
    void sleep(Guest guest, long nanos) throws IOException;
  }

  Poll(DescriptorTable table, Clocks clocks, Pause pause) {
    this.table = table;
    this.clocks = clocks;
    this.pause = pause;
  }

  private record Timer(long userdata, long deadline) {}

  private record Awaited(long userdata, Input in) {}

  /**
   * Waits.
   *
   * @param guest the caller
   * @param in address of the subscriptions
   * @param out address for the events
   * @param count how many subscriptions, and at most as many events
   * @return how many events came
   */
  int oneoff(Guest guest, int in, int out, int count) throws IOException {
    if (count <= 0 || count > 1 << 20) {
      throw new WasiException(Errno.INVAL);
    }
    guest.check(in, (long) count * SUBSCRIPTION_BYTES);
    guest.check(out, (long) count * EVENT_BYTES);
    List<byte[]> events = new ArrayList<>();
    List<Timer> timers = new ArrayList<>();
    List<Awaited> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      subscribe(guest, in + i * SUBSCRIPTION_BYTES, events, timers, inputs);
    }
    await(guest, events, timers, inputs);
    for (int i = 0; i < events.size(); i++) {
      guest.write(out + i * EVENT_BYTES, events.get(i), 0, EVENT_BYTES);
    }
    return events.size();
  }

  private void subscribe(
      Guest guest, int at, List<byte[]> events, List<Timer> timers, List<Awaited> inputs)
      throws IOException {
    long userdata = guest.readLong(at);
    int tag = guest.readByte(at + 8);
    try {
      switch (tag) {
        case CLOCK -> timers.add(timer(guest, at, userdata));
        case FD_READ -> {
          Descriptor d = table.get(guest.readInt(at + 16), Rights.POLL_FD_READWRITE);
          if (d instanceof Descriptor.Stream stream && stream.in != null) {
            inputs.add(new Awaited(userdata, stream.in));
          } else {
            events.add(event(userdata, Errno.SUCCESS, tag, readable(d)));
          }
        }
        case FD_WRITE -> {
          table.get(guest.readInt(at + 16), Rights.POLL_FD_READWRITE);
          events.add(event(userdata, Errno.SUCCESS, tag, 1 << 16));
        }
        default -> throw new WasiException(Errno.INVAL);
      }
    } catch (WasiException e) {
      if (e.errno() == Errno.FAULT || tag > FD_WRITE) {
        throw e;
      }
      events.add(event(userdata, e.errno(), tag, 0));
    }
  }

  private Timer timer(Guest guest, int at, long userdata) throws IOException {
    int clock = guest.readInt(at + 16);
    long timeout = guest.readLong(at + 24);
    boolean absolute = (guest.readShort(at + 40) & 1) != 0;
    long time = clocks.now(clock);
    long wait = timeout;
    if (absolute) {
      wait = Long.compareUnsigned(timeout, time) <= 0 ? 0 : timeout - time;
    }
    // Unsigned: what looks negative is centuries away.
    boolean isFar = wait < 0 || wait > Long.MAX_VALUE / 4;
    return new Timer(userdata, System.nanoTime() + (isFar ? Long.MAX_VALUE / 4 : wait));
  }

  private static long readable(Descriptor d) throws IOException {
    return d instanceof Descriptor.File file
        ? Math.max(0, file.file.channel().size() - file.file.channel().position())
        : 0;
  }

  private void await(Guest guest, List<byte[]> events, List<Timer> timers, List<Awaited> inputs)
      throws IOException {
    while (true) {
      for (Awaited input : inputs) {
        int available = input.in().available();
        if (available > 0 || timers.isEmpty() && events.isEmpty()) {
          events.add(event(input.userdata(), Errno.SUCCESS, FD_READ, available));
        }
      }
      long now = System.nanoTime();
      long nearest = inputs.isEmpty() ? STOP_STEP_NANOS : STEP_NANOS;
      for (Timer timer : timers) {
        long left = timer.deadline() - now;
        if (left <= 0) {
          events.add(event(timer.userdata(), Errno.SUCCESS, CLOCK, 0));
        }
        nearest = Math.min(nearest, left);
      }
      if (!events.isEmpty()) {
        return;
      }
      pause.sleep(guest, nearest);
    }
  }

  private static byte[] event(long userdata, Errno error, int tag, long bytes) {
    return ByteBuffer.allocate(EVENT_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(userdata)
        .putShort((short) error.code())
        .put((byte) tag)
        .position(16)
        .putLong(bytes)
        .array();
  }
}
