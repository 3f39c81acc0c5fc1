// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import dev.jabiru.runtime.Artifact;
import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Func;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Store;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * Runs a program that was compiled to a JAR, as {@code java -jar} or {@code java -cp} starts it.
 *
 * <p>The program is given the arguments and the standard streams, and no directory and no
 * environment variable: whoever wants to give it more embeds it.
 *
 * <p>Has no state, so all threads may use it; there is nothing to close.
 */
public final class WasiProgram {
  private WasiProgram() {}

  /**
   * Runs the one program of a JAR; if its exit code is not zero, ends the JVM with that.
   *
   * @param loader the JAR's class {@code WasmModules}
   * @param args the program's arguments
   * @throws IOException if a standard stream cannot be used
   * @throws dev.jabiru.environ.artifact.ArtifactException if the JAR is damaged
   * @throws dev.jabiru.runtime.LinkException if it imports more than WASI
   * @throws dev.jabiru.runtime.Trap if it traps
   */
  public static void main(Class<?> loader, String[] args) throws IOException {
    int code = run(loader, args);
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int run(Class<?> loader, String[] args) throws IOException {
    Config config = Config.defaults().withTarget(Config.TargetChoice.JVM).withInterruptible(false);
    try (Engine engine = Engine.of(config);
        Store store = Store.of(engine)) {
      Artifact artifact = engine.load(loader);
      String name = artifact.programs().getFirst();
      try (WasiPreview1 wasi =
          WasiPreview1.builder()
              .inheritStdio()
              .stdout(new FileOutputStream(FileDescriptor.out))
              .stderr(new FileOutputStream(FileDescriptor.err))
              .args(name)
              .args(args)
              .build()) {
        Linker linker = Linker.of(engine);
        wasi.addTo(linker);
        Instance instance = linker.instantiate(store, artifact.module(name));
        ((Func) instance.export("_start").orElseThrow()).call();
        return 0;
      } catch (WasiExit e) {
        return e.code();
      }
    }
  }
}
