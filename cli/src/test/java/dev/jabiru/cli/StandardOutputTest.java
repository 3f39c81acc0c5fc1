// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a command whose standard output takes nothing. */
@DisabledOnOs(OS.WINDOWS)
class StandardOutputTest {
  @TempDir Path folder;

  @Test
  void aClosedPipeEndsTheCommandQuietly() throws Exception {
    Process process = inspection(ProcessBuilder.Redirect.PIPE).start();
    process.getInputStream().close();
    assertThat(end(process)).isEmpty();
    assertThat(process.exitValue()).isEqualTo(141);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is Linux's")
  void aFullDeviceIsNamed() throws Exception {
    Process process = inspection(ProcessBuilder.Redirect.to(new File("/dev/full"))).start();
    assertThat(end(process))
        .isEqualTo("jabiru: standard output cannot be written: No space left on device\n");
    assertThat(process.exitValue()).isEqualTo(1);
  }

  private ProcessBuilder inspection(ProcessBuilder.Redirect out) throws IOException {
    Path module = Files.writeString(folder.resolve("empty.wat"), "(module)");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.jabiru.cli.Main",
            "inspect",
            module.toString())
        .redirectOutput(out);
  }

  private static String end(Process process) throws Exception {
    try {
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return err;
    } finally {
      process.destroyForcibly();
    }
  }
}
