// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.WasmException;
import dev.jabiru.wasm.text.WastScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs scripts: every command through the public API, and what a module must be refused for through
 * the front end.
 *
 * <p>A module that the target refuses for a feature it lacks is no failure: it and the commands
 * that need it are skipped. Nothing else is. Safe for several threads.
 */
public final class WastRunner {
  private final Config config;

  /**
   * Makes a runner.
   *
   * @param target where guest code runs
   */
  public WastRunner(Config.TargetChoice target) {
    this(Config.defaults().withTarget(target));
  }

  /**
   * Makes a runner.
   *
   * @param config how guest code runs; scripts choose the features
   */
  public WastRunner(Config config) {
    this.config = config;
  }

  /**
   * Runs a script with the features that its folder stands for.
   *
   * @param file the script
   * @param tally where its commands are counted
   */
  public void run(Path file, WastTally tally) {
    run(file, OfficialScripts.features(file), tally);
  }

  /**
   * Runs a script.
   *
   * @param file the script
   * @param features what modules in it may use
   * @param tally where its commands are counted
   */
  public void run(Path file, Features features, WastTally tally) {
    WastScript script;
    try {
      script = WastScript.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      tally.fail(new WastTally.Failure(file, 1, 0, "cannot be read: " + e));
      return;
    } catch (WasmException e) {
      tally.fail(WastTally.Failure.at(file, 1, "is no script: " + e.getMessage()));
      return;
    }
    try (Engine engine = Engine.of(config.withFeatures(features))) {
      new ScriptRun(engine, file, tally).run(script.commands());
    }
  }

  /**
   * {@return the newest of some features}
   *
   * @param features the features
   */
  static Feature newest(Features features) {
    return features.list().getLast();
  }
}
