// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.wasm.FuncType;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way to use the API wrongly is told apart, in words, and changes nothing. */
@ParameterizedClass
@EnumSource(value = Config.TargetChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
class MisuseTest {
  private final Config config;
  private final Engine engine;
  private final Store store;

  MisuseTest(Config.TargetChoice target) {
    this.config = Targets.config(target);
    this.engine = Engine.of(config);
    this.store = Store.of(engine);
  }

  private Object value(String name) {
    return switch (name) {
      case "int" -> 1;
      case "long" -> 1L;
      case "double" -> 1.0;
      case "text" -> "text";
      case "none" -> new Object[0];
      case "one" -> new Object[] {1};
      case "two" -> new Object[] {1, 2L};
      case "swapped" -> new Object[] {1L, 2};
      case "func" -> Func.of(store, Runnable.class, () -> {});
      case "foreign" -> Func.of(Store.of(engine), Runnable.class, () -> {});
      default -> throw new AssertionError(name);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i32     | long    | result of host function m.f is of type i32, which is int in Java, not java.lang.Long",
        "i32     |         | which is int in Java, not null",
        "i64     | int     | which is long in Java, not java.lang.Integer",
        "f32     | double  | which is float in Java, not java.lang.Double",
        "f64     | text    | which is double in Java, not java.lang.String",
        "funcref | text    | which is Func in Java, not java.lang.String",
        "i32 i64 | int     | has 2 results, which are an Object[] in Java, not java.lang.Integer",
        "i32 i64 |         | has 2 results, which are an Object[] in Java, not null",
        "i32 i64 | one     | returned 1 results, not 2 results",
        "i32 i64 | swapped | result 0 is of type i32, which is int in Java, not java.lang.Long",
      })
  void aCallbackThatReturnsTheWrongTypeIsTold(
      String results, @Nullable String returned, String message) {
    Object value = returned == null ? null : value(returned);
    assertThatThrownBy(() -> call(results, value).call())
        .isInstanceOf(WrongTypeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anInterfaceThatCannotBeSeenIsToldWithTheRemedy() throws ClassNotFoundException {
    Class<?> hidden = Class.forName("sun.security.util.Length");
    Instance instance =
        Linker.of(engine)
            .instantiate(
                store,
                Module.of(
                    engine, "(module (func (export \"length\") (result i32) (i32.const 1)))"));
    assertThatThrownBy(() -> instance.as(hidden))
        .isInstanceOf(WrongTypeException.class)
        .hasMessageContaining("have its module export or open package sun.security.util");
  }

  @Test
  void aCallbackThatReturnsTheRightTypeIsNot() {
    assertThat(call("i32", 5).call()).isEqualTo(5);
    assertThat(call("externref", "x").call()).isEqualTo("x");
    assertThat(call("funcref", null).call()).isNull();
    assertThat(call("funcref", value("func")).call()).isInstanceOf(Func.class);
    assertThat((Object[]) call("i32 i64", value("two")).call()).containsExactly(1, 2L);
    assertThat(call("", null).call()).isNull();
  }

  private Func call(String results, @Nullable Object returned) {
    Module module =
        Module.of(
            engine,
            "(module (import \"m\" \"f\" (func $f (result "
                + results
                + "))) (func (export \"go\") (result "
                + results
                + ") (call $f)))");
    FuncType type = module.imports().getFirst().funcType().orElseThrow();
    return Linker.of(engine)
        .func("m", "f", type, args -> returned)
        .instantiate(store, module)
        .func("go");
  }

  @Test
  void aFunctionOfAnotherStoreIsRefusedAsAResult() {
    assertThatThrownBy(() -> call("funcref", value("foreign")).call())
        .isInstanceOf(ForeignStoreException.class);
  }

  /** For the host, an argument of its own class. */
  public interface TakesText {
    /**
     * Takes text.
     *
     * @param text the text
     */
    void take(String text);
  }

  @Test
  void anObjectOfAnotherClassThanTheHostTakesIsTold() {
    String[] taken = new String[1];
    Func go =
        Linker.of(engine)
            .func("m", "f", TakesText.class, text -> taken[0] = text)
            .instantiate(
                store,
                Module.of(
                    engine,
                    "(module (import \"m\" \"f\" (func $f (param externref)))"
                        + "(func (export \"go\") (param externref) (call $f (local.get 0))))"))
            .func("go");
    assertThatThrownBy(() -> go.call(5))
        .isInstanceOf(WrongTypeException.class)
        .hasMessageContaining("is a java.lang.String, not a java.lang.Integer");
    assertThat(taken[0]).isNull();
    go.call("yes");
    assertThat(taken[0]).isEqualTo("yes");
    go.call((Object) null);
    assertThat(taken[0]).isNull();
  }

  @Test
  void everythingOfAClosedStoreIsRefused() {
    Instance instance =
        Instance.of(
            store,
            Module.of(
                engine,
                "(module (memory (export \"m\") 1) (table (export \"t\") 1 funcref)"
                    + "(global (export \"g\") (mut i32) (i32.const 0)) (func (export \"f\")))"));
    List<Consumer<Instance>> uses =
        List.of(
            i -> i.func("f").call(),
            i -> i.func("f").as(Runnable.class).run(),
            i -> i.memory("m").readByte(0),
            i -> i.memory("m").writeLong(0, 0),
            i -> i.memory("m").grow(1),
            i -> i.memory("m").size(),
            i -> i.memory("m").segment(),
            i -> i.table("t").get(0),
            i -> i.table("t").grow(1, null),
            i -> i.global("g").get(),
            i -> i.global("g").set(1),
            i -> i.store().setFuel(1),
            i -> Memory.of(i.store(), 1, 1),
            i -> Instance.of(i.store(), i.module()));
    for (Consumer<Instance> use : uses) {
      use.accept(instance);
    }
    store.close();
    for (Consumer<Instance> use : uses) {
      assertThatThrownBy(() -> use.accept(instance)).isInstanceOf(ClosedException.class);
    }
    store.close();
    engine.close();
    List<Supplier<Object>> makes =
        List.of(() -> Store.of(engine), () -> Module.of(engine, "(module)"));
    for (Supplier<Object> make : makes) {
      assertThatThrownBy(make::get)
          .isInstanceOf(ClosedException.class)
          .hasMessage("the engine is closed");
    }
  }

  @Test
  void everythingIsRefusedToASecondThread() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Instance instance =
        Linker.of(engine)
            .func(
                "m",
                "wait",
                Runnable.class,
                () -> {
                  inside.countDown();
                  try {
                    done.await();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                })
            .instantiate(
                store,
                Module.of(
                    engine,
                    "(module (import \"m\" \"wait\" (func $w)) (memory (export \"m\") 1)"
                        + "(func (export \"go\") (call $w)) (func (export \"f\")))"));
    Thread first = Thread.ofPlatform().name("first").start(() -> instance.func("go").call());
    inside.await();
    List<Runnable> uses =
        List.of(
            () -> instance.func("f").call(),
            () -> instance.memory("m").readByte(0),
            () -> instance.memory("m").grow(1),
            () -> store.setFuel(1),
            store::close,
            () -> Instance.of(store, Module.of(engine, "(module)")));
    for (Runnable use : uses) {
      assertThatThrownBy(use::run)
          .isInstanceOf(ConcurrentUseException.class)
          .hasMessageContaining("in use by thread first");
    }
    done.countDown();
    first.join();
    for (Runnable use : uses) {
      if (use != uses.get(4)) {
        use.run();
      }
    }
  }

  @Test
  void whatBelongsElsewhereIsRefused() {
    Store other = Store.of(engine);
    Func foreign = Func.of(other, IntBinaryOperator.class, Integer::sum);
    Module imports = Module.of(engine, "(module (import \"m\" \"m\" (memory 1)))");
    assertThatThrownBy(() -> Instance.of(store, imports, Memory.of(other, 1, 1)))
        .isInstanceOf(ForeignStoreException.class);
    Module table = Module.of(engine, "(module (table (export \"t\") 1 funcref))");
    Instance instance = Instance.of(store, table);
    assertThatThrownBy(() -> instance.table("t").set(0, foreign))
        .isInstanceOf(ForeignStoreException.class);
    try (Engine apart = Engine.of(config)) {
      assertThatThrownBy(() -> Instance.of(Store.of(apart), table))
          .isInstanceOf(ForeignStoreException.class);
      assertThatThrownBy(() -> Linker.of(apart).instantiate(store, table))
          .isInstanceOf(ForeignStoreException.class)
          .hasMessageContaining("linker");
    }
  }
}
