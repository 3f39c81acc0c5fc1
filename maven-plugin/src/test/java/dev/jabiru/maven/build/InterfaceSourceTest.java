// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.runtime.Artifact;
import dev.jabiru.runtime.Func;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Store;
import dev.jabiru.runtime.WasmFunction;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interfaces are generated, compiled, bound and called. */
final class InterfaceSourceTest {
  @TempDir private Path folder;

  /** An interface of a module, bound to an instance of it. */
  private record Bound(Class<?> type, Object object, Instance instance) {
    @Nullable Object call(String method, @Nullable Object... args) throws Exception {
      return named(method).invoke(object, args);
    }

    Method named(String name) {
      return Arrays.stream(type.getMethods())
          .filter(each -> each.getName().equals(name))
          .findFirst()
          .orElseThrow(() -> new AssertionError(name + " in " + methods()));
    }

    List<String> methods() {
      return Arrays.stream(type.getDeclaredMethods())
          .filter(each -> !each.getName().equals("of"))
          .sorted(Comparator.comparing(Method::getName))
          .map(Method::getName)
          .toList();
    }
  }

  private Bound bind(Generated project, String type) throws Exception {
    assertThat(project.run("jvm")).as(project.errors).isEqualTo(Main.OK);
    ClassLoader loader = project.compile();
    Artifact artifact = (Artifact) loader.loadClass("guest.Guests").getMethod("load").invoke(null);
    Class<?> shape = loader.loadClass("guest." + type);
    String module = (String) shape.getField("MODULE").get(null);
    Instance instance =
        Linker.of(artifact.engine())
            .func("host", "twice", IntUnaryOperator.class, value -> 2 * value)
            .instantiate(Store.of(artifact.engine()), artifact.module(module));
    Object bound = shape.getMethod("of", Instance.class).invoke(null, instance);
    return new Bound(shape, bound, instance);
  }

  private Bound bind(String name, String text, String type) throws Exception {
    return bind(new Generated(folder).module(name, text).with("--null-marked"), type);
  }

  @Test
  void theSourceReads() throws IOException {
    Generated project =
        new Generated(folder)
            .with("--null-marked")
            .module(
                "calc",
                """
                (module
                  (memory (export "memory") 1)
                  (func (export "add") (param $a i32) (param $b i32) (result i32)
                    (i32.add (local.get $a) (local.get $b)))
                  (func (export "div-rem") (param i64 i64) (result i64 i64)
                    (i64.div_s (local.get 0) (local.get 1))
                    (i64.rem_s (local.get 0) (local.get 1)))
                  (func (export "same") (param $value externref) (result externref)
                    (local.get $value)))
                """);
    assertThat(project.run("jvm")).isEqualTo(Main.OK);
    assertThat(project.source("Calc"))
        .isEqualTo(
            """
            // Made by jabiru-maven-plugin from calc.wat; changes will be lost.
            package guest;

            import dev.jabiru.runtime.Instance;
            import dev.jabiru.runtime.WasmFunction;
            import java.lang.invoke.MethodHandles;
            import org.jspecify.annotations.NullMarked;
            import org.jspecify.annotations.Nullable;

            /**
             * The functions that the module <code>calc</code> exports.
             *
             * <p>It also exports <code>memory &#34;memory&#34;</code>.
             */
            @NullMarked
            public interface Calc {
              /** The module's name in its artifact. */
              String MODULE = "calc";

              /**
               * {@return the exported functions of an instance}
               *
               * @param instance an instance of the module
               */
              static Calc of(Instance instance) {
                return instance.as(MethodHandles.lookup(), Calc.class);
              }

              /**
               * Calls <code>(func (export &#34;add&#34;) (param i32 i32) (result i32))</code>.
               *
               * @param a <code>i32</code>
               * @param b <code>i32</code>
               * @return <code>i32</code>
               */
              int add(int a, int b);

              /**
               * The results of {@link #divRem}.
               *
               * @param result0 <code>i64</code>
               * @param result1 <code>i64</code>
               */
              record DivRemResults(long result0, long result1) {}

              /**
               * Calls <code>(func (export &#34;div-rem&#34;) (param i64 i64) (result i64 i64))</code>.
               *
               * @param p0 <code>i64</code>
               * @param p1 <code>i64</code>
               * @return the results, in order
               */
              @WasmFunction("div-rem")
              DivRemResults divRem(long p0, long p1);

              /**
               * Calls <code>(func (export &#34;same&#34;) (param externref) (result externref))</code>.
               *
               * @param value <code>externref</code>
               * @return <code>externref</code>
               */
              @Nullable Object same(@Nullable Object value);
            }
            """);
  }

  @Test
  void everyTypeIsPassed() throws Exception {
    Bound guest =
        bind(
            "types",
            """
            (module
              (import "host" "twice" (func $twice (param i32) (result i32)))
              (func (export "all") (param i32 i64 f32 f64 externref funcref)
                  (result f64 funcref externref i64 f32 i32)
                (local.get 3) (local.get 5) (local.get 4) (local.get 1) (local.get 2)
                (call $twice (local.get 0)))
              (func (export "nothing"))
              (func $inc (export "inc") (param i32) (result i32)
                (i32.add (local.get 0) (i32.const 1)))
              (func (export "theFunction") (result funcref) (ref.func $inc)))
            """,
            "Types");
    Func inc = guest.instance.func("inc");
    Object results = guest.call("all", 21, 2L, 3f, 4d, "text", inc);
    assertThat(results)
        .hasToString(
            "AllResults[result0=4.0, result1=%s, result2=text, result3=2, result4=3.0, result5=42]"
                .formatted(inc));
    assertThat(guest.call("all", 21, 2L, 3f, 4d, null, null)).asString().contains("result1=null");
    assertThat(guest.call("nothing")).isNull();
    assertThat(guest.named("nothing").getReturnType()).isEqualTo(void.class);
    assertThat(guest.call("theFunction")).isEqualTo(inc);
    assertThat(guest.call("inc", Integer.MAX_VALUE)).isEqualTo(Integer.MIN_VALUE);
  }

  /** Names that Java cannot have, that it has already, or that would break a source. */
  private static final List<String> NAMES =
      List.of(
          "plain",
          "a-b",
          "a.b",
          "aB",
          "A-b",
          "int",
          "int_",
          "class",
          "_",
          "*",
          " ",
          "1st",
          "null",
          "toString",
          "hashCode",
          "wait",
          "wait_",
          "finalize",
          "getClass",
          "equals",
          "of",
          "MODULE",
          "var",
          "yield",
          "record",
          "*/ }",
          "\\u002a/",
          "\"\\\"",
          "\n\t\r\0",
          "{@code",
          "@see x",
          "<b>&amp;",
          "größe",
          "日本",
          "\uD835\uDCD0x",
          "😀",
          "$",
          "wasi:cli/run@0.2.0#run",
          "Object",
          "String",
          "Names",
          "of2",
          "a\u00ADb");

  @Test
  void everyNameIsAMethod() throws Exception {
    StringBuilder text = new StringBuilder("(module");
    for (int i = 0; i < NAMES.size(); i++) {
      text.append("(func (export ").append(wat(NAMES.get(i))).append(") (param $");
      text.append(i % 2 == 0 ? "int" : "p1").append(" i32) (param externref) (result i32 i32)");
      text.append("(i32.const ").append(i).append(") (local.get 0))");
    }
    Bound guest = bind("names", text.append(")").toString(), "Names");
    List<String> found = new ArrayList<>();
    for (Method method : guest.type.getDeclaredMethods()) {
      if (method.getParameterCount() == 2) {
        WasmFunction annotation = method.getAnnotation(WasmFunction.class);
        String export = annotation == null ? method.getName() : annotation.value();
        assertThat(method.invoke(guest.object, 7, null))
            .as(export)
            .asString()
            .endsWith("[result0=" + NAMES.indexOf(export) + ", result1=7]");
        found.add(export);
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(NAMES);
    assertThat(guest.methods())
        .contains("plain", "aB", "aB2", "AB", "int_", "int_2", "wait_", "wait_2", "_1st", "größe")
        .contains("wasiCliRun020Run", "toString_", "unnamed", "unnamed2", "日本", "\uD835\uDCD0x");
  }

  private static String wat(String name) {
    StringBuilder text = new StringBuilder("\"");
    for (byte b : name.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      text.append(String.format("\\%02x", b));
    }
    return text.append('"').toString();
  }

  @Test
  void functionsOfAnyWidthAreMethods() throws Exception {
    String ints = " i32".repeat(250);
    String longs = " i64".repeat(125);
    Bound guest =
        bind(
            "wide",
            """
            (module
              (func (export "narrow") (param %1$s) (result i32) (local.get 249))
              (func (export "wide") (param %1$s i32) (result i32) (local.get 250))
              (func (export "longs") (param %2$s) (result i64) (local.get 124))
              (func (export "wideLongs") (param %2$s i64) (result i64) (local.get 125))
              (func (export "record") (result %2$s) %3$s)
              (func (export "array") (result %2$s i64) %3$s (i64.const 7)))
            """
                .formatted(ints, longs, "(i64.const 5)".repeat(125)),
            "Wide");
    Object[] args = new Object[251];
    Arrays.fill(args, 3);
    args[249] = 4;
    args[250] = 5;
    assertThat(guest.call("narrow", Arrays.copyOf(args, 250))).isEqualTo(4);
    assertThat(guest.call("wide", (Object) args)).isEqualTo(5);
    Object[] longArgs = new Object[126];
    Arrays.fill(longArgs, 6L);
    assertThat(guest.call("longs", Arrays.copyOf(longArgs, 125))).isEqualTo(6L);
    assertThat(guest.call("wideLongs", (Object) longArgs)).isEqualTo(6L);
    assertThat(guest.call("record")).asString().endsWith("result124=5]");
    assertThat((Object[]) guest.call("array")).hasSize(126).endsWith(7L);
  }

  @Test
  void interfacesMayBeNamedLikeTypesThatTheyUse() throws Exception {
    Generated project = new Generated(folder).with("--null-marked");
    List<String> names =
        List.of("instance", "func", "nullable", "object", "string", "method-handles", "config");
    for (String name : names) {
      project.module(
          name,
          """
          (module
            (func (export "f-g") (param externref funcref) (result externref) (local.get 0))
            (func (export "other") (param i32) (result i32 i32) (local.get 0) (local.get 0)))
          """);
    }
    Bound guest = bind(project, "MethodHandles");
    assertThat(guest.call("fG", "x", null)).isEqualTo("x");
    assertThat(guest.type.getClassLoader().loadClass("guest.ObjectModule")).isInterface();
  }

  @Test
  void nothingOfJSpecifyIsNamedUnlessWanted() throws Exception {
    Generated project =
        new Generated(folder)
            .module(
                "plain", "(func (export \"f\") (param externref) (result externref) local.get 0)");
    Bound guest = bind(project, "Plain");
    assertThat(guest.call("f", "x")).isEqualTo("x");
    assertThat(project.source("Plain")).doesNotContain("jspecify");
    assertThat(project.source("Guests")).doesNotContain("jspecify");
  }

  @Test
  void whatCannotBeBoundIsLeftOut() throws IOException {
    // No target compiles them yet; the interface is made before that is asked.
    dev.jabiru.wasm.Module module =
        dev.jabiru.wasm.Module.decode(
            dev.jabiru.wasm.text.WatParser.parse(
                    "(func (export \"v\") (param v128)) (func (export \"f\") (export \"\"))",
                    dev.jabiru.wasm.Features.defaults())
                .binary(),
            dev.jabiru.wasm.Features.defaults());
    assertThat(InterfaceSource.of("guest.V", module, "v", "v.wat", true))
        .contains("exports <code>func &#34;v&#34;</code>,\n * <code>func &#34;&#34;</code>.")
        .contains("void f();")
        .doesNotContain("void v(")
        .doesNotContain("WasmFunction");
  }
}
