// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.peers;

import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Config.TargetChoice;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import dev.jabiru.wasi.WasiPreview1;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntBinaryOperator;

/** Times one kernel in Jabiru. */
public final class JabiruKernel {
  /** The kernel's exports. */
  public interface Exports {
    /**
     * {@return a checksum}
     *
     * @param units how much work to do
     */
    int run(int units);
  }

  private JabiruKernel() {}

  /**
   * Runs the kernel.
   *
   * @param args module file, units of work, seconds, the target as the command line names it, and
   *     perhaps {@code unchecked}, without checks for interruption, or {@code bounds}, with checks
   *     of bounds where guard pages would do
   * @throws Throwable if the kernel fails
   */
  public static void main(String[] args) throws Throwable {
    TargetChoice target = TargetChoice.valueOf(args[3].toUpperCase(Locale.ROOT));
    List<String> options = List.of(args).subList(4, args.length);
    Config config =
        Config.defaults()
            .withTarget(target)
            .withInterruptible(!options.contains("unchecked"))
            .withGuardPages(!options.contains("bounds"));
    try (Engine engine = Engine.of(config);
        Store store = Store.of(engine);
        WasiPreview1 wasi = WasiPreview1.builder().build()) {
      Module module = Module.of(engine, Path.of(args[0]));
      Linker linker = Linker.of(engine);
      linker.func("host", "add", IntBinaryOperator.class, Integer::sum);
      wasi.addTo(linker);
      Instance instance = linker.instantiate(store, module);
      if (instance.exports().containsKey("_initialize")) {
        instance.func("_initialize").call();
      }
      Exports exports = instance.as(Exports.class);
      Timing.print(exports::run, Integer.parseInt(args[1]), Double.parseDouble(args[2]));
    }
  }
}
