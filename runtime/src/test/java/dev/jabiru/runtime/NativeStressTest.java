// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.TrapCode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Machine code on platform and virtual threads that trap, grow memories, end stacks, call the host,
 * which throws, sleeps or calls back, and are collected around; {@code jabiru.stress.seconds} says
 * for how long.
 */
class NativeStressTest {
  private static final int SECONDS = Integer.getInteger("jabiru.stress.seconds", 3);

  private static final String GUEST =
      """
      (module (import "h" "f" (func $f (param i32) (result i32)))
        (memory 1 1000)
        (func (export "id") (param i32) (result i32) (local.get 0))
        (func (export "go") (param i32) (result i32) (i32.load (call $f (local.get 0))))
        (func (export "grow") (result i32) (memory.grow (i32.const 1)))
        (func $r (export "r") (call $r)))
      """;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong traps = new AtomicLong();
  private final AtomicReference<Throwable> wrong = new AtomicReference<>();

  @Test
  void everyCallEndsAsItShould() throws Exception {
    String reason = NativePlatform.reasonAgainst();
    Assumptions.assumeTrue(reason == null, () -> "NOT RUN: the target x64: " + reason);
    Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.X64));
    Module module = Module.of(engine, GUEST);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int seed = i;
      Runnable work = () -> work(engine, module, seed);
      threads.add(i % 2 == 0 ? Thread.ofPlatform().start(work) : Thread.ofVirtual().start(work));
    }
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    while (System.nanoTime() < end && wrong.get() == null) {
      System.gc();
      Thread.sleep(20);
    }
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong.get()).isNull();
    assertThat(traps).hasValueGreaterThan(1000);
  }

  /** Two threads on one stack would end the program: one of them has to be refused, always. */
  @Test
  void twoThreadsAtOnceInOneStoreAreTold() throws Exception {
    String reason = NativePlatform.reasonAgainst();
    Assumptions.assumeTrue(reason == null, () -> "NOT RUN: the target x64: " + reason);
    Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.X64));
    Module module =
        Module.of(
            engine,
            "(module (func $f (export \"f\") (param i32) (result i32)"
                + " (if (result i32) (local.get 0)"
                + " (then (i32.add (i32.const 1) (call $f (i32.sub (local.get 0) (i32.const 1)))))"
                + " (else (i32.const 0)))))");
    AtomicInteger done = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    try (Store store = Store.of(engine)) {
      Func f = Instance.of(store, module).func("f");
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        threads.add(Thread.ofPlatform().start(() -> callOften(f, done, told)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      while (done.get() < 100_000) { // whoever is alone is served
        callOften(f, done, told);
      }
    }
    assertThat(wrong.get()).isNull();
    assertThat(told).hasPositiveValue();
  }

  private void callOften(Func f, AtomicInteger done, AtomicInteger told) {
    for (int i = 0; i < 100_000; i++) {
      try {
        int depth = i % 50;
        if (!f.call(depth).equals(depth)) {
          wrong.compareAndSet(null, new AssertionError("another thread's result"));
        }
        done.incrementAndGet();
      } catch (ConcurrentUseException e) {
        told.incrementAndGet();
      } catch (Throwable e) {
        wrong.compareAndSet(null, e);
      }
    }
  }

  private void work(Engine engine, Module module, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try {
      while (!stop.get()) {
        try (Store store = Store.of(engine)) {
          AtomicReference<Instance> self = new AtomicReference<>();
          Func host = Func.of(store, IntUnaryOperator.class, x -> host(self.get(), x));
          Instance instance = Instance.of(store, module, host);
          self.set(instance);
          AtomicInteger pages = new AtomicInteger(1);
          for (int i = 0; i < 1000 && !stop.get(); i++) {
            step(instance, random.nextInt() >>> 1, pages);
          }
        }
      }
    } catch (Throwable e) {
      wrong.compareAndSet(null, new AssertionError("seed " + seed, e));
    }
  }

  private static int host(Instance instance, int x) {
    if ((x & 63) == 5) {
      throw new IllegalStateException("of the host");
    } else if ((x & 1023) == 9) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    } else if ((x & 15) == 3) {
      return (int) instance.func("id").call(x & 0xfff8);
    }
    return x & 0x3fffff;
  }

  private void step(Instance instance, int x, AtomicInteger pages) {
    boolean throwsOwn = (x & 63) == 5;
    long address = (x & 15) == 3 && (x & 1023) != 9 ? x & 0xfff8 : x & 0x3fffff;
    boolean traps = !throwsOwn && address + 4 > pages.get() * 65536L;
    try {
      instance.func("go").call(x);
      assertThat(throwsOwn || traps).isFalse();
    } catch (Trap trap) {
      this.traps.incrementAndGet();
      assertThat(traps).isTrue();
      assertThat(trap.code()).isEqualTo(TrapCode.OUT_OF_BOUNDS_MEMORY);
    } catch (IllegalStateException e) {
      assertThat(throwsOwn).isTrue();
    }
    if ((x & 255) == 1) {
      assertThat(instance.func("grow").call()).isEqualTo(pages.getAndIncrement());
    }
    if ((x & 1023) == 2) {
      try {
        instance.func("r").call();
        throw new AssertionError("a stack without an end");
      } catch (StackExhausted e) {
        this.traps.incrementAndGet();
      }
    }
  }
}
