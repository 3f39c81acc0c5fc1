// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.peers;

import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import java.nio.file.Path;
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
   * @param args module file, units of work, seconds
   * @throws Throwable if the kernel fails
   */
  public static void main(String[] args) throws Throwable {
    try (Engine engine = Engine.create();
        Store store = Store.of(engine)) {
      Module module = Module.of(engine, Path.of(args[0]));
      Linker linker = Linker.of(engine);
      linker.func("host", "add", IntBinaryOperator.class, Integer::sum);
      Instance instance = linker.instantiate(store, module);
      Exports exports = instance.as(Exports.class);
      Timing.print(exports::run, Integer.parseInt(args[1]), Double.parseDouble(args[2]));
    }
  }
}
