// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.x64.CpuFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeCacheTest {
  @TempDir Path folder;
  private Path place;

  @BeforeEach
  void onlyWhereMachineCodeRuns() {
    String reason = NativePlatform.reasonAgainst();
    Assumptions.assumeTrue(reason == null, () -> "NOT RUN: the target x64: " + reason);
    place = folder.resolve("cache");
  }

  private CodeCache cache(long maxBytes) throws IOException {
    return CodeCache.of(place, maxBytes);
  }

  private static String text(int result) {
    return "(module (func (export \"f\") (result i32) (i32.const " + result + ")))";
  }

  private static Object run(CodeCache cache, int result) {
    return run(Config.defaults().withCache(cache), result);
  }

  private static Object run(Config config, int result) {
    try (Engine engine = Engine.of(config.withTarget(Config.TargetChoice.X64));
        Store store = Store.of(engine)) {
      return Instance.of(store, Module.of(engine, text(result))).func("f").call();
    }
  }

  private static Object runText(CodeCache cache, String text) {
    try (Engine engine =
            Engine.of(Config.defaults().withCache(cache).withTarget(Config.TargetChoice.X64));
        Store store = Store.of(engine)) {
      return Instance.of(store, Module.of(engine, text)).func("f").call();
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(file -> !file.toString().endsWith(".functions")).sorted().toList();
    }
  }

  private List<Path> lineages() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(file -> file.toString().endsWith(".functions")).sorted().toList();
    }
  }

  @Test
  void whatWasCompiledIsFoundAgain() throws IOException {
    CodeCache cache = cache(1 << 20);
    assertThat(run(cache, 7)).isEqualTo(7);
    List<Path> entries = entries();
    assertThat(entries).hasSize(1);
    Object key = Files.getAttribute(entries.getFirst(), "unix:ino");
    Files.setLastModifiedTime(entries.getFirst(), FileTime.from(Instant.EPOCH));
    assertThat(run(cache, 7)).isEqualTo(7);
    assertThat(entries()).isEqualTo(entries);
    assertThat(Files.getAttribute(entries.getFirst(), "unix:ino"))
        .as("not written again")
        .isEqualTo(key);
    assertThat(Files.getLastModifiedTime(entries.getFirst()).toInstant())
        .as("used now")
        .isAfter(Instant.EPOCH);
    assertThat(cache.info().entries()).isEqualTo(1);
    assertThat(cache.info().bytes())
        .isEqualTo(Files.size(entries.getFirst()) + Files.size(lineages().getFirst()));
  }

  @Test
  void othersHaveOtherEntries() throws IOException {
    CodeCache cache = cache(1 << 20);
    Config config = Config.defaults().withCache(cache);
    assertThat(run(cache, 7)).isEqualTo(7);
    assertThat(run(cache, 8)).isEqualTo(8);
    run(config.withInterruptible(false), 7);
    run(config.withGuardPages(false), 7);
    run(config.withOptimize(false), 7);
    run(config.withCpu(CpuFeatures.BASELINE), 7);
    assertThat(entries()).hasSize(6);
    run(config.withCpu(CpuFeatures.ofThisMachine()), 7);
    assertThat(entries()).as("what is taken by itself").hasSize(6);
    cache.clear();
    assertThat(entries()).isEmpty();
  }

  @Test
  void filesOfOthersAreLeftAlone() throws IOException {
    CodeCache cache = cache(1);
    List<Path> foreign = new ArrayList<>();
    for (String name : List.of("mine.jabiru", "cafe.jabiru", "notes.tmp", ".tmp", "a.functions")) {
      foreign.add(Files.writeString(place.resolve(name), "precious"));
    }
    assertThat(cache.info().entries()).isZero();
    run(cache, 7);
    cache.clear();
    assertThat(foreign).allMatch(Files::exists);
    assertThat(cache.info().entries()).isZero();
  }

  @Test
  void damagedEntriesAreCompiledAgain() throws IOException {
    CodeCache cache = cache(1 << 20);
    run(cache, 7);
    Path entry = entries().getFirst();
    byte[] good = Files.readAllBytes(entry);
    Random random = new Random(1);
    for (int i = 0; i < 60; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(entry, i % 3 == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad);
      assertThat(run(cache, 7)).isEqualTo(7);
    }
    assertThat(Files.readAllBytes(entry)).isEqualTo(good);
  }

  @Test
  void theNextVersionTakesWhatHasNotChanged() throws IOException {
    CodeCache cache = cache(1 << 20);
    String text =
        """
        (module
          (func $one (param i32) (result i32) local.get 0 i32.const 7 i32.div_u)
          (func (export "f") (result i32) (call $one (i32.const %d))))
        """;
    String inserted =
        text.replace("(func $one", "(func (param i32) (result i32) local.get 0) (func $one");
    assertThat(runText(cache, text.formatted(70))).isEqualTo(10);
    assertThat(runText(cache, text.formatted(77))).isEqualTo(11);
    assertThat(entries()).hasSize(2);
    assertThat(lineages()).as("of both").hasSize(1);
    Path lineage = lineages().getFirst();
    byte[] goodLineage = Files.readAllBytes(lineage);
    Path earlier = place.resolve(LineageFile.read(goodLineage).entry());
    byte[] goodEarlier = Files.readAllBytes(earlier);
    assertThat(runText(cache, inserted.formatted(84))).isEqualTo(12);
    Path entry = place.resolve(LineageFile.read(Files.readAllBytes(lineage)).entry());
    byte[] expected = Files.readAllBytes(entry);
    assertThat(entry).isNotEqualTo(earlier);
    Random random = new Random(3);
    for (int i = 0; i < 40; i++) {
      Files.write(lineage, goodLineage);
      Files.write(earlier, goodEarlier);
      Files.delete(entry);
      Path victim = i % 2 == 0 ? lineage : earlier;
      byte[] bad = Files.readAllBytes(victim);
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(victim, i % 4 < 2 ? bad : Arrays.copyOf(bad, random.nextInt(bad.length)));
      if (i == 1) {
        Files.delete(earlier);
      }
      assertThat(runText(cache, inserted.formatted(84))).isEqualTo(12);
      assertThat(Files.readAllBytes(entry)).isEqualTo(expected);
    }
  }

  @Test
  void whatWasNotUsedForLongestGoesFirst() throws IOException {
    run(cache(1 << 20), 0);
    long bytes = Files.size(entries().getFirst());
    CodeCache small = cache(3 * bytes + bytes / 2);
    Path first = entries().getFirst();
    for (int i = 1; i <= 5; i++) {
      Files.setLastModifiedTime(first, FileTime.from(Instant.now().plusSeconds(60)));
      run(small, i);
    }
    assertThat(entries()).hasSize(3).contains(first);
  }

  @Test
  void foldersThatOthersCanWriteToAreRefused() throws IOException {
    cache(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
        .isEqualTo("rwx------");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwx---"));
    assertThatThrownBy(() -> cache(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("others can write to it");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), place);
    assertThatThrownBy(() -> CodeCache.of(link, 1)).hasMessageContaining("is no folder");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> CodeCache.of(file, 1)).hasMessageContaining("is no folder");
  }

  @Test
  void whereNothingCanBeWrittenModulesRun() throws IOException {
    CodeCache cache = cache(1 << 20);
    Files.delete(place);
    assertThat(run(cache, 7)).isEqualTo(7);
  }
}
