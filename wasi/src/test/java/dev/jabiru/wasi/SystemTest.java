// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import static dev.jabiru.wasi.Errno.BADF;
import static dev.jabiru.wasi.Errno.FAULT;
import static dev.jabiru.wasi.Errno.INVAL;
import static dev.jabiru.wasi.Errno.IO;
import static dev.jabiru.wasi.Errno.MFILE;
import static dev.jabiru.wasi.Errno.NAMETOOLONG;
import static dev.jabiru.wasi.Errno.NOTCAPABLE;
import static dev.jabiru.wasi.Errno.NOTSOCK;
import static dev.jabiru.wasi.Errno.NOTSUP;
import static dev.jabiru.wasi.Errno.SUCCESS;
import static dev.jabiru.wasi.TestGuest.DATA;
import static dev.jabiru.wasi.TestGuest.END;
import static dev.jabiru.wasi.TestGuest.OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.runtime.Interrupted;
import dev.jabiru.runtime.TimedOut;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments, environment, clocks, streams, waiting, and the end. */
class SystemTest {
  private static TestGuest guest() throws IOException {
    return new TestGuest(WasiPreview1.builder());
  }

  /** The list of the tests is the standard's; the functions must be those, so typed. */
  @Test
  void everyFunctionOfTheStandardIsThereAndNoOther() {
    Set<String> signatures = new TreeSet<>();
    for (Method method : Preview1.class.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())) {
        StringBuilder types = new StringBuilder(Preview1.nameInWasi(method.getName())).append(' ');
        for (Class<?> type : method.getParameterTypes()) {
          types.append(type == int.class ? "i" : type == long.class ? "l" : "");
        }
        signatures.add(types.toString());
      }
    }
    assertThat(signatures).containsExactlyElementsOf(new TreeSet<>(TestGuest.SIGNATURES));
    assertThat(signatures).hasSize(46);
  }

  @Test
  void argumentsAndEnvironmentArrive() throws IOException {
    WasiPreview1.Builder builder =
        WasiPreview1.builder().args("prog", "ärg", "").env("HOME", "/a=b");
    try (TestGuest g = new TestGuest(builder)) {
      assertThat(g.call("args_sizes_get", OUT, OUT + 4)).isEqualTo(SUCCESS);
      assertThat(g.int32(OUT)).isEqualTo(3);
      assertThat(g.int32(OUT + 4)).isEqualTo(5 + 5 + 1);
      assertThat(g.call("args_get", OUT, DATA)).isEqualTo(SUCCESS);
      assertThat(g.text(DATA, 11)).isEqualTo("prog\0ärg\0\0");
      assertThat(g.int32(OUT + 4)).isEqualTo(DATA + 5);
      assertThat(g.int32(OUT + 8)).isEqualTo(DATA + 10);
      assertThat(g.call("environ_sizes_get", OUT, OUT + 4)).isEqualTo(SUCCESS);
      assertThat(g.int32(OUT)).isEqualTo(1);
      assertThat(g.call("environ_get", OUT, DATA)).isEqualTo(SUCCESS);
      assertThat(g.text(DATA, g.int32(OUT + 4) + 10)).startsWith("HOME=/a=b\0");
      assertThat(g.call("args_get", OUT, END - 10)).isEqualTo(FAULT);
      assertThat(g.call("environ_get", END - 3, DATA)).isEqualTo(FAULT);
      assertThat(g.call("args_sizes_get", OUT, END - 3)).isEqualTo(FAULT);
      assertThat(g.call("environ_sizes_get", -1, OUT)).isEqualTo(FAULT);
    }
  }

  @Test
  void clocksTell() throws IOException {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1000, 5), ZoneOffset.UTC);
    try (TestGuest g = new TestGuest(WasiPreview1.builder().clock(clock))) {
      assertThat(g.call("clock_time_get", 0, 0L, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int64(OUT)).isEqualTo(1_000_000_000_005L);
      for (int id = 1; id < 4; id++) {
        assertThat(g.call("clock_time_get", id, 0L, OUT)).isEqualTo(SUCCESS);
        long before = g.int64(OUT);
        assertThat(g.call("clock_time_get", id, 0L, OUT)).isEqualTo(SUCCESS);
        assertThat(g.int64(OUT)).isGreaterThanOrEqualTo(before);
        assertThat(g.call("clock_res_get", id, OUT)).isEqualTo(SUCCESS);
        assertThat(g.int64(OUT)).isBetween(1L, 1_000_000L);
      }
      assertThat(g.call("clock_time_get", 4, 0L, OUT)).isEqualTo(INVAL);
      assertThat(g.call("clock_res_get", -1, OUT)).isEqualTo(INVAL);
      assertThat(g.call("clock_time_get", 0, 0L, END - 7)).isEqualTo(FAULT);
    }
  }

  @Test
  void randomBytesFillWhatIsAskedFor() throws IOException {
    try (TestGuest g = guest()) {
      assertThat(g.call("random_get", DATA, END - DATA)).isEqualTo(SUCCESS);
      assertThat(g.int64(DATA)).isNotEqualTo(g.int64(END - 8));
      assertThat(g.call("random_get", DATA, END - DATA + 1)).isEqualTo(FAULT);
      assertThat(g.call("random_get", DATA, -1)).isEqualTo(FAULT);
      assertThat(g.call("random_get", END, 0)).isEqualTo(SUCCESS);
    }
  }

  @Test
  void streamsAreReadAndWritten() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] input = "some input".getBytes(StandardCharsets.UTF_8);
    WasiPreview1.Builder builder =
        WasiPreview1.builder().stdin(new ByteArrayInputStream(input)).stdout(out);
    try (TestGuest g = new TestGuest(builder)) {
      assertThat(g.read(0, 4)).isEqualTo("some");
      assertThat(g.read(0, 100)).isEqualTo(" input");
      assertThat(g.read(0, 100)).as("at the end").isEmpty();
      assertThat(g.read(0, 100)).as("and again").isEmpty();
      assertThat(g.write(1, "héllo")).isEqualTo(SUCCESS);
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("héllo");
      assertThat(g.write(0, "x")).isEqualTo(NOTCAPABLE);
      assertThat(g.call("fd_read", 1, DATA, 0, OUT)).isEqualTo(NOTCAPABLE);
      assertThat(g.call("fd_datasync", 1)).isEqualTo(INVAL);
      assertThat(g.call("fd_filestat_get", 1, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int8(OUT + 16)).as("no terminal").isEqualTo(FileType.UNKNOWN.ordinal());
      assertThat(g.call("fd_fdstat_get", 1, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int8(OUT)).isEqualTo(FileType.UNKNOWN.ordinal());
      assertThat(g.int64(OUT + 8) & (Rights.FD_READ | Rights.FD_SEEK)).isZero();
      assertThat(g.call("fd_close", 1)).isEqualTo(SUCCESS);
      assertThat(g.write(1, "x")).isEqualTo(BADF);
      assertThat(g.call("fd_prestat_get", 0, OUT)).isEqualTo(BADF);
    }
  }

  @Test
  void preopenedDirectoriesHaveNames(@TempDir Path root) throws IOException {
    WasiPreview1.Builder builder = WasiPreview1.builder().preopen("/data", root);
    try (TestGuest g = new TestGuest(builder.preopen("ü", root, Sharing.UNSHARED))) {
      assertThat(g.call("fd_prestat_get", 3, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int32(OUT)).isZero();
      assertThat(g.int32(OUT + 4)).isEqualTo(5);
      assertThat(g.call("fd_prestat_dir_name", 3, DATA, 5)).isEqualTo(SUCCESS);
      assertThat(g.text(DATA, 5)).isEqualTo("/data");
      assertThat(g.call("fd_prestat_dir_name", 3, DATA, 4)).isEqualTo(NAMETOOLONG);
      assertThat(g.call("fd_prestat_dir_name", 3, END - 4, 5)).isEqualTo(FAULT);
      assertThat(g.call("fd_prestat_get", 4, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int32(OUT + 4)).isEqualTo(2);
      assertThat(g.call("fd_prestat_get", 5, OUT)).isEqualTo(BADF);
      assertThat(g.call("fd_prestat_dir_name", 5, DATA, 5)).isEqualTo(BADF);
    }
  }

  @Test
  void socketsAndSignalsAreRefused() throws IOException {
    try (TestGuest g = guest()) {
      assertThat(g.call("sock_accept", 0, 0, OUT)).isEqualTo(NOTSOCK);
      assertThat(g.call("sock_recv", 0, DATA, 0, 0, OUT, OUT)).isEqualTo(NOTSOCK);
      assertThat(g.call("sock_send", 1, DATA, 0, 0, OUT)).isEqualTo(NOTSOCK);
      assertThat(g.call("sock_shutdown", 1, 0)).isEqualTo(NOTSOCK);
      assertThat(g.call("sock_shutdown", 9, 0)).isEqualTo(BADF);
      assertThat(g.call("proc_raise", 2)).isEqualTo(NOTSUP);
      assertThat(g.call("sched_yield")).isEqualTo(SUCCESS);
    }
  }

  @Test
  void exitingCarriesTheCode() throws IOException {
    try (TestGuest g = guest()) {
      for (int code : new int[] {0, 1, 255, -1}) {
        assertThatThrownBy(() -> g.call("proc_exit", code))
            .isInstanceOfSatisfying(WasiExit.class, e -> assertThat(e.code()).isEqualTo(code));
      }
      assertThat(g.call("sched_yield")).as("the instance still works").isEqualTo(SUCCESS);
    }
  }

  /** Puts a subscription to a clock at {@link TestGuest#DATA}. */
  private static void clock(TestGuest g, int index, int id, long timeout, int flags) {
    int at = subscription(g, index, 0, id);
    g.int64(at + 24, timeout);
    g.int64(at + 32, 0);
    g.int64(at + 40, flags);
  }

  private static int subscription(TestGuest g, int index, int tag, int subject) {
    int at = DATA + 1 + 48 * index;
    g.int64(at, 100 + index);
    g.int64(at + 8, tag);
    g.int64(at + 16, subject);
    return at;
  }

  private static long pollMillis(TestGuest g, int count) {
    long start = System.nanoTime();
    assertThat(g.call("poll_oneoff", DATA + 1, DATA + 0x1001, count, OUT)).isEqualTo(SUCCESS);
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static void assertEvent(TestGuest g, int index, int number, Errno error, int tag) {
    int at = DATA + 0x1001 + 32 * index;
    assertThat(g.int64(at)).isEqualTo(100 + number);
    assertThat(g.int8(at + 8)).isEqualTo(error.code());
    assertThat(g.int8(at + 10)).isEqualTo(tag);
  }

  @Test
  void pollingWaitsForTheFirstClock() throws IOException {
    try (TestGuest g = guest()) {
      clock(g, 0, 1, 60_000_000_000L, 0);
      clock(g, 1, 1, 50_000_000L, 0);
      assertThat(pollMillis(g, 2)).isGreaterThanOrEqualTo(50);
      assertThat(g.int32(OUT)).isEqualTo(1);
      assertEvent(g, 0, 1, SUCCESS, 0);
      clock(g, 0, 0, System.currentTimeMillis() * 1_000_000 + 50_000_000, 1);
      clock(g, 1, 1, -1L, 0);
      clock(g, 2, 0, -1L, 1);
      assertThat(pollMillis(g, 3)).isGreaterThanOrEqualTo(30);
      assertThat(g.int32(OUT)).isEqualTo(1);
      assertEvent(g, 0, 0, SUCCESS, 0);
      clock(g, 0, 0, 5L, 1);
      clock(g, 1, 9, 5L, 0);
      pollMillis(g, 2);
      assertThat(g.int32(OUT)).as("long past, and no such clock").isEqualTo(2);
      assertEvent(g, 0, 1, INVAL, 0);
      assertEvent(g, 1, 0, SUCCESS, 0);
    }
  }

  @Test
  void pollingDescriptorsTellsWhichAreReady() throws IOException {
    PipedInputStream in = new PipedInputStream();
    try (PipedOutputStream feed = new PipedOutputStream(in);
        TestGuest g = new TestGuest(WasiPreview1.builder().stdin(in))) {
      subscription(g, 0, 1, 0);
      clock(g, 1, 1, 40_000_000, 0);
      assertThat(pollMillis(g, 2)).as("no input yet").isGreaterThanOrEqualTo(40);
      assertThat(g.int32(OUT)).isEqualTo(1);
      assertEvent(g, 0, 1, SUCCESS, 0);
      feed.write(new byte[3]);
      clock(g, 1, 1, 60_000_000_000L, 0);
      pollMillis(g, 2);
      assertThat(g.int32(OUT)).isEqualTo(1);
      assertEvent(g, 0, 0, SUCCESS, 1);
      assertThat(g.int64(DATA + 0x1001 + 16)).as("bytes").isEqualTo(3);
      subscription(g, 0, 2, 1);
      subscription(g, 1, 1, 77);
      subscription(g, 2, 1, 0);
      pollMillis(g, 3);
      assertThat(g.int32(OUT)).isEqualTo(3);
      assertEvent(g, 0, 0, SUCCESS, 2);
      assertEvent(g, 1, 1, BADF, 1);
      assertEvent(g, 2, 2, SUCCESS, 1);
      assertThat(g.call("poll_oneoff", DATA, DATA, 0, OUT)).isEqualTo(INVAL);
      assertThat(g.call("poll_oneoff", END - 47, DATA, 1, OUT)).isEqualTo(FAULT);
      assertThat(g.call("poll_oneoff", DATA, END - 31, 1, OUT)).isEqualTo(FAULT);
      subscription(g, 0, 3, 0);
      assertThat(g.call("poll_oneoff", DATA + 1, DATA + 0x1001, 1, OUT)).isEqualTo(INVAL);
    }
  }

  @Test
  void aSleepingGuestStopsAtItsDeadline() throws IOException {
    try (TestGuest g = guest()) {
      clock(g, 0, 1, 60_000_000_000L, 0);
      long start = System.nanoTime();
      assertThatThrownBy(
              () -> g.store.callWithTimeout(Duration.ofMillis(50), () -> pollMillis(g, 1)))
          .isInstanceOf(TimedOut.class);
      assertThat((System.nanoTime() - start) / 1_000_000).isBetween(50L, 150L);
    }
  }

  @Test
  void aSleepingGuestCanBeInterrupted() throws Exception {
    try (TestGuest g = guest()) {
      clock(g, 0, 1, 60_000_000_000L, 0);
      long[] asked = new long[1];
      Thread other =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                asked[0] = System.nanoTime();
                g.store.interrupt();
              });
      assertThatThrownBy(() -> pollMillis(g, 1)).isInstanceOf(Interrupted.class);
      long stopped = System.nanoTime();
      other.join();
      assertThat((stopped - asked[0]) / 1_000_000).isLessThan(100);
    }
  }

  @Test
  void aGuestThatWaitsForInputStopsAtItsDeadline() throws IOException {
    PipedInputStream in = new PipedInputStream();
    try (PipedOutputStream typed = new PipedOutputStream(in);
        TestGuest g = new TestGuest(WasiPreview1.builder().stdin(in))) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> g.store.callWithTimeout(Duration.ofMillis(50), () -> g.read(0, 9)))
          .isInstanceOf(TimedOut.class);
      assertThat((System.nanoTime() - start) / 1_000_000).isBetween(50L, 500L);
      typed.write("late".getBytes(StandardCharsets.UTF_8));
      typed.flush();
      assertThat(g.read(0, 2)).as("what came later is still there").isEqualTo("la");
      assertThat(g.read(0, 9)).isEqualTo("te");
      typed.close();
      assertThat(g.read(0, 9)).as("at the end").isEmpty();
    }
  }

  @Test
  void aGuestThatWaitsGetsWhatComes() throws Exception {
    PipedInputStream in = new PipedInputStream();
    try (PipedOutputStream typed = new PipedOutputStream(in);
        TestGuest g = new TestGuest(WasiPreview1.builder().stdin(in))) {
      Thread typist =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Thread.sleep(50);
                  typed.write("soon".getBytes(StandardCharsets.UTF_8));
                  typed.flush();
                } catch (IOException | InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(g.read(0, 9)).isEqualTo("soon");
      typist.join();
    }
  }

  @Test
  void aStreamThatFailsIsAnErrorOnce() throws IOException {
    InputStream failing =
        new InputStream() {
          private int reads;

          @Override
          public int read() throws IOException {
            if (reads++ == 0) {
              throw new IOException("unplugged");
            }
            return -1;
          }
        };
    try (TestGuest g = new TestGuest(WasiPreview1.builder().stdin(failing))) {
      g.vectors(DATA + 0x1000, 9);
      assertThat(g.call("fd_read", 0, DATA, 1, OUT)).isEqualTo(IO);
      assertThat(g.read(0, 9)).isEmpty();
    }
  }

  @Test
  void descriptorsAreLimited(@TempDir Path root) throws IOException {
    WasiPreview1.Builder builder = WasiPreview1.builder().preopen("/", root).maxDescriptors(6);
    try (TestGuest g = new TestGuest(builder)) {
      assertThat(g.open("a", 1, Rights.FILE)).isEqualTo(4);
      assertThat(g.open("b", 1, Rights.FILE)).isEqualTo(5);
      Object[] another = {3, 0, "a", 0, Rights.FILE, 0L, 0, OUT};
      assertThat(g.call("path_open", another)).isEqualTo(MFILE);
      assertThat(g.call("fd_close", 4)).isEqualTo(SUCCESS);
      assertThat(g.open("a", 0, Rights.FILE)).as("the lowest free number").isEqualTo(4);
      assertThat(g.call("path_open", another)).isEqualTo(MFILE);
      assertThat(g.call("fd_renumber", 5, 4)).isEqualTo(SUCCESS);
      assertThat(g.open("a", 0, Rights.FILE)).isEqualTo(5);
    }
    assertThatThrownBy(() -> WasiPreview1.builder().maxDescriptors(2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
