// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Feeds damaged modules to the front end. Run by {@link RobustnessTest} in a Java machine with a
 * small heap; prints one line of figures if all is well.
 */
final class RobustnessRun {
  private static final int MUTATIONS = 100_000;

  private int accepted;
  private int refused;

  private RobustnessRun() {}

  public static void main(String[] args) throws IOException {
    long seed = Long.parseLong(args[0]);
    List<byte[]> modules = SmallModules.load();
    RobustnessRun run = new RobustnessRun();
    for (byte[] module : modules) {
      for (int length = 0; length < module.length; length++) {
        run.feed(Arrays.copyOf(module, length));
      }
    }
    int prefixes = run.accepted + run.refused;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] module = modules.get(i % modules.size()).clone();
      module[random.nextInt(module.length)] = (byte) random.nextInt(256);
      try {
        run.feed(module);
      } catch (Throwable e) {
        System.out.println("mutation " + i + " of seed " + seed);
        throw e;
      }
    }
    System.out.println(
        modules.size()
            + " modules, "
            + prefixes
            + " prefixes, "
            + MUTATIONS
            + " mutations: "
            + run.accepted
            + " accepted, "
            + run.refused
            + " refused");
  }

  /** Anything but success or our own exception ends the run. */
  private void feed(byte[] bytes) {
    try {
      Module module = Module.decode(bytes, Features.all());
      module.names();
      Validator.validate(module);
      new CanonicalTypes().register(module);
      accepted++;
    } catch (WasmException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("an error without a message", e);
      }
      refused++;
    }
  }
}
