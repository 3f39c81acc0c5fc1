// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.wasm.AddressType;
import dev.jabiru.wasm.Limits;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.TableType;
import java.lang.invoke.MethodHandle;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** What a store owns, for how long, and who may use it. */
class StoreTest {
  private static final String CALLS_OUT =
      "(module (import \"m\" \"f\" (func $f)) (func (export \"go\") (call $f)))";

  /** The target whose entries do not take the store atomically, and whose code is classes. */
  private final Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));

  private static void onAnotherThread(Runnable body) {
    try {
      Thread thread = Thread.ofPlatform().start(body);
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Two threads that enter in the same moment overwrite each other's mark; so does the test. */
  @Test
  void leavingAfterAnotherThreadCameInIsToldAndDoesNotReopenAClosedStore() {
    Store store = Store.of(engine);
    Instance instance =
        Linker.of(engine)
            .func(
                "m",
                "f",
                Runnable.class,
                () -> {
                  store.user = 0; // what the other thread leaves behind
                  onAnotherThread(store::close);
                })
            .instantiate(store, Module.of(engine, CALLS_OUT));
    assertThatThrownBy(() -> instance.func("go").call())
        .isInstanceOf(ConcurrentUseException.class)
        .hasMessageContaining("another thread came in");
    assertThatThrownBy(() -> instance.func("go").call()).isInstanceOf(ClosedException.class);
  }

  @Test
  void leavingDoesNotTakeTheMarkOfAnotherThreadAway() throws Exception {
    Store store = Store.of(engine);
    Thread other = Thread.ofPlatform().unstarted(() -> {});
    Instance instance =
        Linker.of(engine)
            .func("m", "f", Runnable.class, () -> store.user = other.threadId())
            .instantiate(store, Module.of(engine, CALLS_OUT));
    assertThatThrownBy(() -> instance.func("go").call()).isInstanceOf(ConcurrentUseException.class);
    assertThat(store.user).isEqualTo(other.threadId());
    assertThatThrownBy(store::close).isInstanceOf(ConcurrentUseException.class);
  }

  @Test
  void aThreadThatCameInWhileTheStoreWasClosedLeavesItClosed() {
    Store store = Store.of(engine);
    Thread current = Thread.currentThread();
    long before = store.enter(current);
    store.user = 0; // as if close had looked before the thread came in,
    store.close();
    store.user = current.threadId(); // and written before it did
    store.leave(current, before);
    assertThatThrownBy(store::check).isInstanceOf(ClosedException.class);
  }

  @Test
  void interruptingAClosedStoreDoesNothingToTheModulesOfOthers() throws Throwable {
    Module module =
        Module.of(
            engine,
            "(module (func (export \"go\") (param i32) (result i32) (loop $l"
                + " (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))"
                + " (local.get 0)))");
    Store store = Store.of(engine);
    Instance.of(store, module).func("go").call(10);
    store.close();
    store.interrupt();
    assertThat(module.loader().isInterruptFired()).isFalse();
    Store next = Store.of(engine);
    next.interrupt();
    assertThat(module.loader().isInterruptFired()).isFalse();
    Instance.of(next, module);
    assertThat(module.loader().isInterruptFired()).isTrue();
    next.close();
    assertThat(module.loader().isInterruptFired()).isFalse();
  }

  @Test
  void aDeadlineThatPassesAfterTheStoreIsClosedDoesNothing() throws Exception {
    Store store = Store.of(engine);
    store.callWithTimeout(
        Duration.ofMillis(20),
        () -> {
          store.close();
          Thread.sleep(60);
          return null;
        });
    assertThatThrownBy(store::fuel).isInstanceOf(ClosedException.class);
  }

  @Test
  void aStoreLetsGoOfModulesWithoutInstances() throws Exception {
    Store store = Store.of(engine);
    List<WeakReference<Module>> modules = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      modules.add(new WeakReference<>(run(store, i)));
    }
    for (int i = 0; i < 100 && modules.stream().anyMatch(m -> m.get() != null); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(modules).allMatch(m -> m.get() == null);
    assertThat(store.fuel()).isZero(); // the store is still there
  }

  private Module run(Store store, int i) {
    Module module =
        Module.of(
            engine,
            "(module (memory 1) (func (export \"go\") (result i32) (i32.const " + i + ")))");
    assertThat(Instance.of(store, module).func("go").call()).isEqualTo(i);
    return module;
  }

  @Test
  void instancesCountWhileTheyLive() {
    Store store = Store.of(engine, StoreLimits.defaults().withInstances(3));
    Module module = Module.of(engine, "(module (func (export \"f\")))");
    for (int i = 0; i < 20; i++) {
      Instance.of(store, module);
    }
    List<Func> kept = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      kept.add(Instance.of(store, module).func("f"));
    }
    assertThatThrownBy(() -> Instance.of(store, module))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessage("instance: the store's limit is reached");
    kept.removeFirst().call();
    kept.add(Instance.of(store, module).func("f"));
    assertThat(kept).hasSize(3).allSatisfy(Func::call);
  }

  @Test
  void whatCannotBeAllocatedDoesNotCountAgainstTheLimits() {
    long most = 1L << 40;
    Store store =
        Store.of(
            engine, StoreLimits.defaults().withMemoryBytes(most).withTableElements(10_000_000));
    List<Memory> memories = new ArrayList<>();
    ResourceLimitException refused = null;
    while (refused == null) {
      try {
        memories.add(Memory.of(store, 16_000, 16_000));
      } catch (ResourceLimitException e) {
        refused = e;
      }
    }
    assertThat(refused).hasMessageContaining("too little memory");
    int held = memories.size();
    memories.clear();
    assertThat(store.vm().mayTakeMemory(most - held * (16_000L << 16))).isTrue();
    assertThat(store.vm().mayTakeMemory(most - held * (16_000L << 16) + 1)).isFalse();
  }

  @Test
  void aTableThatCannotBeMadeDoesNotCount() {
    Store store = Store.of(engine, StoreLimits.defaults().withTableElements(100));
    TableType type = new TableType(AddressType.I32, Limits.of(101), RefType.FUNCREF);
    assertThatThrownBy(() -> Table.of(store, type, null))
        .isInstanceOf(ResourceLimitException.class);
    assertThat(
            Table.of(store, new TableType(AddressType.I32, Limits.of(100), RefType.FUNCREF), null)
                .size())
        .isEqualTo(100);
  }

  /** An object whose method guests call, one for each store. */
  public static final class Counter {
    private final int step;

    Counter(int step) {
      this.step = step;
    }

    /**
     * Adds the step.
     *
     * @param x a number
     * @return the sum
     */
    @WasmFunction
    public int f(int x) {
      return x + step;
    }
  }

  /** Calls of imports are inlined as long as there is one code; see {@code ImportSite}. */
  @Test
  void aHundredStoresWithLinkersOfTheirOwnShareTheCodeOfTheirHostFunctions() throws Exception {
    Module module =
        Module.of(
            engine,
            "(module (import \"m\" \"f\" (func $f (param i32) (result i32)))"
                + "(import \"m\" \"g\" (func $g (param i32) (result i32)))"
                + "(func (export \"go\") (param i32) (result i32)"
                + "  (call $g (call $f (local.get 0)))))");
    Set<MethodHandle> codes = new HashSet<>();
    List<WeakReference<Store>> stores = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int step = i;
      Store store = Store.of(engine);
      Linker linker = Linker.of(engine).bind("m", new Counter(i));
      linker.func("m", "g", IntUnaryOperator.class, x -> x * step);
      Func go = linker.instantiate(store, module).func("go");
      assertThat(go.call(7)).isEqualTo((7 + i) * i);
      for (String name : new String[] {"f", "g"}) {
        Func func = (Func) linker.get(store, "m", name).orElseThrow();
        codes.add(Objects.requireNonNull(Objects.requireNonNull(func.ref().host).knownCode()));
      }
      stores.add(new WeakReference<>(store));
    }
    assertThat(codes).hasSize(2);
    for (int i = 0; i < 100 && stores.stream().anyMatch(s -> s.get() != null); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(stores).as("none was closed").allMatch(s -> s.get() == null);
    assertThat(module.exports()).hasSize(1);
  }
}
