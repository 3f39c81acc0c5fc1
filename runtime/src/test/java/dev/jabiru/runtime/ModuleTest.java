// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Making modules: how far it has come is told, and it can be cancelled. */
class ModuleTest {
  private static final int FUNCTIONS = 300;

  private static byte[] text() {
    StringBuilder text = new StringBuilder("(module");
    for (int i = 0; i < FUNCTIONS; i++) {
      text.append("(func (export \"f" + i + "\") (result i32) (i32.const " + i + "))");
    }
    return text.append(')').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What is heard last is that all is done. */
  private static void compilesHeard(Engine engine) {
    AtomicInteger most = new AtomicInteger();
    Module module =
        Module.of(
            engine,
            text(),
            (done, total) -> {
              assertThat(total).isEqualTo(FUNCTIONS);
              most.accumulateAndGet(done, Math::max);
            });
    assertThat(most).hasValue(engine.target() == Target.X64 ? FUNCTIONS : 0);
    try (Store store = Store.of(engine)) {
      assertThat(Instance.of(store, module).func("f299").call()).isEqualTo(299);
    }
  }

  @Test
  void progressIsHeard() {
    try (Engine engine = Engine.create();
        Engine jvm = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM))) {
      compilesHeard(engine);
      compilesHeard(jvm);
    }
  }

  @Test
  void whatIsHeardCanCancel(@TempDir Path folder) throws Exception {
    Path cache =
        Files.createDirectory(
            folder.resolve("cache"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (Config config :
        new Config[] {
          Config.defaults(), Config.defaults().withCache(CodeCache.of(cache, 1 << 20))
        }) {
      try (Engine engine = Engine.of(config)) {
        if (engine.target() == Target.X64) {
          assertThatThrownBy(() ->
                  Module.of(
                      engine,
                      text(),
                      (done, total) -> {
                        throw new CancellationException("enough");
                      }))
              .isInstanceOf(CancellationException.class)
              .hasMessage("enough");
          compilesHeard(engine);
        }
      }
    }
  }
}
