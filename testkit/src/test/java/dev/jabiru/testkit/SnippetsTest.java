// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.compiler.CodegenModuleCompiler;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.Tunables;
import dev.jabiru.runtime.Artifact;
import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Func;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Memory;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import dev.jabiru.runtime.StoreLimits;
import dev.jabiru.runtime.TimedOut;
import dev.jabiru.runtime.Trap;
import dev.jabiru.runtime.WasmFrame;
import dev.jabiru.runtime.WasmFunction;
import dev.jabiru.wasi.Sharing;
import dev.jabiru.wasi.WasiExit;
import dev.jabiru.wasi.WasiPreview1;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.text.WatParser;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The snippets of the Javadoc and of the pages in {@code docs}, compiled and run; a test finds each
 * of them here. That of the README is in {@code examples/embed}.
 */
class SnippetsTest {
  private final Engine engine = Engine.create();
  private final Store store = Store.of(engine);

  private static final String ARITHMETIC =
      """
      (module
        (memory (export "memory") 1)
        (func (export "spin") (loop (br 0)))
        (func (export "allocate") (param i32) (result i32) (i32.const 1024))
        (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
        (func (export "div_rem") (param i32 i32) (result i32 i32)
          (i32.div_s (local.get 0) (local.get 1)) (i32.rem_s (local.get 0) (local.get 1))))
      """;

  /** Stands in for the class of that name, so that the snippet finds its file. */
  private static final class Path {
    static java.nio.file.Path of(String name) {
      return FOLDER.resolve(name);
    }
  }

  @TempDir static java.nio.file.Path FOLDER;

  @Test
  void loadAndCall() throws IOException {
    Files.writeString(FOLDER.resolve("add.wasm"), ARITHMETIC);
    try (Engine engine = Engine.create();
        Store store = Store.of(engine)) {
      Module module = Module.of(engine, Path.of("add.wasm"));
      Instance instance = Instance.of(store, module);
      int sum = (int) instance.func("add").call(20, 22);
      assertThat(sum).isEqualTo(42);
    }
  }

  /** Serves the imports of the next snippet. */
  public static final class Console {
    /** Does nothing. */
    @WasmFunction
    public void log(int number) {}
  }

  @Test
  void link() {
    Module module =
        Module.of(
            engine,
            "(module (import \"env\" \"add\" (func (param i32 i32) (result i32)))"
                + "(import \"console\" \"log\" (func (param i32))))");
    Linker linker =
        Linker.of(engine)
            .func("env", "add", IntBinaryOperator.class, (a, b) -> a + b)
            .bind("console", new Console());
    Instance instance = linker.instantiate(store, module);
    assertThat(instance.exports()).isEmpty();
  }

  @Test
  void callInThreeWays() throws Throwable {
    Instance instance = Instance.of(store, Module.of(engine, ARITHMETIC));
    Func add = instance.func("add");
    Object boxed = add.call(1, 2);
    int typed = add.as(IntBinaryOperator.class).applyAsInt(1, 2);
    MethodHandle handle = add.handle();
    int fastest = (int) handle.invokeExact(1, 2);
    assertThat(List.of(boxed, typed, fastest)).containsOnly(3);
  }

  record Division(int quotient, int remainder) {}

  interface Arithmetic {
    int add(int a, int b);

    @WasmFunction("div_rem")
    Division divide(int a, int b);
  }

  @Test
  void bind() {
    Instance instance = Instance.of(store, Module.of(engine, ARITHMETIC));
    Arithmetic arithmetic = instance.as(Arithmetic.class);
    Division division = arithmetic.divide(17, 5);
    assertThat(division).isEqualTo(new Division(3, 2));
  }

  @Test
  void useMemory() {
    Instance instance = Instance.of(store, Module.of(engine, ARITHMETIC));
    Memory memory = instance.memory("memory");
    int address = (int) instance.func("allocate").call(64);
    int length = memory.writeString(address, "Grüße");
    String text = memory.readString(address, length);
    assertThat(text).isEqualTo("Grüße");
  }

  @Test
  void twoStores() {
    Module module = Module.of(engine, ARITHMETIC);
    try (Store first = Store.of(engine);
        Store second = Store.of(engine)) {
      Instance one = Instance.of(first, module);
      Instance other = Instance.of(second, module);
      one.memory("memory").writeInt(0, 42);
      int untouched = other.memory("memory").readInt(0); // 0
      assertThat(untouched).isZero();
    }
  }

  @Test
  void limit() {
    Module module = Module.of(engine, ARITHMETIC);
    StoreLimits limits =
        StoreLimits.defaults().withMemoryBytes(64 << 20).withTime(Duration.ofMillis(100));
    try (Store store = Store.of(engine, limits)) {
      Instance.of(store, module).func("spin").call();
    } catch (TimedOut stopped) {
      log("too slow: " + stopped.getMessage());
    }
    assertThat(logged).singleElement().asString().startsWith("too slow: ");
  }

  private final List<String> logged = new ArrayList<>();

  private void log(String line) {
    logged.add(line);
  }

  @Test
  void trap() {
    Instance instance = Instance.of(store, Module.of(engine, ARITHMETIC));
    List<Object> seen = new ArrayList<>();
    try {
      instance.func("div_rem").call(1, 0);
    } catch (Trap trap) {
      TrapCode why = trap.code(); // INTEGER_DIVIDE_BY_ZERO
      WasmFrame where = trap.backtrace().getFirst(); // the function div_rem
      seen.addAll(List.of(why, where.name()));
    }
    assertThat(seen).containsExactly(TrapCode.INTEGER_DIVIDE_BY_ZERO, "div_rem");
  }

  @Test
  void configure() throws IOException {
    Files.writeString(FOLDER.resolve("add.wasm"), ARITHMETIC);
    Config config = Config.defaults().withTarget(Config.TargetChoice.JVM).withFuel(true);
    try (Engine engine = Engine.of(config);
        Store store = Store.of(engine)) {
      store.setFuel(1_000_000);
      Instance.of(store, Module.of(engine, Path.of("add.wasm"))).func("add").call(1, 2);
      long left = store.fuel();
      assertThat(left).isBetween(1L, 999_999L);
    }
  }

  @Test
  void linkAMethodHandle() throws ReflectiveOperationException {
    Linker linker = Linker.of(engine);
    MethodType type = MethodType.methodType(double.class, double.class, double.class);
    MethodHandle power = MethodHandles.lookup().findStatic(Math.class, "pow", type);
    linker.func("math", "pow", power);
    String text =
        """
        (module
          (import "math" "pow" (func $pow (param f64 f64) (result f64)))
          (func (export "cube") (param f64) (result f64)
            (call $pow (local.get 0) (f64.const 3))))
        """;
    Instance instance = linker.instantiate(store, Module.of(engine, text));
    assertThat(instance.func("cube").call(2.0)).isEqualTo(8.0);
  }

  private static final String PROGRAM =
      """
      (module
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (func (export "_start") (call $exit (i32.const 3))))
      """;

  @Test
  void provideWasi() throws IOException {
    Linker linker = Linker.of(engine);
    java.nio.file.Path dir = FOLDER;
    try (WasiPreview1 wasi =
        WasiPreview1.builder().args("prog", "--help").inheritStdio().preopen("/", dir).build()) {
      wasi.addTo(linker);
    }
    assertThat(linker.defines(WasiPreview1.MODULE, "fd_write")).isTrue();
  }

  @Test
  void runAProgram() throws IOException {
    Module module = Module.of(engine, PROGRAM);
    Files.createDirectories(FOLDER.resolve("data"));
    Files.createDirectories(FOLDER.resolve("lib"));
    int code = 0;
    try (Store store = Store.of(engine);
        WasiPreview1 wasi =
            WasiPreview1.builder()
                .args("prog", "--verbose")
                .env("HOME", "/")
                .inheritStdio()
                .preopen("/", Path.of("data"))
                .preopenReadOnly("/lib", Path.of("lib"), Sharing.SHARED)
                .build()) {
      Linker linker = Linker.of(engine);
      wasi.addTo(linker);
      linker.instantiate(store, module).func("_start").call();
    } catch (WasiExit exit) {
      // exit.code()
      code = exit.code();
    }
    assertThat(code).isEqualTo(3);
  }

  /** Stands in for a class that {@code jabiru compile -o OUT.jar} makes. */
  private static final class WasmModules {
    static Artifact load() throws IOException {
      CodegenModuleCompiler compiler = new CodegenModuleCompiler();
      ModuleCompiler.Input input =
          new ModuleCompiler.Input(
              "parser",
              dev.jabiru.wasm.Module.decode(
                  WatParser.parse(ARITHMETIC.getBytes(StandardCharsets.UTF_8), Features.defaults())
                      .binary(),
                  Features.defaults()));
      CompilationArtifacts artifacts =
          compiler.compile(
              List.of(input),
              Set.of(Target.JVM),
              Tunables.defaults(),
              ModuleCompiler.Progress.NONE);
      return Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM)).load(artifacts);
    }
  }

  @Test
  void loadFromAJar() throws IOException {
    Artifact guests = WasmModules.load(); // with an engine of its own, or: load(engine)
    Linker linker = Linker.of(guests.engine());
    Instance parser = linker.instantiate(Store.of(guests.engine()), guests.module("parser"));
    assertThat(parser.func("add").call(1, 2)).isEqualTo(3);
  }

  @Test
  void everySnippetIsHere() throws IOException {
    java.nio.file.Path top = java.nio.file.Path.of("").toAbsolutePath().getParent();
    String here =
        squeeze(
            Files.readString(
                top.resolve("testkit/src/test/java/dev/jabiru/testkit/SnippetsTest.java")));
    int found = 0;
    for (String folder :
        List.of(
            "runtime/src/main/java/dev/jabiru/runtime",
            "wasi/src/main/java/dev/jabiru/wasi",
            "docs")) {
      List<java.nio.file.Path> sources;
      try (Stream<java.nio.file.Path> files = Files.list(top.resolve(folder))) {
        sources = files.filter(Files::isRegularFile).sorted().toList();
      }
      for (java.nio.file.Path source : sources) {
        String text = Files.readString(source);
        assertThat(text).as("" + source).doesNotContain("{@snippet :");
        for (String snippet : folder.equals("docs") ? blocks(text) : snippets(text)) {
          for (String part : snippet.replaceAll("(?m)^import .*\n", "").strip().split("\n\n")) {
            String code = squeeze(part).replaceAll("[ }]+$", "");
            assertThat(here).as(source + ": " + part).contains(code);
            found++;
          }
        }
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(15);
  }

  private static List<String> blocks(String page) {
    return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static List<String> snippets(String source) {
    List<String> snippets = new ArrayList<>();
    String begin = "{@snippet lang=\"java\" :";
    for (int at = source.indexOf(begin); at >= 0; at = source.indexOf(begin, at + 1)) {
      int depth = 1;
      int end = at + 1;
      for (; depth > 0; end++) {
        depth += source.charAt(end) == '{' ? 1 : source.charAt(end) == '}' ? -1 : 0;
      }
      String body = source.substring(at + begin.length(), end - 1);
      snippets.add(body.replaceAll("(?m)^ +\\* ?", "").strip());
    }
    return snippets;
  }

  private static String squeeze(String text) {
    return text.replaceAll("\\s+", " ").replace(" }", "}").strip();
  }
}
