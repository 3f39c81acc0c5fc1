// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.UnsupportedTargetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache of the command line; the build lets it lie in its own output. */
class CacheCommandTest {
  @TempDir Path folder;

  private static long entries() {
    String json = Outcome.of("cache", "info", "--json").out();
    String number = json.replaceAll("(?s).*\"entries\" : (\\d+).*", "$1");
    return Long.parseLong(number);
  }

  private Path program() throws IOException {
    String name = UUID.randomUUID().toString(); // that of no module which the cache has seen
    return Files.writeString(
        folder.resolve(name + ".wat"),
        "(module (func (export \"f\") (result i32) (i32.const 5)) (@custom \"n\" \""
            + name
            + "\"))");
  }

  @Test
  void runsPutClassesIntoTheCacheOnce() throws IOException {
    assertCachedOnce("jvm");
  }

  @Test
  void runsPutMachineCodeIntoTheCacheOnce() throws IOException {
    try (Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.X64))) {
      assertThat(engine.targetReason()).isNotEmpty();
    } catch (UnsupportedTargetException e) {
      Assumptions.abort("NOT RUN: " + e.getMessage());
    }
    assertCachedOnce("x64");
  }

  private void assertCachedOnce(String target) throws IOException {
    Path file = program();
    long before = entries();
    Object[] line = {"run", "--target", target, "--invoke", "f", file};
    Object[] without = {"run", "--no-cache", "--target", target, "--invoke", "f", file};
    assertThat(Outcome.of(without).out()).isEqualTo("5\n");
    assertThat(entries()).isEqualTo(before);
    for (int i = 0; i < 2; i++) {
      assertThat(Outcome.of(line).out()).isEqualTo("5\n");
      assertThat(entries()).isEqualTo(before + 1);
    }
  }

  @Test
  void itsSubCommandsTellAndClear() {
    assertThat(Outcome.of("cache", "info").out()).contains("folder", "entries", "bytes");
    assertThat(Outcome.of("cache", "--help").out()).contains("~/.cache/jabiru");
    Outcome cleared = Outcome.of("cache", "clear");
    assertThat(cleared.out()).matches("deleted \\d+ entries of \\d+ bytes\n");
    assertThat(cleared).isEqualTo(new Outcome(0, cleared.out(), ""));
    assertThat(entries()).isZero();
    Outcome nothing = Outcome.of("cache");
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(nothing.err()).contains("info or clear");
  }

  /** As in a container for a user that its system does not know. */
  @Test
  void withoutAHomeThereIsNoCacheButForAFolderThatIsNamed() throws Exception {
    Path file = program();
    assertThat(withoutHome("run", "--invoke", "f", file.toString())).isEqualTo("5\n0");
    assertThat(withoutHome("cache", "info"))
        .isEqualTo("jabiru: this user has no home for a cache; name a folder in JABIRU_CACHE\n1");
    assertThat(folder).isDirectoryNotContaining(each -> !each.equals(file));
  }

  /** {@return what a command prints in {@link #folder}, and its exit code} */
  private String withoutHome(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Duser.home=?"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.jabiru.cli.Main");
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("JABIRU_CACHE", "XDG_CACHE_HOME"));
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return out + process.waitFor();
  }
}
