// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look at modules and scripts: inspect, validate, wast. */
class LookingCommandsTest {
  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path everything() throws IOException {
    return write(
        "all.wat",
        """
        (module
          (import "env" "f" (func (param i32 i64) (result f64)))
          (import "env" "g" (global (mut f32)))
          (func (export "nothing"))
          (memory (export "m") 1 2)
          (memory (export "m64") i64 3)
          (table (export "t") 1 10 funcref)
          (global (export "k") i32 (i32.const 5))
          (tag (export "e") (param i32 i32))
          (data (memory 0) (i32.const 0) "abc"))
        """);
  }

  @Test
  void inspectPrintsTypesAsTheTextFormatDoes() throws IOException {
    Path file = everything();
    Outcome outcome = Outcome.of("inspect", file);
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .startsWith("file      " + file + "\n")
        .contains("features  mutable-globals, exceptions, multi-memory, memory64\n")
        .contains("functions 1, tables 1, memories 2, globals 2, tags 1, elements 0, data 1\n")
        .contains("data 3\n")
        .contains("  \"env\"  \"f\"  (func (param i32 i64) (result f64))\n")
        .contains("  \"env\"  \"g\"  (global (mut f32))\n")
        .contains("  \"nothing\"  (func)\n")
        .contains("  \"m\"  (memory 1 2)\n")
        .contains("  \"m64\"  (memory i64 3)\n")
        .contains("  \"t\"  (table 1 10 funcref)\n")
        .contains("  \"k\"  (global i32)\n")
        .contains("  \"e\"  (tag (param i32 i32))\n")
        .doesNotContain("[");
  }

  @Test
  void inspectPrintsJson() throws IOException {
    Outcome outcome = Outcome.of("inspect", "--json", everything());
    assertThat(outcome.code()).isZero();
    JsonNode tree = new ObjectMapper().readTree(outcome.out());
    assertThat(tree.path("counts").path("memories").asInt()).isEqualTo(2);
    assertThat(tree.path("sizes").path("data").asInt()).isEqualTo(3);
    assertThat(tree.path("imports").path(0).path("module").asText()).isEqualTo("env");
    assertThat(tree.path("imports").path(0).path("kind").asText()).isEqualTo("func");
    assertThat(tree.path("exports").size()).isEqualTo(6);
    assertThat(tree.path("exports").path(1).path("type").asText()).isEqualTo("(memory 1 2)");
    assertThat(tree.path("features").toString()).contains("\"memory64\"");
  }

  @Test
  void inspectRefusesWhatIsInvalid() throws IOException {
    Outcome outcome = Outcome.of("inspect", write("bad.wat", "(module\n (func i32.add))"));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("bad.wat:2:8: type mismatch");
  }

  @Test
  void validateSaysWhatIsWrongWithEachFile() throws IOException {
    Path good = everything();
    Path bad = write("bad.wat", "(module (func i32.add))");
    Path empty = write("empty.wasm", "");
    Path absent = folder.resolve("absent.wasm");
    Outcome outcome = Outcome.of("validate", good, bad, empty, folder, absent);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err().lines()).hasSize(4);
    assertThat(outcome.err())
        .contains("bad.wat:1:15: type mismatch")
        .contains("empty.wasm: unexpected end")
        .contains(folder + ": is a directory")
        .contains("absent.wasm: no such file or directory")
        .doesNotContain("all.wat");
    assertThat(Outcome.of("validate", good)).isEqualTo(new Outcome(0, "", ""));
    assertThat(Outcome.of("validate", "--features", "-memory64", good).code()).isEqualTo(1);
  }

  @Test
  void formatsAreToldApartByNameAndBeginning() throws IOException {
    assertThat(Outcome.of("validate", write("commented", "\n ;; a module\n(module)")).code())
        .isZero();
    assertThat(Outcome.of("validate", write("nothing.wat", "")).code()).isZero();
    String wrong = "neither a WebAssembly module nor text";
    assertThat(Outcome.of("run", write("x", "x")).err()).contains(wrong);
    for (String command : new String[] {"validate", "inspect", "compile", "run"}) {
      assertThat(Outcome.of(command, write("hello.wat", "hello")).err())
          .as(command)
          .contains("hello.wat:1:1: ")
          .doesNotContain("magic");
      assertThat(Outcome.of(command, write("marked.wat", "\ufeff(module)")).err())
          .as(command)
          .contains("marked.wat:1:1: ");
      assertThat(Outcome.of(command, write("LICENSE", "   Apache License")).err())
          .as(command)
          .contains("LICENSE: ")
          .contains(wrong);
      assertThat(Outcome.of(command, "").err()).as(command).doesNotContain("directory");
      assertThat(Outcome.of(command, "").code()).as(command).isEqualTo(1);
    }
    assertThat(Outcome.of("wast", "").code()).isEqualTo(1);
  }

  @Test
  void featuresAreNamedAlikeEverywhere() throws IOException {
    Path shared = write("shared.wat", "(module (memory 1 1 shared))");
    assertThat(Outcome.of("validate", shared).err())
        .contains("needs the feature threads, which is off");
    assertThat(Outcome.of("validate", "--features", "threads", shared).code()).isZero();
    String help = Outcome.of("inspect", "--help").out().replaceAll("\\s+", " ");
    List<String> off = new ArrayList<>();
    for (Feature each : Feature.values()) {
      if (each != Feature.MVP) {
        assertThat(help).contains(each.key());
      }
      if (!Features.defaults().has(each)) {
        off.add(each.key());
      }
    }
    assertThat(help).contains("so off unless asked for: " + String.join(", ", off));
    assertThat(Outcome.of("wast", "--help").out()).contains("proposal");
  }

  private void writeScripts() throws IOException {
    Files.createDirectories(folder.resolve("deep/er"));
    write(
        "deep/er/mixed.wast",
        """
        (module (func (export "one") (result i32) (i32.const 1)))
        (assert_return (invoke "one") (i32.const 1))
        (assert_return (invoke "one") (i32.const 2))
        (module (func (result v128) (v128.const i64x2 1 2)))
        """);
    write("good.wast", "(module (func (export \"f\")))\n(assert_return (invoke \"f\"))");
    write("no-script.txt", "(oops");
  }

  @Test
  void wastRunsScriptsOfFoldersAndNamesFailures() throws IOException {
    writeScripts();
    Outcome outcome = Outcome.of("wast", folder);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("mixed.wast:3: ")
        .containsPattern("simd +0 +1\n")
        .endsWith("4 passed, 1 failed, 1 skipped\n");
    Outcome good = Outcome.of("wast", folder.resolve("good.wast"));
    assertThat(good.code()).isZero();
    assertThat(good.out()).endsWith("2 passed, 0 failed, 0 skipped\n");
    assertThat(Outcome.of("wast", folder.resolve("absent")).code()).isEqualTo(1);
  }

  @Test
  void wastPrintsJson() throws IOException {
    writeScripts();
    Outcome outcome = Outcome.of("wast", "--json", folder);
    assertThat(outcome.code()).isEqualTo(1);
    JsonNode tree = new ObjectMapper().readTree(outcome.out());
    assertThat(tree.path("passed").asInt()).isEqualTo(4);
    assertThat(tree.path("failed").asInt()).isEqualTo(1);
    assertThat(tree.path("skipped").asInt()).isEqualTo(1);
    assertThat(tree.path("features").path("simd").path("skipped").asInt()).isEqualTo(1);
    JsonNode failure = tree.path("failures").path(0);
    assertThat(failure.path("file").asText()).endsWith("mixed.wast");
    assertThat(failure.path("line").asInt()).isEqualTo(3);
    assertThat(failure.path("message").asText()).isNotEmpty();
  }

  @Test
  void aProgressBarIsForTerminalsAndForWhatTakesASecond() throws InterruptedException {
    assertThat(progress(false, 1_100)).isEmpty();
    assertThat(progress(true, 0)).isEmpty();
    assertThat(progress(true, 1_100)).contains("busy [").contains("50 %").endsWith("\r");
  }

  private static String progress(boolean isTerminal, long millis) throws InterruptedException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (ProgressBar bar = new ProgressBar("busy", new PrintStream(err, true), () -> isTerminal)) {
      bar.at(1, 10);
      Thread.sleep(millis);
      bar.at(5, 10);
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatCannotBePrintedIsNoSuccess() throws IOException {
    PrintStream out = System.out;
    System.setOut(
        new PrintStream(
            new java.io.OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("full");
              }
            }));
    try {
      assertThat(Main.execute("inspect", everything().toString())).isEqualTo(1);
    } finally {
      System.setOut(out);
    }
  }
}
