// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits on fuel, time and stack that a configuration gives to every store. */
@ParameterizedClass
@EnumSource(value = Config.TargetChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
class LimitsTest {
  private final Config config;
  private static final String GUEST =
      """
      (module
        (import "m" "f" (func $f (param i32) (result i32)))
        (func (export "loop") (loop $l (br $l)))
        (func (export "out") (param i32) (result i32) (call $f (local.get 0)))
        (func $down (export "down") (param i32) (result i32)
          (if (result i32) (local.get 0)
            (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1)))))
            (else (i32.const 0)))))
      """;

  LimitsTest(Config.TargetChoice target) {
    this.config = Targets.config(target);
  }

  private static Instance guest(Store store, IntUnaryOperator f) {
    return Linker.of(store.engine())
        .func("m", "f", IntUnaryOperator.class, f)
        .instantiate(store, Module.of(store.engine(), GUEST));
  }

  private Engine engine(StoreLimits limits) {
    return Engine.of(config.withLimits(limits));
  }

  @Test
  void fuelToBeginWithComesFromTheConfigurationUnlessTheStoreHasItsOwn() {
    Engine engine =
        Engine.of(config.withFuel(true).withLimits(StoreLimits.defaults().withFuel(5000)));
    Store store = Store.of(engine);
    assertThat(store.fuel()).isEqualTo(5000);
    Instance instance = guest(store, x -> x);
    assertThat(instance.func("down").call(10)).isEqualTo(10);
    assertThat(store.fuel()).isBetween(4000L, 4999L);
    assertThatThrownBy(() -> instance.func("loop").call()).isInstanceOf(OutOfFuel.class);
    assertThat(Store.of(engine, engine.config().limits().withFuel(7)).fuel()).isEqualTo(7);
  }

  @Test
  void everyCallHasTheTimeOfTheConfiguration() {
    Engine engine = engine(StoreLimits.defaults().withTime(Duration.ofMillis(100)));
    Store store = Store.of(engine);
    int[] calls = new int[1];
    Instance instance = guest(store, x -> x + ++calls[0]);
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> instance.func("loop").call()).isInstanceOf(TimedOut.class);
      assertThat(System.nanoTime() - start).isBetween(100_000_000L, 1_100_000_000L);
      assertThat(instance.func("down").call(10)).isEqualTo(10);
    }
    Runnable loop = instance.func("loop").as(Runnable.class);
    assertThatThrownBy(loop::run).isInstanceOf(TimedOut.class);
    assertThat(instance.func("out").call(4)).isEqualTo(5);
    assertThat(store.limits().time()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void callsThatAreDoneLeaveNoDeadlineBehind() {
    Store store = Store.of(engine(StoreLimits.defaults().withTime(Duration.ofHours(1))));
    Func down = guest(store, x -> x).func("down");
    int before = Alarm.waiting();
    for (int i = 0; i < 1000; i++) {
      assertThat(down.call(3)).isEqualTo(3);
    }
    assertThat(Alarm.waiting()).isLessThanOrEqualTo(before);
  }

  @Test
  void aCallBackHasWhatIsLeftOfTheTime() {
    Store store = Store.of(engine(StoreLimits.defaults().withTime(Duration.ofMillis(100))));
    Instance[] self = new Instance[1];
    self[0] =
        guest(
            store,
            x -> {
              self[0].func("loop").call();
              return x;
            });
    long start = System.nanoTime();
    assertThatThrownBy(() -> self[0].func("out").call(1)).isInstanceOf(TimedOut.class);
    assertThat(System.nanoTime() - start).isBetween(100_000_000L, 1_100_000_000L);
  }

  @Test
  void guestsHaveTheStackOfTheConfiguration() {
    int small = deepest(512 << 10);
    int large = deepest(32 << 20);
    assertThat(large).isGreaterThan(10 * small);
  }

  private int deepest(long stackBytes) {
    Store store = Store.of(engine(StoreLimits.defaults().withStackBytes(stackBytes)));
    Thread caller = Thread.currentThread();
    Thread[] seen = new Thread[2];
    Instance[] self = new Instance[1];
    self[0] =
        guest(
            store,
            x -> {
              seen[0] = Thread.currentThread();
              int again = x == 0 ? 0 : (int) self[0].func("out").call(x - 1);
              seen[1] = Thread.currentThread();
              return again + 1;
            });
    assertThat(self[0].func("out").call(3)).isEqualTo(4);
    assertThat(seen[0]).isNotSameAs(caller).isSameAs(seen[1]);
    int depth = 500;
    while (true) {
      try {
        assertThat(self[0].func("down").call(depth)).isEqualTo(depth);
        depth += depth / 2;
      } catch (StackExhausted e) {
        assertThat(self[0].func("down").call(10)).isEqualTo(10);
        return depth;
      }
    }
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    StoreLimits limits = StoreLimits.defaults();
    assertThatThrownBy(() -> limits.withFuel(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limits.withStackBytes(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limits.withTime(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    Engine deaf = Engine.of(config.withInterruptible(false));
    assertThatThrownBy(() -> Store.of(deaf, limits.withTime(Duration.ofSeconds(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
