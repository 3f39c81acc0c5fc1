// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.runtime.Config;
import dev.jabiru.wasm.Feature;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every command of the official scripts on the JVM target.
 *
 * <p>The numbers of passed commands are pinned: when they fall, something was lost; when they rise,
 * pin the new ones.
 */
class OfficialScriptsTest {
  /** What the target does not compile yet. */
  private static final Set<Feature> LACKING =
      EnumSet.of(
          Feature.SIMD,
          Feature.RELAXED_SIMD,
          Feature.FUNCTION_REFERENCES,
          Feature.GC,
          Feature.EXCEPTIONS,
          Feature.LEGACY_EXCEPTIONS,
          Feature.THREADS,
          Feature.MEMORY64);

  private static WastTally run(String folder) {
    WastTally tally = new WastTally();
    WastRunner runner = new WastRunner(Config.TargetChoice.JVM);
    for (Path script : Suite.scripts(folder)) {
      runner.run(script, tally);
    }
    return tally;
  }

  @ParameterizedTest
  @CsvSource({
    "core, 37118",
    "custom, 27",
    "legacy, 19",
    "proposals/custom-page-sizes, 207",
    "proposals/wide-arithmetic, 109",
    "proposals/threads, 483",
  })
  void commandsPassAndOnlyWhatTheTargetLacksIsSkipped(String folder, int passed) {
    WastTally tally = run(folder);
    System.out.println(
        folder + ": " + tally.summary() + "; at run time " + tally.passedAtRunTime());
    assertThat(tally.failures()).isEmpty();
    assertThat(tally.passed()).isEqualTo(passed);
    if (folder.equals("core")) {
      assertThat(tally.passedAtRunTime()).isGreaterThanOrEqualTo(15_000);
    }
    for (Feature feature : Feature.values()) {
      assertThat(tally.skipped(feature) == 0 || LACKING.contains(feature))
          .as("%s: %s commands skipped", feature.key(), tally.skipped(feature))
          .isTrue();
    }
  }
}
