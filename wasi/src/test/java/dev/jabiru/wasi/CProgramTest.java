// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What wasi-libc makes of the functions: a C program that uses files as programs do. */
class CProgramTest {
  private static final String OUTPUT =
      """
      2 one value
      tty: 0 0
      mkdir: ok
      mkdir again: File exists
      chdir: ok
      read line 10
      stat: ok
      18890 bytes, regular 1, names 1
      truncate: ok
      read line
      symlink: ok
      readlink 4
      lstat: ok
      link 1
      link: ok
      rename: ok
      .: ./ ../ file link many/ third
      entries 104
      open missing: No such file or directory
      open exclusively: File exists
      write to a directory: Is a directory
      rmdir full: Directory not empty
      rmdir file: Not a directory
      unlink directory: Is a directory
      escape: Capabilities insufficient
      read bad descriptor: Bad file descriptor
      write to a reader: Bad file descriptor
      seek before the start: Invalid argument
      seek a stream: Invalid seek
      slept 1, now 1
      input 5 hello, then 0
      """;

  @Test
  void filesBehaveAsProgramsExpect(@TempDir Path root) throws Exception {
    boolean isInstalled =
        Files.exists(Path.of("/usr/lib/wasm32-wasi/libc.a"))
            && Files.isExecutable(Path.of("/usr/bin/clang"));
    if (!isInstalled) {
      System.err.println(
          "NOT RUN: files.c needs clang, lld, wasi-libc and libclang-rt-14-dev-wasm32");
    }
    assumeTrue(isInstalled, "no C toolchain for WASI");
    Path wasm = root.resolve("files.wasm");
    Process clang =
        new ProcessBuilder(
                "clang",
                "--target=wasm32-wasi",
                "--sysroot=/usr",
                "-O2",
                "-o",
                wasm.toString(),
                "src/test/programs/files.c")
            .inheritIO()
            .start();
    assertThat(clang.waitFor()).isZero();
    Path files = Files.createDirectory(root.resolve("files"));

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Engine engine = Engine.create();
    try (Store store = Store.of(engine);
        WasiPreview1 wasi =
            WasiPreview1.builder()
                .args("files", "one")
                .env("NAME", "value")
                .stdin(new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)))
                .stdout(out)
                .preopen("/", files, Sharing.UNSHARED)
                .build()) {
      Linker linker = Linker.of(engine);
      wasi.addTo(linker);
      Instance instance = linker.instantiate(store, Module.of(engine, wasm));
      WasiExit exit = catchThrowableOfType(WasiExit.class, () -> instance.func("_start").call());
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(OUTPUT);
      assertThat(exit.code()).isEqualTo(7);
    }
    assertThat(files.resolve("dir/third")).hasContent("line");
  }
}
