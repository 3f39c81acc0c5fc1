// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Guests that run on and on are stopped: by a deadline, by another thread, by want of fuel. */
@ParameterizedClass
@EnumSource(value = Config.TargetChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
class StoppingTest {
  private final Config config;
  private static final String LOOPS =
      """
      (module $loops
        (func (export "loop") (loop $l (br $l)))
        (func (export "count") (param $n i32) (result i32) (local $i i32)
          (loop $l
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $l (i32.lt_u (local.get $i) (local.get $n))))
          (local.get $i))
        (func $f (export "calls") (return_call $g))
        (func $g (return_call $f))
        (func $tree (export "tree") (param $depth i32)
          (if (local.get $depth) (then
            (call $tree (i32.sub (local.get $depth) (i32.const 1)))
            (call $tree (i32.sub (local.get $depth) (i32.const 1)))))))
      """;

  StoppingTest(Config.TargetChoice target) {
    this.config = Targets.config(target);
  }

  @Test
  void aDeadlineStopsWhateverRunsOnWithinASecond() throws Exception {
    Engine engine = Engine.of(config);
    Store store = Store.of(engine);
    Instance instance = Instance.of(store, Module.of(engine, LOOPS));
    for (String name : new String[] {"loop", "calls", "tree", "loop", "calls", "tree"}) {
      Func func = instance.func(name);
      Object[] arguments = name.equals("tree") ? new Object[] {60} : new Object[0];
      long start = System.nanoTime();
      assertThatThrownBy(
              () -> store.callWithTimeout(Duration.ofMillis(200), () -> func.call(arguments)))
          .isInstanceOf(TimedOut.class)
          .hasMessageStartingWith("deadline exceeded in func[");
      // The deadline and a second for a busy machine.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1200));
      assertThat(instance.func("count").call(10_000_000)).isEqualTo(10_000_000);
    }
  }

  /** Such as take long where memory has never been touched. They stop where they are. */
  @Test
  void aDeadlineStopsFillsAndCopiesInTheMiddle() {
    Engine engine = Engine.of(config);
    int pages = engine.target() == Target.X64 ? 32_000 : 8_000;
    int count = (pages << 16) - 1;
    Module module =
        Module.of(
            engine,
            """
            (module (memory (export "m") %d)
              (func (export "fill") (param i32)
                (memory.fill (i32.const 1) (i32.const 7) (local.get 0)) (loop (br 0)))
              (func (export "copy") (param i32)
                (memory.copy (i32.const 1) (i32.const 0) (local.get 0)) (loop (br 0))))
            """
                .formatted(pages));
    for (String name : new String[] {"fill", "copy"}) {
      try (Store store = Store.of(engine)) {
        Instance instance = Instance.of(store, module);
        Memory memory = instance.memory("m");
        memory.writeByte(0, (byte) 7);
        assertThatThrownBy(() ->
                store.callWithTimeout(Duration.ofMillis(5), () -> instance.func(name).call(count)))
            .isInstanceOf(TimedOut.class)
            .hasMessageStartingWith("deadline exceeded in func[");
        // A copy to a higher place begins at its end.
        assertThat(memory.readByte(name.equals("fill") ? count : 1)).as(name).isZero();
      }
    }
  }

  @Test
  void onlyTheStoreThatIsInterruptedStops() throws Exception {
    Engine engine = Engine.of(config);
    Module module = Module.of(engine, LOOPS);
    Store one = Store.of(engine);
    Store two = Store.of(engine);
    Func loop = Instance.of(one, module).func("loop");
    Func count = Instance.of(two, module).func("count");
    Throwable[] outcome = new Throwable[1];
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                loop.call();
              } catch (Throwable e) {
                outcome[0] = e;
              }
            });
    for (int i = 0; i < 50; i++) {
      assertThat(count.call(1_000_000)).isEqualTo(1_000_000);
    }
    one.interrupt();
    assertThat(count.call(50_000_000)).isEqualTo(50_000_000);
    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    assertThat(outcome[0]).isInstanceOf(Interrupted.class);
    assertThat(count.call(1_000_000)).isEqualTo(1_000_000);
  }

  @Test
  void anInterruptThatFindsNobodyWaitsForTheNextGuestUnlessTakenBack() {
    Engine engine = Engine.of(config);
    Store store = Store.of(engine);
    Instance instance = Instance.of(store, Module.of(engine, LOOPS));
    store.interrupt();
    assertThatThrownBy(() -> instance.func("count").call(5)).isInstanceOf(Interrupted.class);
    assertThat(instance.func("count").call(5)).isEqualTo(5);
    store.interrupt();
    store.clearInterrupt();
    assertThat(instance.func("count").call(5)).isEqualTo(5);
  }

  @Test
  void anEngineThatIsNotInterruptibleSaysSo() {
    Engine engine = Engine.of(config.withInterruptible(false));
    Store store = Store.of(engine);
    assertThatThrownBy(store::interrupt).isInstanceOf(IllegalStateException.class);
    Instance instance = Instance.of(store, Module.of(engine, LOOPS));
    assertThat(instance.func("count").call(1000)).isEqualTo(1000);
  }

  @Test
  void fuelRunsOut() {
    Engine engine = Engine.of(config.withFuel(true));
    Store store = Store.of(engine);
    Instance instance = Instance.of(store, Module.of(engine, LOOPS));
    assertThatThrownBy(() -> instance.func("count").call(5)).isInstanceOf(OutOfFuel.class);
    store.setFuel(1_000_000);
    assertThat(instance.func("count").call(1000)).isEqualTo(1000);
    long used = 1_000_000 - store.fuel();
    assertThat(used).isBetween(1000L, 20_000L);
    assertThatThrownBy(() -> instance.func("loop").call())
        .isInstanceOf(OutOfFuel.class)
        .hasMessageStartingWith("all fuel consumed");
    assertThat(store.fuel()).isZero();
    store.setFuel(1_000_000);
    assertThat(instance.func("count").call(1000)).isEqualTo(1000);
    assertThat(1_000_000 - store.fuel()).isEqualTo(used);
  }

  /** On a machine that may be busy. */
  @Test
  void halfOfAllStopsTakeLessThanATenthOfASecondAndNoneTakesOne() throws Exception {
    List<Long> nanos = stops(40);
    assertThat(nanos.get(nanos.size() / 2)).isLessThan(100_000_000L);
    assertThat(nanos.getLast()).isLessThan(1_000_000_000L);
  }

  /** On a machine that has nothing else to do. */
  @Test
  @Tag("long")
  void everyStopTakesLessThanATenthOfASecond() throws Exception {
    assertThat(stops(400).getLast()).isLessThan(100_000_000L);
  }

  /** {@return how long after a store was interrupted its guest was gone, in order} */
  private List<Long> stops(int count) throws Exception {
    Engine engine = Engine.of(config);
    Store store = Store.of(engine);
    Instance instance = Instance.of(store, Module.of(engine, LOOPS));
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Func func = instance.func(i % 2 == 0 ? "loop" : "calls");
      long[] stopped = new long[1];
      Thread guest =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  func.call();
                } catch (Interrupted e) {
                  stopped[0] = System.nanoTime();
                }
              });
      Thread.sleep(i % 40); // interpreted, compiled once, compiled again
      long asked = System.nanoTime();
      store.interrupt();
      guest.join();
      assertThat(stopped[0]).isNotZero();
      nanos.add(stopped[0] - asked);
    }
    Collections.sort(nanos);
    System.out.printf(
        "%d stops: median %.2f ms, slowest %.2f ms%n",
        nanos.size(), nanos.get(nanos.size() / 2) / 1e6, nanos.getLast() / 1e6);
    return nanos;
  }
}
