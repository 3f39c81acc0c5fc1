// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeCodeBuilder;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests as machine code: the ways in and out, and what is different from classes. */
class NativeTargetTest {
  private Engine engine = Engine.create();

  @BeforeEach
  void chooseTheTarget() {
    String reason = NativePlatform.reasonAgainst();
    Assumptions.assumeTrue(reason == null, () -> "NOT RUN: the target x64: " + reason);
    engine = engine(Config.defaults());
  }

  private static Engine engine(Config config) {
    return Engine.of(config.withTarget(Config.TargetChoice.X64));
  }

  private Instance instance(String text) {
    return Instance.of(Store.of(engine), Module.of(engine, text));
  }

  @Test
  void manyArgumentsAndResultsOfAllTypes() {
    StringBuilder params = new StringBuilder();
    StringBuilder gets = new StringBuilder();
    List<Object> args = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String[] types = {"i32", "i64", "f32", "f64"};
      Object[] values = {i, (long) i << 40, i + 0.5f, i + 0.25};
      params.append(' ').append(types[i % 4]);
      gets.append(" local.get ").append(29 - i);
      args.add(values[i % 4]);
    }
    List<String> types = new ArrayList<>(List.of(params.toString().trim().split(" ")));
    Collections.reverse(types);
    Instance instance =
        instance(
            "(module (func $f (param%s) (result %s)%s)"
                    .formatted(params, String.join(" ", types), gets)
                + "(func (export \"f\") (param%s) (result %s)%s (call $f)))"
                    .formatted(params, String.join(" ", types), ascending()));
    List<Object> wanted = new ArrayList<>(args);
    Collections.reverse(wanted);
    assertThat(instance.func("f").callForResults(args.toArray())).containsExactlyElementsOf(wanted);
  }

  private static String ascending() {
    StringBuilder gets = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      gets.append(" local.get ").append(i);
    }
    return gets.toString();
  }

  @Test
  void hostFunctionsTakeStackArgumentsAndCallBack() {
    Store store = Store.of(engine);
    List<Instance> self = new ArrayList<>();
    FuncType type =
        new FuncType(Collections.nCopies(12, NumType.I32), List.of(NumType.I64, NumType.F64));
    Func host =
        Func.of(
            store,
            type,
            args -> {
              int sum = 0;
              for (Object arg : args) {
                sum = sum * 3 + (int) arg;
              }
              Object inner = self.get(0).func("twice").call(sum);
              return new Object[] {(long) (int) inner, sum + 0.5};
            });
    Instance instance =
        Instance.of(
            store,
            Module.of(
                engine,
                "(module (import \"\" \"h\" (func $h (param"
                    + " i32".repeat(12)
                    + ") (result i64 f64)))"
                    + "(func (export \"twice\") (param i32) (result i32)"
                    + " (i32.mul (local.get 0) (i32.const 2)))"
                    + "(func (export \"go\") (result i64 f64) (call $h"
                    + " (i32.const 1)".repeat(12)
                    + ")))"),
            host);
    self.add(instance);
    int sum = 0;
    for (int i = 0; i < 12; i++) {
      sum = sum * 3 + 1;
    }
    assertThat(instance.func("go").callForResults()).containsExactly(2L * sum, sum + 0.5);
  }

  @Test
  void theBacktraceGoesThroughTheHost() {
    Store store = Store.of(engine);
    List<Instance> self = new ArrayList<>();
    Func host = Func.of(store, Runnable.class, () -> self.get(0).func("inner").call());
    Instance instance =
        Instance.of(
            store,
            Module.of(
                engine,
                "(module (import \"\" \"h\" (func $h))"
                    + "(func $deep unreachable)"
                    + "(func (export \"inner\") (call $deep))"
                    + "(func $middle (call $h)) (func (export \"outer\") (call $middle)))"),
            host);
    self.add(instance);
    assertThatThrownBy(() -> instance.func("outer").call())
        .isInstanceOfSatisfying(
            Trap.class,
            trap -> {
              assertThat(trap.code()).isEqualTo(TrapCode.UNREACHABLE);
              assertThat(trap.backtrace())
                  .extracting(WasmFrame::name)
                  .containsExactly("deep", "inner", "middle", "outer");
            });
    assertThat(instance.export("inner")).isPresent();
  }

  @Test
  void whatTheHostThrowsArrivesUnchangedWithTheFramesOfTheGuest() {
    Store store = Store.of(engine);
    List<RuntimeException> thrown = new ArrayList<>();
    Func host =
        Func.of(
            store,
            Runnable.class,
            () -> {
              thrown.add(new IllegalStateException("mine"));
              throw thrown.getFirst();
            });
    Instance instance =
        Instance.of(
            store,
            Module.of(
                engine,
                "(module (import \"\" \"h\" (func $h)) (func $caller (call $h))"
                    + "(func (export \"go\") (call $caller)))"),
            host);
    assertThatThrownBy(() -> instance.func("go").call())
        .satisfies(e -> assertThat(e).isSameAs(thrown.getFirst()));
    assertThat(Stream.of(thrown.getFirst().getStackTrace()).map(StackTraceElement::getMethodName))
        .containsSubsequence("caller", "go");
  }

  @Test
  void stacksEndInATrapAndAreGoodAfterwards() {
    Instance instance =
        instance(
            "(module (func $r (export \"r\") (param i32) (result i32)"
                + "(i32.add (i32.const 1) (call $r (local.get 0))))"
                + "(func (export \"ok\") (result i32) (i32.const 7)))");
    for (int i = 0; i < 200; i++) {
      assertThatThrownBy(() -> instance.func("r").call(1))
          .isInstanceOfSatisfying(
              Trap.class, trap -> assertThat(trap.code()).isEqualTo(TrapCode.STACK_OVERFLOW));
      assertThat(instance.func("ok").call()).isEqualTo(7);
    }
  }

  @Test
  void pingPongWithTheHostEndsInATrap() {
    Store store = Store.of(engine);
    List<Instance> self = new ArrayList<>();
    Func host = Func.of(store, Runnable.class, () -> self.get(0).func("go").call());
    Instance instance =
        Instance.of(
            store,
            Module.of(
                engine,
                "(module (import \"\" \"h\" (func $h)) (func (export \"go\") (call $h))"
                    + "(func (export \"ok\") (result i32) (i32.const 7)))"),
            host);
    self.add(instance);
    assertThatThrownBy(() -> instance.func("go").call())
        .isInstanceOfSatisfying(
            Trap.class, trap -> assertThat(trap.code()).isEqualTo(TrapCode.STACK_OVERFLOW));
    assertThat(instance.func("ok").call()).isEqualTo(7);
  }

  @Test
  void loopsStopAtADeadlineAndTheStoreGoesOn() throws Exception {
    Store store = Store.of(engine);
    Instance instance =
        Instance.of(
            store,
            Module.of(
                engine,
                "(module (func (export \"loop\") (loop (br 0)))"
                    + "(func (export \"ok\") (result i32) (i32.const 7)))"));
    assertThatThrownBy(() ->
            store.callWithTimeout(
                Duration.ofMillis(20),
                () -> {
                  instance.func("loop").call();
                  return 0;
                }))
        .isInstanceOf(TimedOut.class);
    assertThat(instance.func("ok").call()).isEqualTo(7);
  }

  @Test
  void fuelRunsOut() {
    engine = engine(Config.defaults().withFuel(true));
    Store store = Store.of(engine);
    store.setFuel(1000);
    Instance instance =
        Instance.of(store, Module.of(engine, "(module (func (export \"loop\") (loop (br 0))))"));
    assertThatThrownBy(() -> instance.func("loop").call()).isInstanceOf(OutOfFuel.class);
    assertThat(store.fuel()).isZero();
  }

  @Test
  void memoryGrowsInPlace() {
    Instance instance =
        instance(
            "(module (memory (export \"m\") 1 100)"
                + "(func (export \"grow\") (param i32) (result i32)"
                + " (memory.grow (local.get 0)))"
                + "(func (export \"get\") (param i32) (result i32)"
                + " (i32.load (local.get 0))))");
    Memory memory = instance.memory("m");
    long before = memory.segment().address();
    memory.writeInt(65532, 42);
    assertThat(instance.func("get").call(65532)).isEqualTo(42);
    assertThatThrownBy(() -> instance.func("get").call(65533)).isInstanceOf(Trap.class);
    assertThat(instance.func("grow").call(99)).isEqualTo(1);
    assertThat(instance.func("grow").call(1)).isEqualTo(-1);
    assertThat(memory.segment().address()).isEqualTo(before);
    assertThat(instance.func("get").call(100 * 65536 - 4)).isEqualTo(0);
    assertThatThrownBy(() -> instance.func("get").call(100 * 65536 - 3)).isInstanceOf(Trap.class);
  }

  @Test
  void virtualThreadsSleepInHostCallsAndGoOnElsewhere() throws Exception {
    Module module =
        Module.of(
            engine,
            "(module (import \"\" \"nap\" (func $nap (param i32) (result i32)))"
                + "(func (export \"go\") (param i32) (result i32) (local $i i32)"
                + " (loop (local.set 0 (call $nap (local.get 0)))"
                + "  (local.set $i (i32.add (local.get $i) (i32.const 1)))"
                + "  (br_if 0 (i32.lt_u (local.get $i) (i32.const 5))))"
                + " (local.get 0)))");
    AtomicInteger right = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int start = i;
      threads.add(
          Thread.startVirtualThread(() -> {
            try (Store store = Store.of(engine)) {
              Func nap =
                  Func.of(
                      store,
                      java.util.function.IntUnaryOperator.class,
                      x -> {
                        try {
                          Thread.sleep(5);
                        } catch (InterruptedException e) {
                          throw new AssertionError(e);
                        }
                        return x + 1;
                      });
              Object result = Instance.of(store, module, nap).func("go").call(start);
              if (result.equals(start + 5)) {
                right.incrementAndGet();
              }
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(right).hasValue(200);
  }

  @Test
  void hostsThatCatchTheEndOfTheStackGoOnWhereTheyWere() {
    Store store = Store.of(engine);
    List<Instance> self = new ArrayList<>();
    Func host =
        Func.of(
            store,
            java.util.function.IntUnaryOperator.class,
            x -> {
              try {
                return (int) self.get(0).func("go").call(x + 1);
              } catch (Trap | StackOverflowError e) {
                return x;
              }
            });
    Instance instance =
        Instance.of(
            store,
            Module.of(
                engine,
                "(module (import \"\" \"h\" (func $h (param i32) (result i32)))"
                    + "(func (export \"go\") (param i32) (result i32)"
                    + " (i32.add (call $h (local.get 0)) (i32.mul (local.get 0) (i32.const 0)))))"),
            host);
    self.add(instance);
    for (int i = 0; i < 20; i++) {
      assertThat((int) instance.func("go").call(1)).isGreaterThan(10);
    }
  }

  @Test
  void tracesAreThoseOfTheOtherTarget() {
    Engine classes = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
    for (String function : List.of("trap", "fill", "host", "ping")) {
      Throwable ours = failure(engine, function);
      Throwable theirs = failure(classes, function);
      assertThat(ours).hasSameClassAs(theirs).hasMessage(theirs.getMessage());
      assertThat(guestAndTest(ours)).isEqualTo(guestAndTest(theirs)).isNotEmpty();
      if (ours instanceof Trap trap) {
        assertThat(trap.backtrace()).isEqualTo(((Trap) theirs).backtrace());
        assertThat(trap.getStackTrace()[0]).isEqualTo(theirs.getStackTrace()[0]);
      }
    }
  }

  private static Throwable failure(Engine engine, String function) {
    Store store = Store.of(engine);
    List<Instance> self = new ArrayList<>();
    Func host =
        Func.of(
            store,
            java.util.function.IntConsumer.class,
            x -> {
              if (x == 0) {
                throw new IllegalStateException("the host has enough");
              }
              self.get(0).func("trap").call();
            });
    Instance instance =
        Instance.of(
            store,
            Module.of(
                engine,
                "(module (import \"\" \"h\" (func $h (param i32))) (memory 1)"
                    + "(func $div (param i32) (drop (i32.div_s (i32.const 1) (local.get 0))))"
                    + "(func (export \"trap\") (call $div (i32.const 0)))"
                    + "(func (export \"fill\") (memory.fill"
                    + " (i32.const 65000) (i32.const 0) (i32.const 1000)))"
                    + "(func (export \"host\") (call $h (i32.const 0)))"
                    + "(func $ping (export \"ping\") (call $h (i32.const 1))))"),
            host);
    self.add(instance);
    try {
      instance.func(function).call();
      throw new AssertionError("no failure");
    } catch (RuntimeException e) {
      return e;
    }
  }

  /** The frames of guests, and between them those of this class. */
  private static List<String> guestAndTest(Throwable thrown) {
    return Stream.of(thrown.getStackTrace())
        .filter(frame ->
            frame.getClassName().equals(WasmFrame.CLASS)
                || frame.getClassName().startsWith(NativeTargetTest.class.getName()))
        .filter(frame -> !frame.getMethodName().equals("tracesAreThoseOfTheOtherTarget"))
        .map(StackTraceElement::toString)
        .toList();
  }

  /** What {@code fesetround} of C takes for x86-64. */
  @ParameterizedTest
  @ValueSource(ints = {0x400, 0x800, 0xc00})
  void threadsThatRoundInAnotherWayAreRefused(int mode) throws Throwable {
    Func add =
        (Func)
            instance(
                    """
                    (module (func (export "add") (param f64 f64) (result f64)
                      (f64.add (local.get 0) (local.get 1))))
                    """)
                .export("add")
                .orElseThrow();
    java.lang.foreign.Linker linker = java.lang.foreign.Linker.nativeLinker();
    MethodHandle round =
        linker.downcallHandle(
            linker.defaultLookup().find("fesetround").orElseThrow(),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    int refused = (int) round.invokeExact(mode);
    assertThat(refused).isZero();
    try {
      assertThatThrownBy(() -> add.call(1.0, 0x1p-53))
          .isInstanceOf(FloatingPointModeException.class)
          .hasMessageContaining(Thread.currentThread().getName());
    } finally {
      refused = (int) round.invokeExact(0);
    }
    assertThat(refused).isZero();
    assertThat(add.call(1.0, 0x1p-53)).isEqualTo(1.0);
  }

  @Test
  void closingGivesMemoryTablesAndStackBackAtOnce() throws Exception {
    Module module =
        Module.of(
            engine,
            "(module (memory (export \"m\") 1) (table 10 funcref)"
                + "(func (export \"f\") (result i32) (memory.grow (i32.const 3))))");
    for (int i = 0; i < 50; i++) {
      useAndClose(module);
    }
    long before = mappingsNow();
    for (int i = 0; i < 1000; i++) {
      useAndClose(module);
    }
    assertThat(mappingsNow()).isLessThan(before + 50);
  }

  private void useAndClose(Module module) {
    try (Store store = Store.of(engine)) {
      assertThat(Instance.of(store, module).func("f").call()).isEqualTo(1);
    }
  }

  @Test
  void bytesOfAMemoryAreOutOfReachOnceTheStoreIsClosed() {
    java.lang.foreign.MemorySegment segment;
    try (Store store = Store.of(engine)) {
      segment = Memory.of(store, 1, 2).segment();
      segment.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 1);
    }
    assertThatThrownBy(() -> segment.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void codeOfModulesThatAreGarbageIsGivenBack() throws Exception {
    long before = 0;
    for (int i = 0; i < 600; i++) {
      if (i == 200) {
        before = mappings();
      }
      try (Store store = Store.of(engine)) {
        Module module =
            Module.of(engine, "(module (func (export \"f\") (result i32) (i32.const " + i + ")))");
        assertThat(Instance.of(store, module).func("f").call()).isEqualTo(i);
      }
    }
    assertThat(mappings()).isLessThan(before + 50);
  }

  @Test
  void stacksAreAsLargeAsAskedFor() {
    String text =
        "(module (global $n (mut i32) (i32.const 0)) (func $r (export \"r\")"
            + " (global.set $n (i32.add (global.get $n) (i32.const 1))) (call $r))"
            + "(func (export \"n\") (result i32) (global.get $n)))";
    assertThat(depth(text, 128 << 10)).isGreaterThan(1000);
    assertThat(depth(text, 16 << 20)).isGreaterThan(100 * depth(text, 128 << 10));
    assertThat(depth(text, 0)).isGreaterThan(depth(text, 512 << 10));
  }

  @Test
  void anEntryThatFindsNoStackLetsOthersIn() {
    String params = "i64 ".repeat(900);
    Module module =
        Module.of(
            engine,
            "(module (func (export \"one\") (result i32) (i32.const 1)) (func (export \"many\")"
                + " (param "
                + params
                + ")))");
    Store store = Store.of(engine, StoreLimits.defaults().withStackBytes(1));
    Instance instance = Instance.of(store, module);
    Object[] args = new Object[900];
    Arrays.fill(args, 0L);
    assertThatThrownBy(() -> instance.func("many").call(args)).isInstanceOf(StackExhausted.class);
    assertThat(instance.func("one").call())
        .isEqualTo(1); // by another thread, as the stack is limited
    store.close();
  }

  /** In a thread that has used up its stack before it comes to the guest. */
  @Test
  void theEndOfJavasStackHarmsNoStore() throws Exception {
    Module module =
        Module.of(
            engine,
            """
            (module (import "h" "f" (func $f (param i32) (result i32)))
              (memory (export "m") 1 60000) (table 1 100000 funcref)
              (func (export "size") (result i32) (memory.size))
              (func (export "go") (param i32) (result i32)
                (drop (memory.grow (i32.const 1)))
                (drop (table.grow (ref.null func) (i32.const 1)))
                (call $f (local.get 0))))
            """);
    AtomicReference<Throwable> wrong = new AtomicReference<>();
    for (int round = 0; round < 8; round++) {
      AtomicReference<Instance> self = new AtomicReference<>();
      Store store = Store.of(engine);
      Linker linker =
          Linker.of(engine)
              .func(
                  "h",
                  "f",
                  IntUnaryOperator.class,
                  n -> n <= 0 ? 1 : (int) self.get().func("go").call(n - 1));
      Instance instance = linker.instantiate(store, module);
      self.set(instance);
      int nested = round % 4;
      Runnable descent = () -> callWhereverThereIsStack(instance, nested);
      Thread thread = new Thread(null, descent, "deep", 256 << 10);
      thread.setUncaughtExceptionHandler((ended, thrown) -> wrong.set(thrown));
      thread.start();
      thread.join();
      assertThat(wrong.get()).isNull();
      long pages = instance.memory("m").pages();
      assertThat(instance.func("size").call()).isEqualTo((int) pages);
      instance.func("go").call(2);
      assertThat(instance.memory("m").pages()).isEqualTo(pages + 3);
      store.close();
    }
  }

  private static void callWhereverThereIsStack(Instance instance, int nested) {
    try {
      callWhereverThereIsStack(instance, nested);
    } catch (StackOverflowError end) {
      // There is more of it on the way back.
    }
    if (instance.memory("m").pages() > 5000) {
      return;
    }
    try {
      instance.func("go").call(nested);
    } catch (StackExhausted end) {
      throw new StackOverflowError();
    }
  }

  private int depth(String text, long stackBytes) {
    try (Store store = Store.of(engine, StoreLimits.defaults().withStackBytes(stackBytes))) {
      Instance instance = Instance.of(store, Module.of(engine, text));
      assertThatThrownBy(() -> instance.func("r").call()).isInstanceOf(StackExhausted.class);
      return (int) instance.func("n").call();
    }
  }

  private static long mappingsNow() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.count();
    }
  }

  /** The mappings of the process once garbage is gone. */
  private static long mappings() throws IOException, InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      System.gc();
      Thread.sleep(20);
      least = Math.min(least, mappingsNow());
    }
    return least;
  }

  // ---- Room ---------------------------------------------------------------------------------

  /** The heap has no need to be collected meanwhile: what it takes is elsewhere. */
  @Test
  void codeThatNobodyHasAnyMoreMakesRoom() {
    Module module = Module.of(engine, "(module (func))");
    NativeCode made = module.text().code();
    List<Integer> stubs = new ArrayList<>();
    for (int offset : made.stubs().offsets()) {
      stubs.add(offset);
    }
    byte[] text = new byte[200 << 20];
    byte[] code = made.stubs().code().toArray();
    System.arraycopy(code, 0, text, text.length - code.length, code.length);
    NativeCode large = new NativeCodeBuilder().build(text, text.length - code.length, stubs);
    for (int i = 0; i < 8; i++) { // of which the region holds five
      assertThat(new NativeText(large).address()).isPositive();
    }
  }
}
