// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.runtime;

import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Func;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An export that adds two numbers, called in each of the ways there are, beside Java's own call.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class CallBenchmark {
  private static final Func ADD = add();
  private static final MethodHandle HANDLE = ADD.handle();
  private static final IntBinaryOperator OPERATOR = ADD.as(IntBinaryOperator.class);

  private int a = 1;
  private int b = 2;

  private static Func add() {
    Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
    Module module =
        Module.of(
            engine,
            "(module (func (export \"add\") (param i32 i32) (result i32)"
                + " (i32.add (local.get 0) (local.get 1))))");
    return Instance.of(Store.of(engine), module).func("add");
  }

  private static int addInJava(int x, int y) {
    return x + y;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static int addInJavaNotInlined(int x, int y) {
    return x + y;
  }

  /** {@return the sum, by a static method that is inlined} */
  @Benchmark
  public int javaInlined() {
    return addInJava(a, b);
  }

  /** {@return the sum, by a static method that is called} */
  @Benchmark
  public int javaCalled() {
    return addInJavaNotInlined(a, b);
  }

  /**
   * {@return the sum, through a constant handle}
   *
   * @throws Throwable never
   */
  @Benchmark
  public int handle() throws Throwable {
    return (int) HANDLE.invokeExact(a, b);
  }

  /** {@return the sum, through an interface} */
  @Benchmark
  public int bound() {
    return OPERATOR.applyAsInt(a, b);
  }

  /** {@return the sum, boxed} */
  @Benchmark
  public Object boxed() {
    return ADD.call(a, b);
  }
}
