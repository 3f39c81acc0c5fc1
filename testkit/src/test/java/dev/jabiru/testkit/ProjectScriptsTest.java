// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.runtime.Config;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The project's own scripts, which need no other folder than this checkout and no feature that a
 * target lacks. The official ones for tail calls are mostly about modules that no target compiles
 * yet, so {@code tail-calls.wast} covers what they do.
 */
class ProjectScriptsTest {
  @ParameterizedTest
  @CsvSource({
    "JVM, control.wast, 26",
    "JVM, folding.wast, 15",
    "JVM, linking.wast, 36",
    "JVM, memory.wast, 52",
    "JVM, numbers.wast, 55",
    "JVM, tail-calls.wast, 53",
    "X64, control.wast, 26",
    "X64, folding.wast, 15",
    "X64, linking.wast, 36",
    "X64, memory.wast, 52",
    "X64, numbers.wast, 55",
    "X64, tail-calls.wast, 53",
  })
  void everyCommandPasses(Config.TargetChoice target, String script, int passed) {
    OfficialScriptsTest.requireTarget(target);
    WastTally tally = new WastTally();
    new WastRunner(target).run(Path.of("src/test/scripts", script), tally);
    assertThat(tally.failures()).isEmpty();
    assertThat(tally.summary()).isEqualTo(passed + " passed, 0 failed, 0 skipped");
  }
}
