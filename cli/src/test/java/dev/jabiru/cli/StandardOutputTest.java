// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/** Commands whose standard output takes nothing, or is a terminal. */
@DisabledOnOs(OS.WINDOWS)
class StandardOutputTest {
  /** Makes a terminal for a program. */
  private static final Path SCRIPT = Path.of("/usr/bin/script");

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

  /** A module that takes more than a second to compile. */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "code is compiled then")
  void runningTellsATerminalHowFarCompilingHasCome() throws Exception {
    assumeTrue(Files.isExecutable(SCRIPT), "NOT RUN: no `script` (Debian: bsdutils)");
    StringBuilder text = new StringBuilder("(module (func (export \"_start\"))");
    for (int i = 0; i < 2_000; i++) {
      text.append("(func (param i32) (result i32)");
      for (int j = 0; j < 40; j++) {
        text.append("(if (result i32) (i32.lt_u (local.get 0) (i32.const " + (i * 7 + j) + "))");
        text.append("(then (i32.load offset=" + j + " (local.get 0))) (else (i32.const 5)))");
        text.append(" local.set 0 ");
      }
      text.append("local.get 0)");
    }
    Path module = Files.writeString(folder.resolve("large.wat"), text.append("(memory 1))"));
    String command =
        String.join(
            " ",
            "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "'",
            "--enable-native-access=ALL-UNNAMED",
            "-cp '" + System.getProperty("java.class.path") + "'",
            "dev.jabiru.cli.Main run --no-cache '" + module + "'");
    Process process =
        new ProcessBuilder(SCRIPT.toString(), "-qec", command, "/dev/null")
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .start();
    String out;
    try {
      out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(out).isZero();
    assertThat(out).contains("compiling large.wat [#").contains(" %").endsWith("\r");
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
