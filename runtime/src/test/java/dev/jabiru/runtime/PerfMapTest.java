// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code perf} is told, by a program of its own. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class PerfMapTest {
  @TempDir Path folder;

  @Test
  void functionsHaveTheirPlaces() throws Exception {
    List<String> lines = run("-D" + PerfMap.PROPERTY + "=true");
    TreeMap<Long, Long> ends = new TreeMap<>();
    List<String> names = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.split(" ", 3);
      long start = Long.parseUnsignedLong(parts[0], 16);
      long size = Long.parseUnsignedLong(parts[1], 16);
      assertThat(size).as(line).isPositive();
      assertThat(ends.put(start, start + size)).as(line).isNull();
      names.add(parts[2]);
    }
    ends.forEach((start, end) -> {
      Long next = ends.higherKey(start);
      assertThat(next == null || next >= end).isTrue();
    });
    assertThat(names)
        .contains("ways into WebAssembly", "ways out of WebAssembly")
        .contains("answer [deep]", "f [deep]");
  }

  @Test
  void nothingIsWrittenUnasked() throws Exception {
    assertThat(run()).containsExactly("none");
  }

  private List<String> run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process java = builder.redirectOutput(output.toFile()).start();
    assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(output);
  }

  /** Prints its own map, and removes it. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws IOException {
      Path file = Path.of("/tmp/perf-" + ProcessHandle.current().pid() + ".map");
      Config config = Config.defaults().withTarget(Config.TargetChoice.X64);
      try (Engine engine = Engine.of(config)) {
        Module module =
            Module.of(
                engine,
                "(module $deep (func $answer (result i32) (i32.const 42))"
                    + " (func (export \"f\") (result i32) (call $answer)))");
        if (!Instance.of(Store.of(engine), module).func("f").call().equals(42)) {
          throw new AssertionError();
        }
        System.out.print(Files.exists(file) ? Files.readString(file) : "none\n");
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }
}
