// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.jvm.ModuleClassLoader;
import dev.jabiru.environ.jvm.VMContext;
import java.io.IOException;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways in and out of guests, on hand-made bytecode: the runtime without a compiler. */
@ParameterizedClass
@EnumSource(value = Config.TargetChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
class EntryTest {
  private final Config config;
  private final Engine engine;
  private final Store store;

  EntryTest(Config.TargetChoice target) {
    this.config = Targets.config(target);
    this.engine = Engine.of(config);
    this.store = Store.of(engine);
  }

  /** A host function that may throw anything. */
  interface Thrower {
    void run() throws Exception;
  }

  private Module add() {
    return HandMade.module(
        engine,
        "(module (func (export \"add\") (param i32 i32) (result i32) unreachable))",
        Map.of(0, code -> code.iload(1).iload(2).iadd().ireturn()));
  }

  private static Module caller(Engine engine) {
    return HandMade.module(
        engine,
        "(module $m (import \"env\" \"f\" (func)) (func $go (export \"go\") unreachable))",
        Map.of(
            1,
            code -> {
              HandMade.importHandle(code, 0);
              code.lineNumber(0x1234);
              HandMade.invoke(code, "()V");
              code.return_();
            }));
  }

  @Test
  void anExportIsCalledInThreeWays() throws Throwable {
    Instance instance = Instance.of(store, add());
    Func add = instance.func("add");
    assertThat(add.call(1, 2)).isEqualTo(3);
    MethodHandle handle = add.handle();
    assertThat((int) handle.invokeExact(4, 5)).isEqualTo(9);
    assertThat(add.as(IntBinaryOperator.class).applyAsInt(20, 22)).isEqualTo(42);
  }

  @Test
  void aHostFunctionIsCalledAndMayCallBack() {
    Module module =
        HandMade.module(
            engine,
            "(module (import \"env\" \"f\" (func (param i32) (result i32)))"
                + "(func (export \"go\") (param i32) (result i32) unreachable))",
            Map.of(
                1,
                code -> {
                  HandMade.importHandle(code, 0);
                  code.iload(1);
                  HandMade.invoke(code, "(I)I");
                  code.ireturn();
                }));
    AtomicReference<Func> go = new AtomicReference<>();
    IntUnaryOperator down = n -> n == 0 ? 7 : (int) go.get().call(n - 1);
    Instance instance =
        Linker.of(engine).func("env", "f", IntUnaryOperator.class, down).instantiate(store, module);
    go.set(instance.func("go"));
    assertThat(go.get().call(100)).isEqualTo(7);
  }

  @Test
  void aHostFunctionsExceptionArrivesAsItIsWithGuestFramesInItsTrace() {
    IOException thrown = new IOException("host");
    Func f =
        Func.of(
            store,
            Thrower.class,
            () -> {
              thrown.fillInStackTrace();
              throw thrown;
            });
    Func go = Instance.of(store, caller(engine), f).func("go");
    assertThatThrownBy(go::call).isSameAs(thrown);
    assertThat(thrown.getStackTrace())
        .anySatisfy(e -> assertThat(e.toString()).isEqualTo("wasm.go(m:0x1234)"));
    assertThatThrownBy(() -> go.as(Thrower.class).run()).isSameAs(thrown);
  }

  @Test
  void aHostFunctionsImplicitExceptionIsNoTrap() {
    int[] none = {};
    Func f = Func.of(store, Runnable.class, () -> none[0]++);
    Func go = Instance.of(store, caller(engine), f).func("go");
    assertThatThrownBy(go::call).isExactlyInstanceOf(ArrayIndexOutOfBoundsException.class);
  }

  @Test
  void aTrapOfACallBackPassesTheHostUnchanged() {
    Module boom =
        HandMade.module(
            engine,
            "(module (func (export \"boom\") (param i32) (result i32) unreachable))",
            Map.of(0, code -> code.iconst_1().iload(1).lineNumber(9).idiv().ireturn()),
            TrapCode.INTEGER_DIVIDE_BY_ZERO);
    Func inner = Instance.of(store, boom).func("boom");
    AtomicReference<Trap> seen = new AtomicReference<>();
    Func f =
        Func.of(
            store,
            Runnable.class,
            () -> {
              try {
                inner.call(0);
              } catch (Trap trap) {
                seen.set(trap);
                throw trap;
              }
            });
    Func go = Instance.of(store, caller(engine), f).func("go");
    assertThatThrownBy(go::call)
        .isSameAs(seen.get())
        .hasMessage("integer divide by zero in func[0] \"boom\" at 0x9");
    assertThat(seen.get().backtrace()).extracting(WasmFrame::name).containsExactly("boom", "go");
    assertThat(inner.call(1)).isEqualTo(1);
  }

  @Test
  void aSecondThreadIsRefusedWhileTheFirstIsInside() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Func f =
        Func.of(
            store,
            Thrower.class,
            () -> {
              inside.countDown();
              leave.await();
            });
    Func go = Instance.of(store, caller(engine), f).func("go");
    Thread first = Thread.ofPlatform().name("first").start(go::call);
    inside.await();
    assertThatThrownBy(go::call)
        .isInstanceOf(ConcurrentUseException.class)
        .hasMessageContaining("thread first");
    assertThatThrownBy(store::close).isInstanceOf(ConcurrentUseException.class);
    leave.countDown();
    first.join();
    go.call();
  }

  @Test
  void aClosedStoreIsRefused() {
    Func add = Instance.of(store, add()).func("add");
    store.close();
    store.close();
    assertThatThrownBy(() -> add.call(1, 2)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> Instance.of(store, add())).isInstanceOf(ClosedException.class);
    engine.close();
    assertThatThrownBy(() -> Store.of(engine)).isInstanceOf(ClosedException.class);
  }

  @Test
  void wrongArgumentsAreRefused() {
    Func add = Instance.of(store, add()).func("add");
    assertThatThrownBy(() -> add.call(1))
        .isInstanceOf(WrongTypeException.class)
        .hasMessageContaining("takes 2 arguments, not 1");
    assertThatThrownBy(() -> add.call(1, 2L))
        .isInstanceOf(WrongTypeException.class)
        .hasMessageContaining("argument 1")
        .hasMessageContaining("int in Java, not java.lang.Long");
    assertThatThrownBy(() -> add.as(IntUnaryOperator.class)).isInstanceOf(WrongTypeException.class);
  }

  @Test
  void anItemOfAnotherStoreIsRefused() {
    Store other = Store.of(engine);
    Func f = Func.of(other, Runnable.class, () -> {});
    assertThatThrownBy(() -> Instance.of(store, caller(engine), f))
        .isInstanceOf(ForeignStoreException.class);
    assertThatThrownBy(() -> Instance.of(store, caller(Engine.of(config))))
        .isInstanceOf(ForeignStoreException.class);
  }

  @Test
  void endlessRecursionExhaustsTheStackAndLeavesTheStoreUsable() {
    Module module =
        HandMade.module(
            engine,
            "(module (func $down (export \"down\") (param i32) (result i32) unreachable))",
            Map.of(
                0,
                code -> {
                  Label end = code.newLabel();
                  code.iload(1).ifeq(end);
                  code.aload(0).iload(1).iconst_1().isub().lineNumber(5);
                  HandMade.call(code, 0, "(I)I");
                  code.iconst_1().iadd().ireturn();
                  code.labelBinding(end).iconst_0().ireturn();
                }));
    Func down = Instance.of(store, module).func("down");
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> down.call(-1))
          .isInstanceOf(StackExhausted.class)
          .hasMessageStartingWith("call stack exhausted");
      assertThat(down.call(100)).isEqualTo(100);
    }
    Thread.ofPlatform().start(() -> assertThat(down.call(10)).isEqualTo(10));
  }

  private Module loop() {
    ClassDesc loader = ClassDesc.of(ModuleClassLoader.class.getName());
    DynamicConstantDesc<?> interruptCheck =
        DynamicConstantDesc.ofNamed(
            ConstantDescs.ofConstantBootstrap(
                loader, "interruptCheck", ConstantDescs.CD_MethodHandle),
            "interrupt",
            ConstantDescs.CD_MethodHandle);
    return HandMade.module(
        engine,
        "(module (func (export \"loop\") unreachable))",
        Map.of(
            0,
            code -> {
              Label head = code.newBoundLabel();
              code.loadConstant(interruptCheck);
              code.aload(0);
              HandMade.invoke(code, "(" + VMContext.class.descriptorString() + ")V");
              code.goto_(head);
            }));
  }

  @Test
  void aDeadlineStopsALoopAndTheSwitchIsArmedAgain() throws Exception {
    Module module = loop();
    Func loop = Instance.of(store, module).func("loop");
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> store.callWithTimeout(Duration.ofMillis(50), () -> loop.call()))
          .isInstanceOf(TimedOut.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
    }
    assertThat(store.callWithTimeout(Duration.ofMillis(1), () -> 5)).isEqualTo(5);
    Thread.sleep(10);
    Thread.ofPlatform()
        .start(() -> {
          try {
            Thread.sleep(30);
          } catch (InterruptedException e) {
            return;
          }
          store.interrupt();
        });
    assertThatThrownBy(loop::call).isInstanceOf(Interrupted.class);
  }
}
