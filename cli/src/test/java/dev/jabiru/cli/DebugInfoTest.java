// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.text.WatParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What debuggers read in artifacts made with {@code compile --debug}. */
class DebugInfoTest {
  private static final Pattern ROW =
      Pattern.compile("^(\\S+) +(\\d+) +0x([0-9a-f]+)", Pattern.MULTILINE);

  /** Where {@code half} is inlined, at line 2. */
  private static final String PROGRAM =
      """
      static int half(int x) {
        return x / 2;
      }
      __attribute__((noinline)) int collatz(int n) {
        int steps = 0;
        while (n != 1) {
          n = n % 2 ? 3 * n + 1 : half(n);
          steps++;
        }
        return steps;
      }
      __attribute__((export_name("run"))) int run(int n) {
        return collatz(n) + 1;
      }
      """;

  @TempDir Path folder;
  private Path module;

  @BeforeEach
  void write() throws IOException {
    module =
        Files.writeString(
            folder.resolve("m.wat"),
            """
            (module
              (func $divide (export "divide") (param i32 i32) (result i32)
                (i32.div_u (local.get 0) (call $double (local.get 1))))
              (func $double (param i32) (result i32) (i32.add (local.get 0) (local.get 0))))
            """);
  }

  private Path compile(String name, Object... words) {
    Path artifact = folder.resolve(name);
    Object[] all = new Object[words.length + 5];
    System.arraycopy(new Object[] {"compile", "--target", "x64", "-o", artifact}, 0, all, 0, 5);
    System.arraycopy(words, 0, all, 5, words.length);
    Outcome made = Outcome.of(all);
    assertThat(made.code()).as(made.err()).isZero();
    return artifact;
  }

  private static NativeCode code(Path artifact) throws IOException {
    return ArtifactFile.read(Files.readAllBytes(artifact)).nativeCode().orElseThrow();
  }

  private String run(String... command) throws Exception {
    Path out = Files.createTempFile(folder, "out", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      assertThat(process.waitFor()).as(Files.readString(out)).isZero();
    } catch (IOException e) {
      Assumptions.abort("NOT RUN: " + command[0] + " is missing");
    }
    return Files.readString(out);
  }

  /** {@return the lines that readelf finds, as file:line, by their address} */
  private Map<Integer, String> rows(Path artifact) throws Exception {
    Map<Integer, String> rows = new HashMap<>();
    String text = run("readelf", "--wide", "--debug-dump=decodedline", artifact.toString());
    assertThat(text).doesNotContain("arning", "rror");
    Matcher row = ROW.matcher(text);
    while (row.find()) {
      rows.put(Integer.parseInt(row.group(3), 16), row.group(1) + ":" + row.group(2));
    }
    return rows;
  }

  @Test
  void codeAndTablesAreTheSameWithAndWithout() throws IOException {
    NativeCode plain = code(compile("plain", module));
    NativeCode debug = code(compile("debug", "--debug", module));
    assertThat(plain.debugInfo()).isEmpty();
    assertThat(debug.debugInfo()).isPresent();
    assertThat(debug.text()).isEqualTo(plain.text());
    assertThat(debug.lines()).isEqualTo(plain.lines());
    assertThat(folder.resolve("debug"))
        .hasBinaryContent(Files.readAllBytes(compile("2", "-g", module)));
    assertThat(Outcome.of("run", "--invoke", "divide", folder.resolve("debug"), "84", "1").out())
        .isEqualTo("42\n");
    assertThat(Outcome.of("inspect", folder.resolve("debug")).out())
        .contains("debug information", ".debug_line");
  }

  @Test
  void itIsForMachineCodeOnly() {
    Outcome outcome = Outcome.of("compile", "--debug", module);
    assertThat(outcome.code()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("--debug is only for --target x64");
  }

  /** The module as a binary without DWARF. */
  private Path binary(String name) throws IOException {
    byte[] text = Files.readAllBytes(module);
    return Files.write(folder.resolve(name), WatParser.parse(text, Features.defaults()).binary());
  }

  @Test
  void linesAreThoseOfTheText() throws Exception {
    Path artifact = compile("a", "-g", module);
    String listing = run("objdump", "-dl", artifact.toString());
    assertThat(linesOf(listing, Pattern.compile("\tdiv "))).containsExactly("m.wat:3");
    assertThat(linesOf(listing, Pattern.compile("\tcall .*double>"))).containsExactly("m.wat:3");
    assertThat(linesOf(listing, Pattern.compile("\tlea .*%rdi,%rdi,1"))).containsExactly("m.wat:4");
    assertThat(rows(artifact).values()).allMatch(row -> row.startsWith(module + ":"));
  }

  /** Lines are the offsets that the artifact's own table has, function by function. */
  @Test
  void readelfFindsTheWasmOffsetsOfInstructions() throws Exception {
    Path artifact = compile("a", "-g", binary("m.wasm"));
    NativeCode code = code(artifact);
    Map<Integer, String> rows = rows(artifact);
    int checked = 0;
    for (Map.Entry<Integer, String> row : rows.entrySet()) {
      int offset = row.getKey() - NativeCode.FILE_ADDRESS;
      int wasmOffset = code.wasmOffsetAt(offset);
      if (wasmOffset >= 0) {
        assertThat(row.getValue()).isEqualTo("m.wasm:" + wasmOffset);
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(3);
    for (int function = 0; function < code.functionCount(); function++) {
      assertThat(rows).containsKey(NativeCode.FILE_ADDRESS + code.functionOffset(function));
    }
    String info = run("readelf", "--debug-dump=info", artifact.toString());
    assertThat(info).doesNotContain("arning").contains(": m.wasm", ": m.divide", ": m.double");
  }

  @Test
  void severalModulesAreSeveralUnits() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.wat"), "(module)");
    Path artifact = compile("set", "-g", binary("m.wasm"), empty, binary("n.wasm"));
    assertThat(rows(artifact).values())
        .anyMatch(row -> row.startsWith("m.wasm:"))
        .anyMatch(row -> row.startsWith("n.wasm:"));
    String info = run("readelf", "--debug-dump=info", artifact.toString());
    assertThat(info).doesNotContain("arning").contains(": m.double", ": n.double");
    assertThat(info.split("DW_TAG_compile_unit", -1)).hasSize(3);
  }

  @Test
  void gdbAndObjdumpFindLinesAndFunctions() throws Exception {
    Path artifact = compile("a", "-g", binary("m.wasm"));
    NativeCode code = code(artifact);
    int start = NativeCode.FILE_ADDRESS + code.functionOffset(1);
    String listing = run("objdump", "-dl", artifact.toString());
    assertThat(listing).containsPattern("<m.double>:\nm.double\\(\\):\nm.wasm:\\d+\n");
    String said =
        run("gdb", "-nx", "-q", "-batch", "-ex", "info line *" + start, artifact.toString());
    assertThat(said)
        .containsPattern(
            "Line \\d+ of \"m.wasm\" starts at address 0x" + Integer.toHexString(start));
    assertThat(said).contains("<m.double>");
  }

  @ParameterizedTest
  @CsvSource({"4,0", "4,2", "5,0", "5,2"})
  void linesAreThoseOfTheSourceThatTheModuleNames(int version, int level) throws Exception {
    Path source = Files.writeString(folder.resolve("prog.c"), PROGRAM);
    Path wasm = folder.resolve("prog.wasm");
    // Relative, so that the name has to be completed with the folder of the unit.
    String compile = "clang --target=wasm32 -gdwarf-" + version + " -O" + level + " -c prog.c";
    String link = "wasm-ld --no-entry prog.o -o prog.wasm"; // by clang it would be optimised again
    Assumptions.assumeTrue(
        has("clang") && has("wasm-ld"), "NOT RUN: clang or wasm-ld (package lld) is missing");
    run("sh", "-c", "cd '" + folder + "' && " + compile + " && " + link);
    Path artifact = compile("a", "-g", wasm);
    TreeSet<Integer> lines = new TreeSet<>();
    for (String row : rows(artifact).values()) {
      int colon = row.lastIndexOf(':');
      if (row.startsWith(source.toRealPath() + ":")) {
        lines.add(Integer.parseInt(row.substring(colon + 1)));
      } else {
        assertThat(row).as("what the linker has made").startsWith("prog.wasm:");
      }
    }
    assertThat(lines).contains(4, 6, 7, 12, 13);
    assertThat(lines).as("inlined").contains(2);
    assertThat(lines.last()).isLessThanOrEqualTo(14);
    // The division by 2; at line 7 there is the remainder.
    String listing = run("objdump", "-dl", artifact.toString());
    assertThat(linesOf(listing, Pattern.compile("\tidiv|\tsar "))).contains("prog.c:2");
    assertThat(linesOf(listing, Pattern.compile("\tcall .*collatz>"))).containsOnly("prog.c:13");
  }

  private static boolean has(String program) {
    for (String each : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(each, program))) {
        return true;
      }
    }
    return false;
  }

  /** {@return the lines of instructions: those named last before them, without their folder} */
  private static List<String> linesOf(String listing, Pattern instruction) {
    List<String> found = new ArrayList<>();
    String last = "";
    for (String line : listing.split("\n")) {
      if (line.matches(".*/[^/ ]+:\\d+( .*)?")) {
        last = line.replaceFirst(".*/", "").replaceFirst(" .*", "");
      } else if (instruction.matcher(line).find()) {
        found.add(last);
      }
    }
    return found;
  }
}
