// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.peers;

import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Config.TargetChoice;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.ExportType;
import dev.jabiru.runtime.ImportType;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import dev.jabiru.testkit.programs.Packages;
import dev.jabiru.wasi.WasiPreview1;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.text.WatParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Times kernels in Wasmtime, which npm has inside Wizer: that runs a module's initialisation and
 * writes down the state it leaves. So a module is merged with one that times it there, and the
 * times are globals of what is written. Host functions other than WASI's cannot be had this way.
 */
final class WasmtimeKernel {
  private static final Packages.Package WIZER =
      Packages.npm(
          "@bytecodealliance/wizer-linux-x64",
          "11.0.3",
          "328369a2af8036d0ec4179f0b78f079dfff69ff432801490180f56720de61f20");
  private static final Packages.Package BINARYEN =
      Packages.npm(
          "binaryen",
          "132.0.0",
          "6543555fb29bb92548f325c7dc18e9ab7dbb1215edda25993d1e3f71d85b8618");

  /** In the manner of {@link Timing}; the clock writes over eight bytes that are put back. */
  private static final String DRIVER =
      """
      (module
        (import "wasi_snapshot_preview1" "clock_time_get"
          (func $clock (param i32 i64 i32) (result i32)))
        (import "kernel" "run" (func $run (param i32) (result i32)))
        %s
        %s
        (global $sum (export "bench.sum") (mut i32) (i32.const 0))
        (global $best (export "bench.best") (mut i64) (i64.const -1))
        (func $now (result i64) (local $kept i64)
          (local.set $kept (i64.load (i32.const 8)))
          (drop (call $clock (i32.const 1) (i64.const 1) (i32.const 8)))
          (i64.load (i32.const 8))
          (i64.store (i32.const 8) (local.get $kept)))
        (func (export "wizer-initialize") (local $start i64) (local $time i64)
          %s
          (local.set $start (call $now))
          (loop $again
            (local.set $time (call $now))
            (global.set $sum (call $run (i32.const %d)))
            (local.set $time (i64.sub (call $now) (local.get $time)))
            (if (i64.lt_u (local.get $time) (global.get $best))
              (then (global.set $best (local.get $time))))
            (br_if $again
              (i64.lt_u (i64.sub (call $now) (local.get $start)) (i64.const %d))))))
      """;

  private WasmtimeKernel() {}

  /** {@return why Wasmtime cannot be had here, empty if it can} */
  static String absence() {
    try {
      Packages.unpack(WIZER);
      Packages.unpack(BINARYEN);
      return "";
    } catch (IOException | RuntimeException e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }

  /**
   * {@return checksum and best time, as the other engines print them}
   *
   * @param module the kernel
   * @param units how much work a run is
   * @param seconds for how long to run it
   * @throws Exception if Wasmtime cannot run it
   */
  static String run(Path module, int units, double seconds) throws Exception {
    Path work = Files.createTempDirectory("jabiru-wasmtime");
    try {
      List<String> exports = exports(module);
      boolean isReactor = exports.contains("_initialize");
      String driver =
          DRIVER.formatted(
              isReactor ? "(import \"kernel\" \"_initialize\" (func $initialize))" : "",
              exports.contains("memory")
                  ? "(import \"kernel\" \"memory\" (memory 0))"
                  : "(memory (export \"memory\") 1)",
              isReactor ? "(call $initialize)" : "",
              units,
              (long) (seconds * 1e9));
      Path timer =
          Files.write(
              work.resolve("timer.wasm"), WatParser.parse(driver, Features.defaults()).binary());
      Path merged = work.resolve("merged.wasm");
      Compare.capture(
          List.of(
              Packages.unpack(BINARYEN).resolve("package/bin/wasm-merge").toString(),
              "-all",
              "--disable-compact-imports", // which Wasmtime 42 does not read
              "--rename-export-conflicts",
              module.toString(),
              "kernel",
              timer.toString(),
              "timer",
              "-o",
              merged.toString()));
      Path done = work.resolve("done.wasm");
      Compare.capture(
          List.of(
              Packages.unpack(WIZER).resolve("package/wizer").toString(),
              "--allow-wasi",
              "-o",
              done.toString(),
              merged.toString()));
      return read(done);
    } finally {
      for (String each : List.of("timer.wasm", "merged.wasm", "done.wasm")) {
        Files.deleteIfExists(work.resolve(each));
      }
      Files.delete(work);
    }
  }

  private static List<String> exports(Path file) throws IOException {
    try (Engine engine = engine()) {
      Module module = Module.of(engine, file);
      for (ImportType each : module.imports()) {
        if (!each.module().equals("wasi_snapshot_preview1")) {
          throw new IOException("it has no function " + each.module() + "." + each.name());
        }
      }
      return module.exports().stream().map(ExportType::name).toList();
    }
  }

  private static String read(Path file) throws IOException {
    try (Engine engine = engine();
        Store store = Store.of(engine);
        WasiPreview1 wasi = WasiPreview1.builder().build()) {
      Linker linker = Linker.of(engine);
      wasi.addTo(linker);
      Instance instance = linker.instantiate(store, Module.of(engine, file));
      int sum = (int) Objects.requireNonNull(instance.global("bench.sum").get());
      return Integer.toUnsignedString(sum) + " " + instance.global("bench.best").get();
    }
  }

  private static Engine engine() {
    return Engine.of(Config.defaults().withTarget(TargetChoice.JVM));
  }
}
