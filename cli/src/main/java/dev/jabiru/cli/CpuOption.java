// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.x64.CpuFeatures;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that says what machine code may use of the processor. */
final class CpuOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--cpu",
      paramLabel = "CPU",
      description =
          "what machine code may use of the processor, and so needs: native for all that this one"
              + " has, x86-64, x86-64-v2 or x86-64-v3; single features, as in x86-64-v2,+bmi2 or"
              + " +lzcnt,-popcnt: sse4.1, popcnt, lzcnt, bmi1, bmi2 (default native for run and wast,"
              + " otherwise x86-64-v2)")
  private @Nullable String words;

  /** {@return whether the command line says anything about it} */
  boolean isGiven() {
    return words != null;
  }

  /** {@return what is asked for, on top of something} */
  CpuFeatures orElse(CpuFeatures start) {
    try {
      return words == null ? start : CpuFeatures.parse(words, start);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--cpu: " + e.getMessage());
    }
  }
}
