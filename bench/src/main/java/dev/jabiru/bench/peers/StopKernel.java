// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.peers;

import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Interrupted;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import dev.jabiru.wasi.WasiPreview1;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntBinaryOperator;

/**
 * Interrupts one kernel in Jabiru several times, each in a fresh store, and measures how long it
 * takes from the interruption to the caller's exception. Prints {@code rounds worst-nanoseconds}.
 */
public final class StopKernel {
  private static final int ROUNDS = 10;

  private StopKernel() {}

  /**
   * Runs the kernel.
   *
   * @param args module file, ignored, seconds for all rounds together
   * @throws Throwable if the kernel fails
   */
  public static void main(String[] args) throws Throwable {
    long millis = (long) (Double.parseDouble(args[2]) * 1000 / ROUNDS);
    long worst = 0;
    try (Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
        WasiPreview1 wasi = WasiPreview1.builder().build()) {
      Module module = Module.of(engine, Path.of(args[0]));
      Linker linker = Linker.of(engine);
      linker.func("host", "add", IntBinaryOperator.class, Integer::sum);
      wasi.addTo(linker);
      for (int round = 0; round < ROUNDS; round++) {
        worst = Math.max(worst, stop(engine, linker, module, millis));
      }
    }
    System.out.println(ROUNDS + " " + worst);
  }

  private static long stop(Engine engine, Linker linker, Module module, long millis)
      throws Exception {
    try (Store store = Store.of(engine)) {
      Instance instance = linker.instantiate(store, module);
      if (instance.exports().containsKey("_initialize")) {
        instance.func("_initialize").call();
      }
      instance.func("run").call(1); // compiling a giant function is not what is measured
      AtomicLong interrupted = new AtomicLong();
      Thread thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Thread.sleep(millis);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                interrupted.set(System.nanoTime());
                store.interrupt();
              });
      try {
        instance.func("run").call(Integer.MAX_VALUE);
        throw new AssertionError("the kernel came to its end");
      } catch (Interrupted e) {
        long stopped = System.nanoTime();
        thread.join();
        return stopped - interrupted.get();
      }
    }
  }
}
