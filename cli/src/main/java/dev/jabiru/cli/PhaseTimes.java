// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.ModuleCompiler.Progress;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up how long the phases of a compilation take. */
final class PhaseTimes {
  private final Map<String, Long> nanos = new LinkedHashMap<>();

  /** {@return what hears of the phases and passes on the rest} */
  Progress andThen(Progress next) {
    return new Progress() {
      @Override
      public void compiled(int done, int total) {
        next.compiled(done, total);
      }

      @Override
      public void phase(String name, long elapsed) {
        nanos.merge(name, elapsed, Long::sum);
      }
    };
  }

  void print(PrintStream out) {
    nanos.forEach((name, elapsed) -> out.printf("%8d ms  %s%n", elapsed / 1_000_000, name));
  }
}
