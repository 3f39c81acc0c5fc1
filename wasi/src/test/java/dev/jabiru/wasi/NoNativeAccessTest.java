// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, started without native access: what is refused, and that nothing warns. */
class NoNativeAccessTest {
  @Test
  void aSharedDirectoryIsHeldByJavaAndAnUnsharedOneByPathWithoutAWarning(@TempDir Path root)
      throws Exception {
    Path files = Files.createDirectory(root.resolve("files"));
    Path output = root.resolve("output");
    Process java =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Program.class.getName(),
                    files.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output)
        .hasContent(
            """
            shared: mkdir NOTSUP, open SUCCESS, unlink SUCCESS
            unshared: mkdir SUCCESS, open SUCCESS, unlink SUCCESS
            """);
  }

  static final class Program {
    private Program() {}

    public static void main(String[] args) throws IOException {
      Path files = Path.of(args[0]);
      run("shared", WasiPreview1.builder().preopen("/", files));
      run("unshared", WasiPreview1.builder().preopen("/", files, Sharing.UNSHARED));
    }

    private static void run(String name, WasiPreview1.Builder builder) throws IOException {
      try (TestGuest g = new TestGuest(builder)) {
        System.out.printf(
            "%s: mkdir %s, open %s, unlink %s%n",
            name,
            g.call("path_create_directory", 3, "made"),
            g.call("path_open", 3, 0, "f", 1, Rights.FILE, 0L, 0, TestGuest.OUT),
            g.call("path_unlink_file", 3, "f"));
      }
    }
  }
}
