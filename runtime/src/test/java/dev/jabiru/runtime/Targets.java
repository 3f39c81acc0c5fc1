// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import org.junit.jupiter.api.Assumptions;

/** For tests of what has to be the same on every target. */
final class Targets {
  private Targets() {}

  /** {@return the default configuration with a target; where there is none, the test is not run} */
  static Config config(Config.TargetChoice target) {
    Config config = Config.defaults().withTarget(target);
    try {
      Engine.of(config).close();
    } catch (UnsupportedTargetException e) {
      Assumptions.abort("NOT RUN on " + target + ": " + e.getMessage());
    }
    return config;
  }
}
