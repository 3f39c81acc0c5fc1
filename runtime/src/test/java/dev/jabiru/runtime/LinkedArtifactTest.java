// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.text.WatParser;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Modules of one artifact that import from each other. */
class LinkedArtifactTest {
  private static final String BASE =
      """
      (module $base
        (import "host" "base" (func $host (param i32) (result i32)))
        (global $sum (mut i32) (i32.const 0))
        (func $add (export "add") (param i32) (result i32)
          (global.set $sum (i32.add (global.get $sum) (local.get 0)))
          (call $host (global.get $sum)))
        (func $divide (export "divide") (param i32 i32) (result i32)
          (i32.div_u (local.get 0) (local.get 1))))
      """;

  /** Hands a function on, and has one of its own at the same index as base has. */
  private static final String MIDDLE =
      """
      (module $middle
        (import "base" "divide" (func $divide (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\\07")
        (export "divide" (func $divide))
        (func $one (export "one") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))
      """;

  private static final String PROGRAM =
      """
      (module $program
        (import "base" "add" (func $add (param i32) (result i32)))
        (import "middle" "divide" (func $divide (param i32 i32) (result i32)))
        (import "middle" "one" (func $one (param i32) (result i32)))
        (import "middle" "memory" (memory 1))
        (global $mine (mut i32) (i32.const 1000))
        (func $sum (export "sum") (param i32) (result i32)
          (i32.add (call $one (call $add (local.get 0))) (global.get $mine)))
        (func $quotient (export "quotient") (param i32) (result i32)
          (call $divide (i32.const 100) (local.get 0)))
        (func (export "peek") (result i32) (i32.load8_u (i32.const 0)))
        (func (export "tail") (param i32) (result i32) (return_call $one (local.get 0)))
        (func $loop (export "loop") (param $n i32) (result i32)
          (local $x i32)
          (loop $again
            (local.set $x (call $one (local.get $x)))
            (br_if $again (i32.lt_u (local.get $x) (local.get $n))))
          (local.get $x)))
      """;

  private static ModuleCompiler.Input input(String name, String text, boolean isLinked) {
    byte[] binary = WatParser.parse(text, Features.defaults()).binary();
    return new ModuleCompiler.Input(
        name, dev.jabiru.wasm.Module.decode(binary, Features.defaults()), isLinked);
  }

  private static byte[] compile(ModuleCompiler.Input... inputs) {
    return ArtifactFile.write(
        ModuleCompiler.find()
            .orElseThrow()
            .compile(
                List.of(inputs),
                EnumSet.allOf(Target.class),
                Tunables.defaults(),
                ModuleCompiler.Progress.NONE));
  }

  private static byte[] whole() {
    return compile(
        input("program", PROGRAM, false), input("base", BASE, true), input("middle", MIDDLE, true));
  }

  private static Engine engine(Target target) {
    if (target == Target.X64) {
      String reason = NativePlatform.reasonAgainst();
      Assumptions.assumeTrue(reason == null, () -> "NOT RUN: the target x64: " + reason);
    }
    return Engine.of(Config.defaults().withTarget(Config.TargetChoice.valueOf(target.name())));
  }

  private static Linker linker(Engine engine, List<Integer> heard) {
    return Linker.of(engine)
        .func(
            "host",
            "base",
            new dev.jabiru.wasm.FuncType(
                List.of(dev.jabiru.wasm.NumType.I32), List.of(dev.jabiru.wasm.NumType.I32)),
            args -> {
              heard.add((Integer) args[0]);
              return args[0];
            });
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void aSetIsInstantiatedAsOne(Target target) {
    Engine engine = engine(target);
    Artifact artifact = engine.load(whole());
    assertThat(artifact.modules()).containsOnlyKeys("program", "base", "middle");
    assertThat(artifact.programs()).containsExactly("program");
    List<Integer> heard = new ArrayList<>();
    Linker linker = linker(engine, heard);
    Instance instance = linker.instantiate(Store.of(engine), artifact.module("program"));
    assertThat(instance.func("sum").call(5)).isEqualTo(1006);
    assertThat(instance.func("sum").call(6)).isEqualTo(1012);
    assertThat(instance.func("quotient").call(7)).isEqualTo(14);
    assertThat(instance.func("peek").call()).isEqualTo(7);
    assertThat(instance.func("tail").call(9)).isEqualTo(10);
    assertThat(instance.func("loop").call(100_000)).isEqualTo(100_000);
    assertThat(heard).containsExactly(5, 11);
    Instance other = linker.instantiate(Store.of(engine), artifact.module("program"));
    assertThat(other.func("sum").call(1)).as("instances of its own").isEqualTo(1002);
    assertThat(instance.func("sum").call(1)).isEqualTo(1013);
    assertThatThrownBy(() -> artifact.module("absent"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("program, base, middle");
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void backtracesNameTheModuleOfEachFrame(Target target) {
    Engine engine = engine(target);
    Instance instance =
        linker(engine, new ArrayList<>())
            .instantiate(Store.of(engine), engine.load(whole()).module("program"));
    assertThatThrownBy(() -> instance.func("quotient").call(0))
        .isInstanceOfSatisfying(
            Trap.class,
            trap -> {
              assertThat(trap.backtrace())
                  .extracting(WasmFrame::module)
                  .containsExactly("base", "program");
              assertThat(trap.backtrace())
                  .extracting(WasmFrame::name)
                  .containsExactly("divide", "quotient");
            });
  }

  /** A function of two modules with the same index and type, reached through each other. */
  @ParameterizedTest
  @EnumSource(Target.class)
  void equalIndicesTrapInTheModuleThatTraps(Target target) {
    String text =
        """
        (module
          (import "%s" "%s" (func $next (param i32) (result i32)))
          (func $%s (export "f") (param i32) (result i32)
            (i32.div_u (i32.const 12) (i32.sub (call $next (local.get 0)) (i32.const %d)))))
        """;
    byte[] file =
        compile(
            input("one", text.formatted("two", "f", "first", 3), true),
            input("two", text.formatted("three", "f", "second", 4), true),
            input(
                "three",
                "(module (func (export \"f\") (param i32) (result i32) (local.get 0)))",
                true));
    Engine engine = engine(target);
    Instance one = Linker.of(engine).instantiate(Store.of(engine), engine.load(file).module("one"));
    assertThat(one.func("f").call(6)).isEqualTo(4);
    assertThatThrownBy(() -> one.func("f").call(4)) // in two
        .isInstanceOfSatisfying(
            Trap.class,
            trap ->
                assertThat(trap.backtrace())
                    .extracting(WasmFrame::function, WasmFrame::name)
                    .containsExactly(tuple(1, "second"), tuple(1, "first")));
    assertThatThrownBy(() -> one.func("f").call(8)) // in one: two says 3
        .isInstanceOfSatisfying(
            Trap.class,
            trap ->
                assertThat(trap.backtrace())
                    .extracting(WasmFrame::function, WasmFrame::name)
                    .containsExactly(tuple(1, "first")));
  }

  /** Each once, before what imports from it begins; who makes the instance initialises that one. */
  @ParameterizedTest
  @EnumSource(Target.class)
  void reactorsThatOthersImportFromAreInitialised(Target target) {
    String next =
        """
        (module
          (import "%s" "value" (func $value (result i32)))
          (global $value (mut i32) (i32.const 0))
          (func (export "_initialize")
            (global.set $value (i32.add (global.get $value) (i32.add (call $value) (i32.const 1)))))
          (func $start %s)
          (start $start)
          (func (export "value") (result i32) (global.get $value)))
        """;
    byte[] file =
        compile(
            input("top", next.formatted("middle", "(global.set $value (call $value))"), false),
            input("middle", next.formatted("base", ""), true),
            input(
                "base",
                """
                (module
                  (global $value (mut i32) (i32.const 0))
                  (func (export "_initialize") (global.set $value (i32.const 40)))
                  (func (export "value") (result i32) (global.get $value)))
                """,
                true));
    Engine engine = engine(target);
    Instance top = Linker.of(engine).instantiate(Store.of(engine), engine.load(file).module("top"));
    assertThat(top.func("value").call()).isEqualTo(41);
    top.func("_initialize").call();
    assertThat(top.func("value").call()).isEqualTo(83);
  }

  /** Only the first of them have fields in the instance. */
  @ParameterizedTest
  @EnumSource(Target.class)
  void everyOneOfManyImportsIsLinked(Target target) {
    StringBuilder lib = new StringBuilder("(module ");
    StringBuilder main = new StringBuilder("(module ");
    StringBuilder calls = new StringBuilder("(i32.const 0)");
    int count = 700;
    for (int i = 0; i < count; i++) {
      lib.append("(func (export \"f%1$d\") (result i32) (i32.const %1$d))\n".formatted(i));
      main.append("(import \"lib\" \"f%1$d\" (func $f%1$d (result i32)))\n".formatted(i));
      calls.append("(i32.add (call $f%d))\n".formatted(i));
    }
    main.append("(func (export \"sum\") (result i32) ").append(calls).append("))");
    byte[] file = compile(input("main", main.toString(), false), input("lib", lib + ")", true));
    Engine engine = engine(target);
    Instance instance =
        Linker.of(engine).instantiate(Store.of(engine), engine.load(file).module("main"));
    assertThat(instance.func("sum").call()).isEqualTo(count * (count - 1) / 2);
  }

  /** Calls lead straight into the code of the set, so nothing else may be given in its place. */
  @ParameterizedTest
  @EnumSource(Target.class)
  void anotherInstanceIsNotTakenForALinkedOne(Target target) {
    Engine engine = engine(target);
    Store store = Store.of(engine);
    Module middle = engine.load(compile(input("m", MIDDLE, false))).module("m");
    Instance own =
        linker(engine, new ArrayList<>())
            .instantiate(store, engine.load(whole()).module("program"));
    Module linked = engine.load(whole()).module("middle");
    Func divide =
        (Func)
            Instance.of(
                    store,
                    Module.of(
                        engine,
                        "(module (func (export \"f\") (param i32 i32) (result i32) (i32.const 3)))"))
                .export("f")
                .orElseThrow();
    assertThat(Instance.of(store, middle, divide).func("divide").call(8, 2)).isEqualTo(3);
    assertThatThrownBy(() -> Instance.of(store, linked, divide))
        .isInstanceOf(LinkException.class)
        .hasMessageStartingWith(
            "incompatible import type: module middle is linked with module base");
    assertThat(own.func("quotient").call(50)).isEqualTo(2);
  }

  @Test
  @Timeout(60)
  void pathsThroughASetMayBeMany() {
    List<ModuleCompiler.Input> inputs = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      // Both modules of a layer import from both of the next: 2^40 paths.
      StringBuilder text = new StringBuilder("(module");
      for (int next = i / 2 * 2 + 2; i < 78 && next < i / 2 * 2 + 4; next++) {
        text.append(" (import \"m").append(next).append("\" \"f\" (func))");
      }
      inputs.add(input("m" + i, text + " (func (export \"f\")))", i > 0));
    }
    assertThat(compile(inputs.toArray(new ModuleCompiler.Input[0]))).isNotEmpty();
  }

  @Test
  void whatCannotBeLinkedIsNamed() {
    ModuleCompiler.Input a =
        input("a", "(module (import \"b\" \"f\" (func)) (func (export \"f\")))", true);
    ModuleCompiler.Input b =
        input("b", "(module (import \"c\" \"f\" (func)) (func (export \"f\")))", true);
    ModuleCompiler.Input c =
        input("c", "(module (import \"a\" \"f\" (func)) (func (export \"f\")))", true);
    assertThatThrownBy(() -> compile(a, b, c))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("modules import from each other in a cycle: a -> b -> c -> a");
    assertThatThrownBy(() -> compile(a, input("b", "(module)", true)))
        .hasMessage("module a imports \"f\" from b, which exports no such func");
    assertThatThrownBy(
            () -> compile(a, input("b", "(module (func (export \"f\") (param i32)))", true)))
        .hasMessageStartingWith(
            "module a imports function \"f\" from b, which exports it with another type");
  }
}
