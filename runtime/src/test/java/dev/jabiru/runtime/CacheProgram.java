// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A program that runs small modules out of a cache for ever, on all targets there are, and checks
 * what they return; or clears the cache for ever.
 *
 * <p>The modules are versions of a few, so that functions of one are taken for the next, and have
 * their functions in several classes, so that what is kept of them grows.
 */
final class CacheProgram {
  static final long MAX_BYTES = 120_000;
  static final int LINEAGES = 3;
  static final int VERSIONS = 4;

  private static final String PADDING =
      "(local.set 0 (i32.add (local.get 0) (i32.const 0)))".repeat(200);

  private CacheProgram() {}

  /** Takes the cache's folder, a seed, and what to do: run or clear. */
  public static void main(String[] args) throws Exception {
    CodeCache cache = CodeCache.of(Path.of(args[0]), MAX_BYTES);
    Random random = new Random(Long.parseLong(args[1]));
    for (Config.TargetChoice target : targets()) {
      run(cache, target, 0, 0, "f"); // slow the first time
    }
    System.out.println("ready");
    while (true) {
      if (args[2].equals("clear")) {
        cache.clear();
        Thread.sleep(random.nextInt(20));
      } else {
        List<Config.TargetChoice> targets = targets();
        run(
            cache,
            targets.get(random.nextInt(targets.size())),
            random.nextInt(LINEAGES),
            random.nextInt(VERSIONS),
            random.nextBoolean() ? "f" : "g");
        writeAgain(cache, random);
      }
    }
  }

  /** Writes a file as it is, many times over, so that much of the time is spent in writing. */
  private static void writeAgain(CodeCache cache, Random random) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(cache.info().folder())) {
      files = all.filter(file -> !file.toString().endsWith(".tmp")).toList();
    }
    try {
      Path file = files.get(random.nextInt(files.size()));
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < 200; i++) {
        cache.put(file, bytes);
      }
    } catch (NoSuchFileException | IllegalArgumentException e) {
      // Another program deleted it, or all of them.
    }
  }

  static List<Config.TargetChoice> targets() {
    return NativePlatform.reasonAgainst() == null
        ? List.of(Config.TargetChoice.JVM, Config.TargetChoice.X64)
        : List.of(Config.TargetChoice.JVM);
  }

  /** Runs one of the functions {@code f} and {@code g} of a version, and checks its result. */
  static void run(
      CodeCache cache, Config.TargetChoice target, int lineage, int version, String function) {
    String text =
        """
        (module
          %s
          (func $scale (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))
          (func (export "f") (param i32) (result i32)
            (i32.add (call $scale (local.get 0)) (i32.const %d)))
          (func $same (param i32) (result i32) %s (local.get 0))
          (func (export "g") (param i32) (result i32)
            (i32.sub (call $same (call $scale (local.get 0))) (i32.const %d))))
        """
            .formatted("(global i32 (i32.const 1))".repeat(lineage), version, PADDING, version);
    Config config = Config.defaults().withCache(cache).withTarget(target);
    try (Engine engine = Engine.of(config);
        Store store = Store.of(engine)) {
      Object result = Instance.of(store, Module.of(engine, text)).func(function).call(14);
      assertThat(result)
          .as("%s of lineage %d, version %d, on %s", function, lineage, version, target)
          .isEqualTo(function.equals("f") ? 42 + version : 42 - version);
    }
  }

  /** Starts it. */
  static Process start(Path folder, long seed, String what, File output) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(CacheProgram.class.getName(), folder.toString(), "" + seed, what));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
  }
}
