// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cache keeps of modules on the JVM target. */
class ClassCacheTest {
  /** Functions in several classes, since bodies of 1 KiB fill one. */
  private static final String TEXT =
      """
      (module
        (func $big (param i32) (result i32) %1$s (local.get 0))
        (func $divide (param i32) (result i32) (i32.div_u (i32.const 84) (local.get 0)))
        (func $other (param i32) (result i32) %1$s (call $divide (local.get 0)))
        (func (export "f") (param i32) (result i32) (call $divide (call $big (local.get 0))))
        (func (export "g") (param i32) (result i32) (call $other (local.get 0))))
      """
          .formatted("(local.set 0 (i32.add (local.get 0) (i32.const 0)))".repeat(300));

  @TempDir Path folder;
  private Path place;
  private CodeCache cache;

  @BeforeEach
  void makeCache() throws IOException {
    place = folder.resolve("cache");
    cache = CodeCache.of(place, 1 << 20);
  }

  private Engine engine() {
    return Engine.of(Config.defaults().withCache(cache).withTarget(Config.TargetChoice.JVM));
  }

  private Object run(String function, int argument) {
    try (Engine engine = engine();
        Store store = Store.of(engine)) {
      return Instance.of(store, Module.of(engine, TEXT)).func(function).call(argument);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.sorted().toList();
    }
  }

  /** {@return how many functions are compiled while something runs} */
  private long compiledIn(Runnable what) throws IOException {
    Path file = folder.resolve("compile.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("dev.jabiru.FunctionCompiled").withoutThreshold();
      recording.start();
      what.run();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("dev.jabiru.FunctionCompiled"))
        .count();
  }

  @Test
  void theSecondRunCompilesNothing() throws IOException {
    assertThat(compiledIn(() -> assertThat(run("f", 2)).isEqualTo(42))).isPositive();
    Path file = files().getFirst();
    assertThat(files()).hasSize(1);
    Object written = Files.getAttribute(file, "unix:ino");
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    assertThat(compiledIn(() -> assertThat(run("f", 2)).isEqualTo(42))).isZero();
    assertThat(Files.getAttribute(file, "unix:ino")).as("not written again").isEqualTo(written);
    assertThat(Files.getLastModifiedTime(file).toInstant()).as("used now").isAfter(Instant.EPOCH);
    assertThat(cache.info().entries()).isEqualTo(1);
    assertThat(cache.info().bytes()).isEqualTo(Files.size(file));
  }

  @Test
  void whatALaterRunNeedsBesideIsAdded() throws IOException {
    run("f", 2);
    long first = Files.size(files().getFirst());
    assertThat(compiledIn(() -> assertThat(run("g", 3)).isEqualTo(28))).isPositive();
    assertThat(files()).hasSize(1);
    assertThat(Files.size(files().getFirst())).isGreaterThan(first);
    assertThat(
            compiledIn(() -> {
              assertThat(run("f", 2)).isEqualTo(42);
              assertThat(run("g", 3)).isEqualTo(28);
            }))
        .isZero();
  }

  @Test
  void backtracesAreTheSame() {
    List<Trap> traps =
        Stream.generate(() -> catchThrowableOfType(Trap.class, () -> run("f", 0)))
            .limit(3)
            .toList();
    assertThat(traps.getFirst().backtrace()).hasSize(2);
    assertThat(traps)
        .allSatisfy(trap -> {
          assertThat(trap.code()).isEqualTo(traps.getFirst().code());
          assertThat(trap.backtrace()).isEqualTo(traps.getFirst().backtrace());
        });
  }

  @Test
  void programsThatKeepTheirEngineOpenWriteAsTheyGo() throws Exception {
    try (Engine engine = engine();
        Store store = Store.of(engine)) {
      Instance.of(store, Module.of(engine, TEXT)).func("f").call(2);
      for (int i = 0; i < 600 && cache.info().entries() == 0; i++) {
        Thread.sleep(50);
      }
      assertThat(cache.info().entries()).isEqualTo(1);
    }
  }

  @Test
  void damagedFilesAreCompiledAgain() throws IOException {
    run("f", 2);
    Path file = files().getFirst();
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int i = 0; i < 40; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, i % 3 == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad);
      assertThat(run("f", 2)).isEqualTo(42);
      assertThat(Files.readAllBytes(file)).isEqualTo(good);
    }
  }
}
