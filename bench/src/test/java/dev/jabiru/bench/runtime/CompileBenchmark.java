// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.runtime;

import dev.jabiru.compiler.CodegenModuleCompiler;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All of a module compiled to machine code in a JVM that has done so before, beside V8's optimising
 * compiler in a process of its own, whose start is in the time. The file's absolute path is wanted:
 * {@code bench/jmh CompileBenchmark -p file=/path/ruby.wasm}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 4)
@Measurement(iterations = 4)
public class CompileBenchmark {
  private static final String V8 =
      "new WebAssembly.Module(require('fs').readFileSync(process.argv[1]))";

  /** The module. */
  @Param("")
  public String file;

  /** Decodes, validates and compiles. */
  @Benchmark
  public NativeCode jabiru() throws IOException {
    Module module = Module.decode(Files.readAllBytes(Path.of(file)), Features.defaults());
    return new CodegenModuleCompiler()
        .compileNative(module, Tunables.defaults(), ModuleCompiler.Progress.NONE);
  }

  /** Node.js, told not to put off anything. */
  @Benchmark
  public int v8() throws IOException, InterruptedException {
    int code =
        new ProcessBuilder(
                "node",
                "--no-liftoff",
                "--no-wasm-tier-up",
                "--no-wasm-lazy-compilation",
                "-e",
                V8,
                file)
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException("node ended with " + code);
    }
    return code;
  }
}
