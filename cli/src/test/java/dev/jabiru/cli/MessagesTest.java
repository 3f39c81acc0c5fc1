// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands say when something is wrong. */
class MessagesTest {
  private static final String LOOP = "(module (func $spin (export \"_start\") (loop (br 0))))";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"validate", "inspect", "compile", "run", "objdump", "explore"})
  void everyCommandPutsTheSamePlaceFirst(String command) throws IOException {
    Path invalid = write("invalid.wat", "(module\n  (func (result i32)\n    i64.const 1\n  ))");
    assertThat(Outcome.of(command, invalid).err())
        .startsWith(invalid + ":4:3: type mismatch")
        .doesNotContain("at 4:3");
    Path malformed = write("malformed.wat", "(module\n  (func bogus))");
    assertThat(Outcome.of(command, malformed).err())
        .startsWith(malformed + ":2:9: unknown operator bogus\n");
  }

  @Test
  void placesInBinaryFilesAreBytes() throws IOException {
    Path cut = Files.write(folder.resolve("cut.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0});
    assertThat(Outcome.of("validate", cut).err()).startsWith(cut + ": ").contains(" at byte 0x");
  }

  @Test
  void aMistakeAtAnEndIsThere() throws IOException {
    Path block = write("block.wat", "(func\n  block (result i32)\n    i64.const 1\n  end\n  drop)");
    assertThat(Outcome.of("validate", block).err()).startsWith(block + ":4:3: ");
    Path global = write("global.wat", "(global i32\n  i64.const 1\n)");
    assertThat(Outcome.of("validate", global).err()).startsWith(global + ":3:1: ");
  }

  @Test
  void scriptsNameThePlaceInTheModule() throws IOException {
    Path invalid = write("inv.wast", "(module)\n(module (func (result i32)\n  i64.const 1\n))");
    assertThat(Outcome.of("wast", invalid).out())
        .contains(invalid + ":4:1: invalid: type mismatch")
        .doesNotContain("at byte");
    Path only = write("only.wast", "(module (func (result i32)))");
    assertThat(Outcome.of("wast", only).out())
        .startsWith(only + ":1:27: invalid: type mismatch")
        .doesNotContain("feature");
    Path wrong = write("wrong.wast", "(module)\n  (bogus)");
    assertThat(Outcome.of("wast", wrong).out()).startsWith(wrong + ":2:").contains("is no script");
  }

  @Test
  void whatIsNoScriptIsCalledWhatItIs() throws IOException {
    Path module = write("m.wat", "(module)");
    Path artifact = folder.resolve("m.jabiru");
    assertThat(Outcome.of("compile", module, "-o", artifact).code()).isZero();
    assertThat(Outcome.of("wast", artifact))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "jabiru: "
                    + artifact
                    + ": is an artifact, which only jabiru run, inspect and objdump take; wanted is a"
                    + " script\n"));
    Path binary = Files.write(folder.resolve("m.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    assertThat(Outcome.of("wast", binary).err())
        .isEqualTo(
            "jabiru: "
                + binary
                + ": is binary, perhaps a module; wanted is a script, which is text\n");
  }

  @Test
  void aModuleThatExportsNothingHasNothingToChooseFrom() throws IOException {
    Path module = write("m.wat", "(module)");
    assertThat(Outcome.of("run", "--no-cache", module).err())
        .isEqualTo(
            "jabiru: "
                + module
                + ": no function _start is exported; it exports no function at all\n");
    assertThat(Outcome.of("run", "--no-cache", "--invoke", "f", module).err())
        .isEqualTo(
            "jabiru: " + module + ": no function f is exported; it exports no function at all\n");
  }

  @Test
  void scriptsAsJsonHaveAnOrder() throws IOException {
    Path script = write("s.wast", "(module)\n(module (func (result i32)))");
    String out = Outcome.of("wast", "--json", script).out();
    assertThat(out.replaceAll("\\s+", ""))
        .contains("\"features\":{\"mvp\":{\"passed\":1,\"skipped\":0}}")
        .contains(
            "\"failures\":[{\"file\":\"" + script + "\",\"line\":2,\"column\":27,\"message\":");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "wast"})
  void aMistakeIsJsonWhereJsonIsAskedFor(String command) throws IOException {
    Path absent = folder.resolve("absent");
    Outcome outcome = Outcome.of(command, "--json", absent);
    assertThat(outcome.code()).isEqualTo(1);
    JsonNode tree = new ObjectMapper().readTree(outcome.out());
    assertThat(tree.get("file").asText()).isEqualTo(absent.toString());
    assertThat(tree.get("error").asText()).contains("no such file");
    assertThat(outcome.err()).contains("no such file");
  }

  @Test
  void validateAsJsonHasARowForEachFailure() throws IOException {
    Path good = write("good.wat", "(module)");
    Path invalid = write("invalid.wat", "(module\n  (func (result i32)))");
    Path malformed = write("malformed.wat", "(module\n  (func bogus))");
    Path cut = Files.write(folder.resolve("cut.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0});
    Path absent = folder.resolve("absent");
    Outcome outcome = Outcome.of("validate", "--json", good, invalid, malformed, cut, absent);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).hasLineCount(4);
    JsonNode tree = new ObjectMapper().readTree(outcome.out());
    assertThat(tree.get("passed").asInt()).isEqualTo(1);
    assertThat(tree.get("failed").asInt()).isEqualTo(4);
    JsonNode rows = tree.get("failures");
    assertThat(rows).hasSize(4);
    assertThat(rows.get(0).get("file").asText()).isEqualTo(invalid.toString());
    assertThat(rows.get(0).get("line").asInt()).isEqualTo(2);
    assertThat(rows.get(0).get("column").asInt()).isEqualTo(21);
    assertThat(rows.get(0).get("message").asText()).startsWith("type mismatch");
    assertThat(rows.get(1).get("column").asInt()).isEqualTo(9);
    assertThat(rows.get(1).get("message").asText()).isEqualTo("unknown operator bogus");
    assertThat(rows.get(2).has("line")).isFalse();
    assertThat(rows.get(2).get("message").asText()).contains(" at byte 0x").doesNotContain("cut");
    assertThat(rows.get(3).get("message").asText()).isEqualTo("no such file or directory");
    Outcome fine = Outcome.of("validate", "--json", good);
    assertThat(fine.code()).isZero();
    assertThat(fine.out().replaceAll("\\s", ""))
        .isEqualTo("{\"passed\":1,\"failed\":0,\"failures\":[]}");
  }

  @Test
  void completionOffersWhatHelpSays() {
    assertThat(Outcome.of("generate-completion").out())
        .contains("\"auto\" \"jvm\" \"x64\"")
        .contains("\"ir\" \"class\" \"asm\"")
        .contains("\"threads\"")
        .contains("\"all\"")
        .doesNotContain("AUTO")
        .doesNotContain("JVM\"")
        .doesNotContain("X64");
  }

  @Test
  void aDashIsStandardOutput() throws IOException {
    Path module = write("m.wat", "(module (func))");
    Outcome page = Outcome.of("explore", "-o", "-", module);
    assertThat(page.code()).isZero();
    assertThat(page.out()).contains("<html").doesNotEndWith("\n-\n");
    Outcome artifact = Outcome.of("compile", "--no-cache", "-o", "-", module);
    assertThat(artifact.code()).isZero();
    assertThat(artifact.out()).isNotEmpty();
    assertThat(artifact.err()).startsWith("wrote to standard output: 1 module");
    assertThat(Outcome.of("compile", "--emit", "ir", "-o", "-", module).out()).contains("function");
    assertThat(Outcome.of("compile", "--emit", "class", "-o", "-", module).err())
        .contains("not to standard output");
    assertThat(Path.of("-")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "x64"})
  void limitsSayWhatTheyAreAndWhereTheGuestWas(String target) throws IOException {
    Path loop = write("loop.wat", LOOP);
    Outcome late = Outcome.of("run", "--target", target, "--timeout", "200ms", loop);
    assertThat(late.code()).isEqualTo(124);
    assertThat(late.err())
        .startsWith("jabiru: the time of 0.2 s is over\n")
        .contains("in func[0] \"spin\"");
    Outcome dry = Outcome.of("run", "--target", target, "--fuel", "1000", loop);
    assertThat(dry.code()).isEqualTo(125);
    assertThat(dry.err())
        .startsWith("jabiru: all fuel consumed: 1000 units\n")
        .contains("in func[0] \"spin\"");
  }

  @Test
  void filesThatAreNoModulesAreSaidToBeSo() throws IOException {
    assertThat(Outcome.of("run", write("empty.wasm", "")).err())
        .endsWith("empty.wasm: unexpected end: the file is empty, wanted is a module\n");
    assertThat(Outcome.of("run", write("notes.txt", "Dear all")).err())
        .endsWith("notes.txt: neither a WebAssembly module nor text, nor an artifact\n");
  }

  @Test
  void aComponentIsCalledSo() throws IOException {
    Path component = folder.resolve("component.wasm");
    Files.write(component, new byte[] {0, 'a', 's', 'm', 0x0d, 0, 1, 0});
    assertThat(Outcome.of("run", component).err())
        .contains("unknown binary version: a component, wanted is a core module");
  }

  @Test
  void targetsThatCannotBeAreRefused() throws IOException {
    Path module = write("m.wat", "(module (func (export \"_start\")))");
    Outcome trailing = Outcome.of("compile", "--target", "x64,", module);
    assertThat(trailing.code()).isEqualTo(2);
    assertThat(trailing.err()).contains("a target is missing after the comma of 'x64,'");
    Outcome feature = Outcome.of("validate", "--features", "threads,", module);
    assertThat(feature.code()).isEqualTo(2);
    assertThat(feature.err()).contains("unknown feature ''");
    assertThat(Outcome.of("validate", "--features", "threads,-simd", module).code()).isZero();
    Outcome auto = Outcome.of("compile", "--target", "auto", module);
    assertThat(auto.code()).isEqualTo(2);
    assertThat(auto.err()).contains("'auto' is for running").contains("jvm or x64");
    Path classes = folder.resolve("classes.jabiru");
    assertThat(Outcome.of("compile", "-o", classes, module).code()).isZero();
    assertThat(Outcome.of("run", "--target", "x64", classes).err())
        .contains("no code for the target x64: compile it with --target x64");
  }

  @Test
  void versionIsAnOption() {
    assertThat(Outcome.of("version").err()).contains("Did you mean: jabiru --version?");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
