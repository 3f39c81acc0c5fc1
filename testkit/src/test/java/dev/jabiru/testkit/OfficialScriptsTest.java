// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.UnsupportedTargetException;
import dev.jabiru.wasm.Feature;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command of the official scripts on each target.
 *
 * <p>The numbers of passed commands are pinned: when they fall, something was lost; when they rise,
 * pin the new ones.
 */
class OfficialScriptsTest {
  /** What the targets do not compile yet. */
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

  private static final int PASSED_OF_CORE = 37118;

  /** Skips what cannot run on this machine, and says why. */
  static void requireTarget(Config.TargetChoice target) {
    try {
      Engine.of(Config.defaults().withTarget(target)).close();
    } catch (UnsupportedTargetException e) {
      Assumptions.abort("NOT RUN on " + target + ": " + e.getMessage());
    }
  }

  private static WastTally run(Config.TargetChoice target, String folder) {
    return run(new WastRunner(target), folder);
  }

  private static WastTally run(WastRunner runner, String folder) {
    WastTally tally = new WastTally();
    for (Path script : Suite.scripts(folder)) {
      runner.run(script, tally);
    }
    return tally;
  }

  @ParameterizedTest
  @CsvSource({
    "JVM, core, " + PASSED_OF_CORE,
    "JVM, custom, 27",
    "JVM, legacy, 19",
    "JVM, proposals/custom-page-sizes, 207",
    "JVM, proposals/wide-arithmetic, 109",
    "JVM, proposals/threads, 483",
    "X64, core, " + PASSED_OF_CORE,
    "X64, custom, 27",
    "X64, legacy, 19",
    "X64, proposals/custom-page-sizes, 207",
    "X64, proposals/wide-arithmetic, 109",
    "X64, proposals/threads, 483",
  })
  void commandsPassAndOnlyWhatTheTargetLacksIsSkipped(
      Config.TargetChoice target, String folder, int passed) {
    requireTarget(target);
    WastTally tally = run(target, folder);
    System.out.println(
        target
            + " "
            + folder
            + ": "
            + tally.summary()
            + "; at run time "
            + tally.passedAtRunTime());
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

  /** The other levels of x86-64 than that of this machine, which the tests above are about. */
  @ParameterizedTest
  @ValueSource(strings = {"x86-64", "x86-64-v2"})
  void theSameCommandsPassOnOlderProcessors(String cpu) {
    requireTarget(Config.TargetChoice.X64);
    CpuFeatures features = CpuFeatures.parse(cpu, CpuFeatures.BASELINE);
    boolean isServed = features.lackingHere().isEmpty();
    Assumptions.assumeTrue(isServed, () -> "NOT RUN: this processor is below " + cpu);
    Config config = Config.defaults().withTarget(Config.TargetChoice.X64).withCpu(features);
    WastTally tally = run(new WastRunner(config), "core");
    assertThat(tally.failures()).isEmpty();
    assertThat(tally.passed()).isEqualTo(PASSED_OF_CORE);
  }
}
