// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of the Javadoc, compiled and run; a test finds each of them here. */
class SnippetsTest {
  private final Engine engine = Engine.create();
  private final Store store = Store.of(engine);

  private static final String ARITHMETIC =
      """
      (module
        (memory (export "memory") 1)
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
  void everySnippetOfTheJavadocIsHere() throws IOException {
    java.nio.file.Path tests =
        java.nio.file.Path.of("src/test/java/dev/jabiru/runtime/SnippetsTest.java");
    String here = squeeze(Files.readString(tests));
    List<java.nio.file.Path> sources;
    try (Stream<java.nio.file.Path> files =
        Files.list(java.nio.file.Path.of("src/main/java/dev/jabiru/runtime"))) {
      sources = files.sorted().toList();
    }
    int found = 0;
    for (java.nio.file.Path source : sources) {
      for (String snippet : snippets(Files.readString(source))) {
        for (String part : snippet.split("\n\n")) {
          String code = squeeze(part).replaceAll("[ }]+$", "");
          assertThat(here).as(source + ": " + part).contains(code);
          found++;
        }
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(7);
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
