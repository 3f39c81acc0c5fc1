// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Modules that nobody holds any more give their classes back. */
class UnloadingTest {
  @Test
  void droppingAModuleUnloadsItsClasses() throws Exception {
    Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
    ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
    List<PhantomReference<ClassLoader>> references = new ArrayList<>();
    run(engine, queue, references, 1);
    long before = ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount();
    int modules = 30;
    run(engine, queue, references, modules);
    int gone = 0;
    for (int i = 0; i < 100 && gone < modules; i++) {
      System.gc();
      while (queue.remove(50) != null) {
        gone++;
      }
    }
    assertThat(gone).isGreaterThanOrEqualTo(modules);
    // A context class and at least one class of functions each.
    assertThat(ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount() - before)
        .isGreaterThanOrEqualTo(2 * modules);
    assertThat(references).hasSize(modules + 1);
  }

  private static void run(
      Engine engine,
      ReferenceQueue<ClassLoader> queue,
      List<PhantomReference<ClassLoader>> references,
      int modules)
      throws Exception {
    for (int i = 0; i < modules; i++) {
      Store store = Store.of(engine);
      Module module =
          Module.of(
              engine,
              "(module (import \"m\" \"f\" (func $f (result i32))) (table 1 funcref)"
                  + "(memory (export \"m\") 1) (elem (i32.const 0) $go)"
                  + "(func $go (export \"go\") (result i32) (i32.add (call $f) (i32.const "
                  + i
                  + "))))");
      Linker linker =
          Linker.of(engine).func("m", "f", java.util.function.IntSupplier.class, () -> 7);
      Instance instance = linker.instantiate(store, module);
      assertThat(instance.func("go").call()).isEqualTo(7 + i);
      assertThat(instance.func("go").as(java.util.function.IntSupplier.class).getAsInt())
          .isEqualTo(7 + i);
      store.interrupt();
      store.clearInterrupt();
      references.add(new PhantomReference<>(module.loader(), queue));
    }
  }
}
