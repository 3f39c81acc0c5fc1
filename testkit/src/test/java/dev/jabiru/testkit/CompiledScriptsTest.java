// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.runtime.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Scripts in a JVM that compiles all guest code with C2 before it runs it.
 *
 * <p>C2 knows Java's arithmetic, in which a signalling NaN is a NaN like any other, and folds
 * accordingly. Each command runs only once, so elsewhere it would never be compiled.
 */
class CompiledScriptsTest {
  private static final List<String> SCRIPTS =
      List.of("conversions.wast", "f32.wast", "f64.wast", "float_exprs.wast", "float_misc.wast");

  @Test
  void foldingKeepsTheMeaningOfFloats() throws IOException, InterruptedException {
    Path core = Suite.require().resolve("core");
    String classPath = System.getProperty("java.class.path");
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xcomp",
            "-XX:-TieredCompilation",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,wasm.*::*",
            "-cp",
            System.getProperty("surefire.test.class.path", classPath),
            CompiledScriptsTest.class.getName());
    for (String script : SCRIPTS) {
      java.command().add(String.valueOf(core.resolve(script)));
    }
    Process process = java.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("7045 passed, 0 failed, 0 skipped");
  }

  /** Runs the scripts named by the arguments. */
  public static void main(String[] files) {
    WastTally tally = new WastTally();
    WastRunner runner = new WastRunner(Config.TargetChoice.JVM);
    for (String file : files) {
      runner.run(Path.of(file), tally);
    }
    tally.failures().forEach(System.out::println);
    System.out.println(tally.summary());
    System.exit(tally.failures().isEmpty() ? 0 : 1);
  }
}
