// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jabiru.testkit.programs.CPrograms;
import dev.jabiru.testkit.programs.NotAvailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjdumpCommandTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  /** Offset, Wasm offset, instruction; data begins with a dot. */
  private static final Pattern LINE =
      Pattern.compile("^ +([0-9a-f]+) +(?:@[0-9a-f]+ +)?([a-z(][^;]*)(?: ;.*)?$");

  private static final Pattern GNU_LINE = Pattern.compile("^ *([0-9a-f]+):\t([^#<]*)");

  @TempDir Path folder;

  private Path module() throws IOException {
    return Files.writeString(
        folder.resolve("m.wat"),
        """
        (module
          (memory 1)
          (func $divide (export "d") (param i32 i32) (result i32)
            (i32.div_u (i32.load offset=8 (local.get 0)) (call $double (local.get 1))))
          (func $double (param i32) (result i32) (i32.add (local.get 0) (local.get 0)) (nop)))
        """);
  }

  private Path artifact(Path module, String targets) {
    Path artifact = folder.resolve("m-" + targets + ".jabiru");
    Outcome made = Outcome.of("compile", "--target", targets, module, "-o", artifact);
    assertThat(made.code()).as(made.err()).isZero();
    return artifact;
  }

  private static String dump(Object... words) {
    Object[] all = new Object[words.length + 1];
    all[0] = "objdump";
    System.arraycopy(words, 0, all, 1, words.length);
    Outcome outcome = Outcome.of(all);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome.out();
  }

  @Test
  void aModuleIsPrintedWithItsIrAboveItsCode() throws IOException {
    String text = dump(module());
    assertThat(text)
        .startsWith("m.divide  func[0]\n; function %divide(i32, i32) -> i32 {\n")
        .contains("\nm.double  func[1]\n")
        .containsPattern("; @\\w+ v\\d+ = load.i32 mem0 v0\\+8\n +\\w+  @\\w+ +mov e")
        .containsPattern("\\+0x8\\]  ; trap: out of bounds memory access\n")
        .containsPattern("je 0x\\w+  ; trap: integer divide by zero\n")
        .contains("  ; m.double\n", "  ; jabiru.trap  ; trap: integer divide by zero\n");
    assertThat(dump(module(), "--no-ir", "--func", "double"))
        .startsWith("m.double  func[1]\n  0x")
        .doesNotContain("; function", "m.divide");
  }

  @Test
  void anArtifactIsPrintedAsItsModuleWithoutIr() throws IOException {
    Path module = module();
    assertThat(dump(artifact(module, "x64"))).isEqualTo(dump(module, "--no-ir"));
    Path both = artifact(module, "x64,jvm");
    assertThat(dump(both)).isEqualTo(dump(module, "--no-ir"));
    assertThat(dump(both, "--target", "jvm"))
        .isEqualTo(dump(module, "--target", "jvm", "--no-ir"))
        .contains("m.divide  func[0]\n  wasm.m.")
        .containsPattern(
            "\n +\\d+ +@\\w+ +invokevirtual MethodHandle.invokeExact\\(.*; trap: out of bounds")
        .contains("nonZero(I)I  ; trap: integer divide by zero\n", "iadd\n", "ireturn\n");
  }

  @Test
  void bytesAreThoseOfTheInstructions() throws IOException {
    assertThat(dump(module(), "--bytes", "--func", "1"))
        .containsPattern("\n +[0-9a-f]+0 +55 +push rbp\n +\\w+ +48 8b ec +mov rbp,rsp\n");
  }

  @Test
  void stubsArePrintedByName() throws IOException {
    Path artifact = artifact(module(), "x64");
    assertThat(dump(artifact, "--func", "jabiru.trap"))
        .contains("mov ", "  ret\n")
        .startsWith("jabiru.trap\n");
    assertThat(dump(artifact, "--func", "jabiru.fault_handler"))
        .contains("  ret\n", "  .skip ")
        .doesNotContain("(bad)");
  }

  @Test
  void jsonHoldsTheSame() throws IOException {
    JsonNode tree = new ObjectMapper().readTree(dump(module(), "--json", "--func", "divide"));
    assertThat(tree.get("target").asText()).isEqualTo("x64");
    JsonNode function = tree.get("functions").get(0);
    assertThat(function.get("name").asText()).isEqualTo("divide");
    assertThat(function.get("index").asInt()).isZero();
    assertThat(function.get("ir").get(0).asText()).startsWith("function %divide");
    boolean isCall = false;
    for (JsonNode line : function.get("code").get(0).get("lines")) {
      assertThat(line.get("bytes").asText().split(" ")).hasSize(line.get("length").asInt());
      isCall |= line.path("target").asText().equals("m.double") && line.has("wasm");
    }
    assertThat(isCall).isTrue();
  }

  @Test
  void whatIsNotThereIsAMistake() throws IOException {
    Path artifact = artifact(module(), "x64");
    assertThat(Outcome.of("objdump", artifact, "--func", "triple"))
        .isEqualTo(
            new Outcome(ExitCode.BAD_INPUT, "", "jabiru: no function with a body is triple\n"));
    assertThat(Outcome.of("objdump", artifact, "--module", "n").err())
        .isEqualTo("jabiru: there is no module n\n");
    assertThat(Outcome.of("objdump", artifact, "--target", "jvm").err())
        .contains("the artifact has no code for jvm");
    byte[] bytes = Files.readAllBytes(artifact);
    bytes[bytes.length / 2] ^= 1;
    Path damaged = Files.write(folder.resolve("damaged"), bytes);
    assertThat(Outcome.of("objdump", damaged).err()).contains("damaged artifact");
  }

  @Test
  void everyFunctionOfTheExamplesIsWhatGnuObjdumpReads() throws Exception {
    for (String example : List.of("hello/hello.wat", "coremix/coremix.wasm")) {
      checkAgainstGnu(EXAMPLES.resolve(example));
    }
    checkAgainstGnu(EXAMPLES.resolve("wordcount/wordcount.wasm"));
  }

  @Test
  void everyFunctionOfARealProgramIsWhatGnuObjdumpReads() throws Exception {
    try {
      Path driver = Path.of("src", "test", "programs", "sqlite.c").toAbsolutePath();
      assertThat(checkAgainstGnu(CPrograms.sqlite(driver, List.of()))).isGreaterThan(100_000);
    } catch (NotAvailableException e) {
      Assumptions.abort("NOT RUN: " + e.getMessage());
    }
  }

  /**
   * Every instruction is one, at the same place, and reads the same. {@return how many there are}
   */
  private int checkAgainstGnu(Path module) throws Exception {
    Path artifact = artifact(module, "x64");
    Path gnu = gnuDump(artifact);
    Map<Long, String> expected = new HashMap<>();
    long start = -1;
    for (String line : Files.readAllLines(gnu)) {
      Matcher matcher = GNU_LINE.matcher(line);
      if (matcher.find()) {
        long address = Long.parseLong(matcher.group(1), 16);
        start = start < 0 ? address : start;
        expected.put(address - start, matcher.group(2).trim().replaceAll(" +", " "));
      }
    }
    int count = 0;
    for (String line : dump(artifact).split("\n")) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        String text = matcher.group(2).trim();
        String other = expected.get(Long.parseLong(matcher.group(1), 16));
        if (!text.equals(other) && !isSameJump(text, other, start)) {
          assertThat(text).as("%s: %s", module, line).isEqualTo(other);
        }
        count++;
      }
    }
    assertThat(count).isPositive();
    return count;
  }

  /** GNU's addresses begin with that of the section. */
  private static boolean isSameJump(String text, String other, long start) {
    int space = text.indexOf(' ');
    if (other == null || space < 0 || !text.startsWith("0x", space + 1)) {
      return false;
    }
    String address = Long.toHexString(Long.decode(text.substring(space + 1)) + start);
    return other.equals(text.substring(0, space + 1) + address)
        || other.equals(text.substring(0, space + 1) + "0x" + address);
  }

  private Path gnuDump(Path artifact) throws Exception {
    Path out = folder.resolve("gnu.txt");
    try {
      Process process =
          new ProcessBuilder(
                  "objdump", "-d", "-M", "intel", "--no-show-raw-insn", artifact.toString())
              .redirectOutput(out.toFile())
              .start();
      assertThat(process.waitFor()).isZero();
    } catch (IOException e) {
      Assumptions.abort("NOT RUN: objdump (package binutils) is missing");
    }
    return out;
  }

  /** Texts are printed some at a time, whichever are asked for. */
  @Test
  void theIrOfAFunctionIsTheSameAmongManyAndAlone() throws IOException {
    StringBuilder text = new StringBuilder("(module");
    for (int i = 0; i < 40; i++) {
      text.append("(func $f").append(i).append(" (result i32) (i32.const ").append(i).append("))");
    }
    Path module = Files.writeString(folder.resolve("many.wat"), text.append(')'));
    String all = dump(module);
    for (int i : new int[] {0, 1, 2, 17, 39}) {
      String alone = dump(module, "--func", "f" + i);
      assertThat(alone).contains("iconst.i32 " + i + "\n");
      String body = alone.substring(alone.indexOf("iconst"));
      assertThat(all).contains(body.stripTrailing());
    }
  }
}
