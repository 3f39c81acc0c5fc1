// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.artifact.ArtifactException;
import dev.jabiru.environ.artifact.ArtifactFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several programs use a cache that is too small for all they put there. */
class CacheProcessesTest {
  private static final int KILLS = Integer.getInteger("jabiru.cache.kills", 8);
  private static final int PROGRAMS = 4;

  @TempDir Path folder;
  private Path place;
  private CodeCache cache;

  @BeforeEach
  void makeCache() throws IOException {
    place = folder.resolve("cache");
    cache = CodeCache.of(place, CacheProgram.MAX_BYTES);
  }

  private static void await(BooleanSupplier what) throws InterruptedException {
    for (long end = System.nanoTime() + 60_000_000_000L; !what.getAsBoolean(); ) {
      assertThat(System.nanoTime()).as("the time this takes at most").isLessThan(end);
      Thread.sleep(1);
    }
  }

  private File output(int program) {
    return folder.resolve("output" + program).toFile();
  }

  /** Starts programs, and returns when all of them have done something. */
  private List<Process> start(long seed, String... what) throws Exception {
    List<Process> programs = new ArrayList<>();
    for (int i = 0; i < what.length; i++) {
      programs.add(CacheProgram.start(place, seed + i, what[i], output(i)));
    }
    for (int i = 0; i < what.length; i++) {
      Process program = programs.get(i);
      File output = output(i);
      await(() -> !program.isAlive() || read(output).contains("ready"));
    }
    return programs;
  }

  private static String read(File file) {
    try {
      return Files.readString(file.toPath());
    } catch (IOException e) {
      return "";
    }
  }

  private void kill(List<Process> programs) throws InterruptedException {
    for (int i = 0; i < programs.size(); i++) {
      assertThat(programs.get(i).isAlive()).as(read(output(i))).isTrue();
      programs.get(i).destroyForcibly();
    }
    for (Process program : programs) {
      assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(place)) {
      return files.toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Every file that has its name can be read; returns how many of each kind there are. */
  private Map<String, Integer> checkFiles() throws IOException {
    Map<String, Integer> kinds = new TreeMap<>();
    for (Path file : files()) {
      String name = file.getFileName().toString();
      String kind = name.substring(name.indexOf('.'));
      try {
        byte[] bytes = Files.readAllBytes(file);
        switch (kind) {
          case ".jabiru" -> {
            var code = ArtifactFile.read(bytes).nativeCode().orElseThrow();
            assertThat(code.text().checksum()).isEqualTo(code.textChecksum());
          }
          case ".functions" ->
              assertThat(LineageFile.read(bytes).functions().length()).isPositive();
          case ".classes" -> assertThat(ClassesFile.read(bytes)).isNotEmpty();
          default -> {
            assertThat(kind).isEqualTo(".tmp");
            kind = "unfinished " + contents(bytes);
          }
        }
        kinds.merge(kind, 1, Integer::sum);
      } catch (NoSuchFileException e) {
        // Deleted by a program that runs.
      }
    }
    return kinds;
  }

  /** What a file was going to be. */
  private static String contents(byte[] file) {
    if (file.length == 0) {
      return "empty";
    }
    if (ArtifactFile.isArtifact(file)) {
      return ".jabiru";
    }
    try {
      return LineageFile.read(file).entry().endsWith(".jabiru") ? ".functions" : ".classes";
    } catch (ArtifactException e) {
      return ".classes";
    }
  }

  private void runAll() {
    for (Config.TargetChoice target : CacheProgram.targets()) {
      for (int lineage = 0; lineage < CacheProgram.LINEAGES; lineage++) {
        for (int version = 0; version < CacheProgram.VERSIONS; version++) {
          CacheProgram.run(cache, target, lineage, version, "f");
          CacheProgram.run(cache, target, lineage, version, "g");
        }
      }
    }
  }

  /** What a killed program has not finished is left for an hour, and what evicts is not exact. */
  private void checkSize() throws IOException {
    assertThat(cache.info().bytes()).isLessThan(2 * CacheProgram.MAX_BYTES);
  }

  @Test
  void killingProgramsLeavesTheCacheSound() throws Exception {
    Random random = new Random(2);
    Map<String, Integer> seen = new TreeMap<>();
    int kills = 0;
    while (kills < KILLS) {
      List<Process> programs = start(random.nextLong(), "run", "run", "run", "run");
      Thread.sleep(random.nextInt(300));
      kill(programs);
      kills += PROGRAMS;
      checkFiles().forEach((kind, count) -> seen.merge(kind, count, Integer::sum));
      runAll();
      checkSize();
      for (Path file : files()) {
        if (file.toString().endsWith(".tmp")) {
          Files.delete(file);
        }
      }
    }
    System.out.println(kills + " programs killed; files found afterwards: " + seen);
    assertThat(seen).containsKeys(".classes");
    if (CacheProgram.targets().size() > 1) {
      assertThat(seen).containsKeys(".jabiru", ".functions");
    }
    if (kills >= 100) {
      assertThat(seen.keySet())
          .as("kills in the middle of writing")
          .anyMatch(kind -> kind.startsWith("unfinished"));
    }
  }

  @Test
  void programsThatWriteReadEvictAndClearAtTheSameTimeDoNoHarm() throws Exception {
    List<Process> programs = start(7, "run", "run", "run", "clear");
    runAll();
    checkFiles();
    checkSize();
    kill(programs);
    for (int i = 0; i < programs.size(); i++) {
      assertThat(read(output(i))).doesNotContain("is compiled again", "nothing is reused");
    }
    cache.clear();
    assertThat(files()).isEmpty();
  }
}
