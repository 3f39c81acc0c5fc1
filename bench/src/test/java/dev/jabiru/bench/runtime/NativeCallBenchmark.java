// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Func;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to cross between Java and machine code, beside what the same costs in plain calls
 * of native functions: a downcall of one that does nothing, and upcalls from one that loops.
 *
 * <p>Host calls are made by a loop in the guest, which adds its own nanosecond.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class NativeCallBenchmark {
  private static final int CALLS = 1000;

  private static final String GUEST =
      """
      (module
        (import "host" "nothing" (func $nothing))
        (import "host" "sum" (func $sum (param i32 i32) (result i32)))
        (import "host" "scale" (func $scale (param i64 f64) (result f64)))
        (import "host" "both" (func $both (param i32 i32) (result i32 i32)))
        (func (export "nothing"))
        (func (export "sum") (param i32 i32) (result i32)
          (i32.add (local.get 0) (local.get 1)))
        (func (export "scale") (param i64 f64) (result f64)
          (f64.mul (f64.convert_i64_s (local.get 0)) (local.get 1)))
        (func (export "both") (param i32 i32) (result i32 i32)
          (local.get 1) (local.get 0))
        (func (export "callNothing") (param $n i32)
          (loop $again
            (call $nothing)
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
        (func (export "callSum") (param $n i32) (result i32) (local $s i32)
          (loop $again
            (local.set $s (call $sum (local.get $s) (local.get $n)))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $s))
        (func (export "callScale") (param $n i32) (result f64) (local $s f64)
          (loop $again
            (local.set $s (call $scale (i64.extend_i32_u (local.get $n)) (local.get $s)))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $s))
        (func (export "callBoth") (param $n i32) (result i32) (local $a i32) (local $b i32)
          (loop $again
            (call $both (local.get $a) (local.get $n))
            (local.set $b)
            (local.set $a)
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $a))
        (func (export "callInTurn") (param $n i32) (result i32) (local $s i32)
          (loop $again
            (call $nothing)
            (local.set $s (call $sum (local.get $s) (local.get $n)))
            (drop (call $scale (i64.const 1) (f64.const 2)))
            (call $nothing)
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 4)))))
          (local.get $s))
        (memory 1)
        (func (export "grow") (param $n i32)
          (loop $again
            (drop (memory.grow (i32.const 0)))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
      )
      """;

  /** A pair of results. */
  public record Pair(int first, int second) {}

  /** What the guest imports. */
  @FunctionalInterface
  public interface LongScale {
    /**
     * {@return a product}
     *
     * @param x a factor
     * @param y a factor
     */
    double scale(long x, double y);
  }

  /** A function of two results. */
  @FunctionalInterface
  public interface Both {
    /**
     * {@return both, in turn}
     *
     * @param x one
     * @param y the other
     */
    Pair both(int x, int y);
  }

  private static final Instance INSTANCE = instance();
  private static final Func SUM_FUNC = INSTANCE.func("sum");
  private static final MethodHandle NOTHING = INSTANCE.func("nothing").handle();
  private static final MethodHandle SUM = SUM_FUNC.handle();
  private static final MethodHandle SCALE = INSTANCE.func("scale").handle();
  private static final MethodHandle BOTH = INSTANCE.func("both").handle();
  private static final IntBinaryOperator SUM_BOUND = SUM_FUNC.as(IntBinaryOperator.class);
  private static final MethodHandle CALL_NOTHING = INSTANCE.func("callNothing").handle();
  private static final MethodHandle CALL_SUM = INSTANCE.func("callSum").handle();
  private static final MethodHandle CALL_SCALE = INSTANCE.func("callScale").handle();
  private static final MethodHandle CALL_BOTH = INSTANCE.func("callBoth").handle();
  private static final MethodHandle CALL_IN_TURN = INSTANCE.func("callInTurn").handle();
  private static final MethodHandle GROW = INSTANCE.func("grow").handle();

  private static final MemorySegment CODE =
      code(
          // ret
          "c3 90909090 90909090 90909090 909090"
              // (function, count): calls the function as often
              + "53 55 4883ec08 4889fb 4889f5 ffd3 48ffcd 75f9 4883c408 5d 5b c3");

  private static final MethodHandle DOWNCALL = downcall(0, FunctionDescriptor.ofVoid());
  private static final MethodHandle DOWNCALL_OF_LONG =
      downcall(0, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle CALL_UP =
      downcall(16, FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
  private static final MemorySegment UPCALL = upcall();

  private static int calls;

  private int a = 1;
  private int b = 2;
  private double x = 3;

  private static Instance instance() {
    Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.X64));
    Linker linker = Linker.of(engine);
    linker.func("host", "nothing", Runnable.class, NativeCallBenchmark::count);
    linker.func("host", "sum", IntBinaryOperator.class, (x, y) -> x + y);
    linker.func("host", "scale", LongScale.class, (x, y) -> x * y);
    linker.func("host", "both", Both.class, (x, y) -> new Pair(y, x));
    return linker.instantiate(Store.of(engine), Module.of(engine, GUEST));
  }

  private static MethodHandle downcall(int offset, FunctionDescriptor type) {
    return java.lang.foreign.Linker.nativeLinker().downcallHandle(CODE.asSlice(offset), type);
  }

  private static MemorySegment code(String hex) {
    java.lang.foreign.Linker linker = java.lang.foreign.Linker.nativeLinker();
    FunctionDescriptor type =
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    MemorySegment mmap = linker.defaultLookup().findOrThrow("mmap");
    try {
      long address =
          (long) linker.downcallHandle(mmap, type).invokeExact(0L, 4096L, 7, 0x22, -1, 0L);
      MemorySegment page = MemorySegment.ofAddress(address).reinterpret(4096);
      byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
      MemorySegment.copy(bytes, 0, page, JAVA_BYTE, 0, bytes.length);
      return page;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MemorySegment upcall() {
    try {
      MethodHandle target =
          MethodHandles.lookup()
              .findStatic(NativeCallBenchmark.class, "count", MethodType.methodType(void.class));
      return java.lang.foreign.Linker.nativeLinker()
          .upcallStub(target, FunctionDescriptor.ofVoid(), Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static void count() {
    calls++;
  }

  /**
   * Calls a native function that does nothing.
   *
   * @throws Throwable never
   */
  @Benchmark
  public void downcall() throws Throwable {
    DOWNCALL.invokeExact();
  }

  /**
   * {@return whatever is in rax} The same with a parameter and a result.
   *
   * @throws Throwable never
   */
  @Benchmark
  public long downcallOfLong() throws Throwable {
    return (long) DOWNCALL_OF_LONG.invokeExact((long) a);
  }

  /**
   * Upcalls from a native loop.
   *
   * @throws Throwable never
   */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void upcallOfNothing() throws Throwable {
    CALL_UP.invokeExact(UPCALL, (long) CALLS);
  }

  /**
   * Calls a function of the guest.
   *
   * @throws Throwable never
   */
  @Benchmark
  public void guestNothing() throws Throwable {
    NOTHING.invokeExact();
  }

  /**
   * {@return the sum}
   *
   * @throws Throwable never
   */
  @Benchmark
  public int guestSum() throws Throwable {
    return (int) SUM.invokeExact(a, b);
  }

  /** {@return the sum, through an interface} */
  @Benchmark
  public int guestSumBound() {
    return SUM_BOUND.applyAsInt(a, b);
  }

  /** {@return the sum, boxed} */
  @Benchmark
  public Object guestSumBoxed() {
    return SUM_FUNC.call(a, b);
  }

  /**
   * {@return a product}
   *
   * @throws Throwable never
   */
  @Benchmark
  public double guestScale() throws Throwable {
    return (double) SCALE.invokeExact((long) a, x);
  }

  /**
   * {@return two results}
   *
   * @throws Throwable never
   */
  @Benchmark
  public Object[] guestBoth() throws Throwable {
    return (Object[]) BOTH.invokeExact(a, b);
  }

  /**
   * Calls a host function without parameters.
   *
   * @throws Throwable never
   */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void hostNothing() throws Throwable {
    CALL_NOTHING.invokeExact(CALLS);
  }

  /**
   * {@return a sum that the host makes}
   *
   * @throws Throwable never
   */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int hostSum() throws Throwable {
    return (int) CALL_SUM.invokeExact(CALLS);
  }

  /**
   * {@return a product that the host makes}
   *
   * @throws Throwable never
   */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public double hostScale() throws Throwable {
    return (double) CALL_SCALE.invokeExact(CALLS);
  }

  /**
   * {@return one of two results}
   *
   * @throws Throwable never
   */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int hostBoth() throws Throwable {
    return (int) CALL_BOTH.invokeExact(CALLS);
  }

  /**
   * {@return a sum} Calls three host functions of different types in turn.
   *
   * @throws Throwable never
   */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int hostInTurn() throws Throwable {
    return (int) CALL_IN_TURN.invokeExact(CALLS);
  }

  /**
   * Grows a memory by nothing, which leaves the guest as well.
   *
   * @throws Throwable never
   */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void builtin() throws Throwable {
    GROW.invokeExact(CALLS);
  }
}
