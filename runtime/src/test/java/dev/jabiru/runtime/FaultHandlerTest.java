// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The handler of faults among what else there is in a process: HotSpot's own use of faults, its
 * collectors and tools, other class loaders, limits of the system, and mistakes.
 */
class FaultHandlerTest {
  private static final String OUT_OF_BOUNDS = "; 0; OUT_OF_BOUNDS_MEMORY in 1";

  @TempDir Path folder;

  @BeforeEach
  void askForGuardPages() {
    String reason = NativePlatform.reasonAgainst();
    Assumptions.assumeTrue(reason == null, () -> "NOT RUN: the target x64: " + reason);
    Engine engine = FaultProgram.engine();
    Assumptions.assumeTrue(
        engine.hasGuardPages(), () -> "NOT RUN: guard pages: " + engine.targetReason());
  }

  /** What a child printed, and how it ended. */
  private record Ended(String output, int code) {}

  private Ended run(List<String> prefix, List<String> options, String... program)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-ea"));
    command.addAll(options);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), FaultProgram.class.getName()));
    command.addAll(List.of(program));
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile()).environment().remove("JDK_JAVA_OPTIONS");
    Process java = builder.redirectOutput(output.toFile()).start();
    assertThat(java.waitFor(180, TimeUnit.SECONDS)).isTrue();
    return new Ended(Files.readString(output), java.exitValue());
  }

  private Ended run(String... program) throws IOException, InterruptedException {
    return run(List.of(), List.of(), program);
  }

  // ---- Beside HotSpot -----------------------------------------------------------------------

  private void storm(int seconds, String... options) throws Exception {
    Ended ended = run(List.of(), List.of(options), "storm", Integer.toString(seconds));
    assertThat(ended.output).endsWith("as expected\n");
    assertThat(ended.code).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseParallelGC", "-XX:+UseSerialGC"})
  void trapsAndTheFaultsOfHotSpotKeepApart(String collector) throws Exception {
    storm(1, collector);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseParallelGC", "-XX:+UseSerialGC"})
  void theyKeepApartForLong(String collector) throws Exception {
    storm(15, collector);
  }

  @Test
  void trapsComeWhileTheFlightRecorderSamples() throws Exception {
    storm(
        2,
        "-XX:StartFlightRecording:filename=recording.jfr,"
            + "jdk.ExecutionSample#enabled=true,jdk.ExecutionSample#period=1ms,"
            + "jdk.NativeMethodSample#enabled=true,jdk.NativeMethodSample#period=1ms");
    assertThat(folder.resolve("recording.jfr")).exists();
  }

  /** It asks every few seconds who handles signals, and says once that HotSpot does not. */
  @Test
  void checkingJniWarnsAndNoMore() throws Exception {
    storm(2, "-Xcheck:jni");
  }

  /** It hides handlers from each other, but what the linker of Java finds is the C library's. */
  @Test
  void theSignalLibraryOfTheJdkChangesNothing() throws Exception {
    Path library = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
    List<String> preload = List.of("env", "LD_PRELOAD=" + library);
    Ended storm = run(preload, List.of(), "storm", "1");
    assertThat(storm.output).endsWith("as expected\n");
    assertDiesLoudly(run(preload, List.of(), "stray"));
  }

  // ---- Mistakes -----------------------------------------------------------------------------

  @Test
  void aFaultOfJavaGoesToHotSpot() throws Exception {
    assertDiesLoudly(run("stray"));
  }

  @Test
  void aFaultOfGuestCodeOutsideOfItsMemoriesGoesToHotSpot() throws Exception {
    assertDiesLoudly(run("strayGuest"));
  }

  @Test
  void aSignalThatAnotherProcessSendsGoesToHotSpot() throws Exception {
    assertDiesLoudly(run("sent"));
  }

  private void assertDiesLoudly(Ended ended) throws IOException {
    assertThat(ended.output)
        .contains(OUT_OF_BOUNDS, "A fatal error has been detected by the Java Runtime", "SIGSEGV");
    assertThat(ended.code).isEqualTo(128 + 6);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).anyMatch(file -> file.getFileName().toString().startsWith("hs_err_pid"));
    }
  }

  @Test
  void aFaultInsideAMemoryIsAnAssertionError() throws Exception {
    assertThat(run("inside")).isEqualTo(new Ended("a fault inside a memory\n", 0));
  }

  // ---- Several class loaders ----------------------------------------------------------------

  @Test
  void classLoadersShareOneHandler() throws Exception {
    String before = System.getProperty(FaultHandler.PROPERTY);
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":")) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    List<Class<?>> others = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ClassLoader loader =
          new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
      others.add(loader.loadClass(OtherLoader.class.getName()));
    }
    List<Thread> threads = new ArrayList<>();
    List<Object> results = new ArrayList<>();
    others.add(OtherLoader.class);
    for (Class<?> other : others) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                Object result;
                try {
                  result = other.getMethod("run").invoke(null);
                } catch (ReflectiveOperationException e) {
                  result = e;
                }
                synchronized (results) {
                  results.add(result);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(results).containsExactly("guarded 2000", "guarded 2000", "guarded 2000");
    assertThat(System.getProperty(FaultHandler.PROPERTY)).isEqualTo(before);
  }

  /** What is run in each class loader. */
  public static final class OtherLoader {
    private OtherLoader() {}

    /** {@return whether there are guard pages, and how many traps came} */
    public static String run() {
      try (Engine engine = FaultProgram.engine();
          Store store = Store.of(engine)) {
        Func load = Instance.of(store, Module.of(engine, FaultProgram.GUEST)).func("load");
        int traps = 0;
        for (int i = 0; i < 4000; i++) {
          try {
            load.call(i % 2 == 0 ? 70_000 : 7);
          } catch (Trap e) {
            traps++;
          }
        }
        return (engine.hasGuardPages() ? "guarded " : "checked ") + traps;
      }
    }
  }

  @Test
  void anotherVersionsHandlerIsLeftAlone() throws Exception {
    Ended ended = run(List.of(), List.of("-D" + FaultHandler.PROPERTY + "=0@7f0000000000"), "run");
    assertThat(ended.output).contains("another version of Jabiru", OUT_OF_BOUNDS);
    ended = run(List.of(), List.of("-D" + FaultHandler.PROPERTY + "=1@7f0000000000"), "run");
    assertThat(ended.output).contains("another library handles faults", OUT_OF_BOUNDS);
  }

  // ---- Limits -------------------------------------------------------------------------------

  @Test
  void whereAddressesAreLimitedCodeChecksBounds() throws Exception {
    Ended ended = run(List.of("bash", "-c", "ulimit -v 12000000; exec \"$0\" \"$@\""), "run");
    assertThat(ended.output).contains("address space is limited", OUT_OF_BOUNDS);
    assertThat(ended.code).isZero();
  }

  /** Memories that may grow as they like take 4 GiB of addresses each in machine code. */
  @ParameterizedTest
  @ValueSource(ints = {3_000_000, 4_000_000, 8_000_000})
  void whereAddressesAreLimitedTheEngineChoosesClassFiles(int kilobytes) throws Exception {
    List<String> limited = List.of("bash", "-c", "ulimit -v " + kilobytes + "; exec \"$0\" \"$@\"");
    Ended ended = run(limited, List.of("-Xmx128m", "-XX:+UseSerialGC"), "auto");
    assertThat(ended.output)
        .startsWith("target jvm: ")
        .contains("address space")
        .endsWith("; 50\n");
    assertThat(ended.code).isZero();
  }

  private Ended run(List<String> prefix, String program) throws Exception {
    return run(prefix, List.of(), program);
  }

  @Tag("long")
  @Test
  void memoriesWithoutEndMeetALimitAndTheJvmGoesOn() throws Exception {
    Ended ended = run("fill");
    assertThat(ended.output).startsWith("thousands\nthousands\n").contains(OUT_OF_BOUNDS);
    assertThat(ended.code).isZero();
  }

  // ---- The guest's stack --------------------------------------------------------------------

  /** The kernel pushes what it saves on the stack that is current, however deep the guest is. */
  @Test
  void faultsAreHandledWhereTheStackEnds() {
    Engine engine = FaultProgram.engine();
    Instance instance =
        Instance.of(
            Store.of(engine),
            Module.of(
                engine,
                """
                (module (memory 1)
                  (func $leaf (param i32) (result i32) (i32.load (local.get 0)))
                  (func $down (export "down") (param $n i32) (param $a i32) (result i32)
                    (if (result i32) (local.get $n)
                      (then (i32.add (i32.const 1)
                          (call $down (i32.sub (local.get $n) (i32.const 1)) (local.get $a))))
                      (else (call $leaf (local.get $a))))))
                """));
    Func down = instance.func("down");
    int low = 0;
    int high = 1 << 20;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      try {
        down.call(middle, 0);
        low = middle;
      } catch (StackExhausted e) {
        high = middle;
      }
    }
    assertThat(low).isGreaterThan(1000);
    for (int depth = low - 200; depth <= low; depth++) {
      try {
        down.call(depth, -1);
        throw new AssertionError("no trap at depth " + depth);
      } catch (Trap e) {
        assertThat(e.getMessage()).startsWith("out of bounds memory access");
      }
    }
  }

  @Test
  void aSignalFrameIsSmallBesideWhatTheLimitLeaves() throws IOException {
    ByteBuffer vector =
        ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
            .order(ByteOrder.nativeOrder());
    while (vector.remaining() >= 16) {
      long key = vector.getLong();
      long value = vector.getLong();
      if (key == 51) { // AT_MINSIGSTKSZ
        assertThat(value).isBetween(1L, NativeStore.HEAD_ROOM_BYTES / 4);
      }
    }
  }

  @Test
  void aHundredThousandTrapsLeaveEverythingAsItWas() {
    Engine engine = FaultProgram.engine();
    Instance instance = Instance.of(Store.of(engine), Module.of(engine, FaultProgram.GUEST));
    Func load = instance.func("load");
    int traps = 0;
    for (int i = 0; i < 100_000; i++) {
      try {
        load.call(-1 - i);
      } catch (Trap e) {
        traps++;
      }
    }
    assertThat(traps).isEqualTo(100_000);
    assertThat(load.call(0)).isEqualTo(0);
  }
}
