// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.runtime;

import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Store;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.text.WatParser;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A call of a function of a module that is linked in the same artifact, beside one of a function of
 * the caller's own module that does the same: both change a global of their module.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      // Else HotSpot inlines both, and there is no call left.
      "-XX:CompileCommand=quiet",
      "-XX:CompileCommand=dontinline,wasm.*::*next*"
    })
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class LinkedCallBenchmark {
  private static final int CALLS = 10_000;

  private static final String NEXT =
      """
      (global $sum (mut i32) (i32.const 0))
      (func $next (export "next") (param i32) (result i32)
        (global.set $sum (i32.add (global.get $sum) (local.get 0)))
        (i32.add (local.get 0) (i32.const 1)))
      """;

  private static final String LOOP =
      """
      (func (export "%s") (param $n i32) (result i32) (local $x i32)
        (loop $again
          (local.set $x (call $%s (local.get $x)))
          (br_if $again (i32.lt_u (local.get $x) (local.get $n))))
        (local.get $x))
      """;

  private static final String MAIN =
      "(module (import \"lib\" \"next\" (func $linked (param i32) (result i32)))"
          + NEXT
          + LOOP.formatted("local", "next")
          + LOOP.formatted("linked", "linked")
          + ")";

  /** What both are compiled to. */
  @Param({"JVM", "X64"})
  public Target target;

  private IntUnaryOperator local;
  private IntUnaryOperator linked;

  /** Compiles, links and instantiates the two modules. */
  @Setup
  public void load() {
    byte[] file =
        ArtifactFile.write(
            ModuleCompiler.find()
                .orElseThrow()
                .compile(
                    List.of(
                        input("main", MAIN, false), input("lib", "(module " + NEXT + ")", true)),
                    EnumSet.of(target),
                    Tunables.defaults(),
                    ModuleCompiler.Progress.NONE));
    Engine engine =
        Engine.of(Config.defaults().withTarget(Config.TargetChoice.valueOf(target.name())));
    Instance main =
        Linker.of(engine).instantiate(Store.of(engine), engine.load(file).module("main"));
    local = main.func("local").as(IntUnaryOperator.class);
    linked = main.func("linked").as(IntUnaryOperator.class);
  }

  private static ModuleCompiler.Input input(String name, String text, boolean isLinked) {
    byte[] binary = WatParser.parse(text, Features.defaults()).binary();
    return new ModuleCompiler.Input(
        name, dev.jabiru.wasm.Module.decode(binary, Features.defaults()), isLinked);
  }

  /** {@return a number, after as many calls within the module} */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int local() {
    return local.applyAsInt(CALLS);
  }

  /** {@return the same, after calls into the linked module} */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int linked() {
    return linked.applyAsInt(CALLS);
  }
}
