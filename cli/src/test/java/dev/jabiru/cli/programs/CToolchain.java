// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Compiles C for WASI with clang and wasi-libc, where both are installed. */
final class CToolchain {
  private static final Path LIBC = Path.of("/usr/lib/wasm32-wasi/libc.a");

  private CToolchain() {}

  /**
   * {@return the module compiled from the arguments of clang; kept from before if they are the
   * same}
   */
  static Path compile(String name, List<Path> sources, String... options) throws IOException {
    Assumptions.assumeTrue(
        isInstalled(),
        "no C toolchain for WASI: install clang, lld, wasi-libc, libclang-rt-14-dev-wasm32");
    List<String> command =
        new ArrayList<>(List.of("clang", "--target=wasm32-wasi", "--sysroot=/usr", "-O2", "-w"));
    command.addAll(List.of(options));
    StringBuilder fingerprint = new StringBuilder();
    for (Path source : sources) {
      command.add(source.toString());
      fingerprint.append(Packages.sha256(Files.readAllBytes(source))).append('\n');
    }
    fingerprint.append(String.join(" ", options));
    return Packages.cached(
        name + ".wasm",
        fingerprint.toString(),
        out -> {
          List<String> whole = new ArrayList<>(command);
          whole.addAll(List.of("-o", out.toString()));
          Packages.run(Path.of("."), whole.toArray(String[]::new));
        });
  }

  private static boolean isInstalled() {
    return Files.exists(LIBC) && Files.isExecutable(Path.of("/usr/bin/clang"));
  }
}
