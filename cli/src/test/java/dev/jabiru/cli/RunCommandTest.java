// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code jabiru run}. */
class RunCommandTest {
  private static final String MODULE =
      """
      (module
        (func (export "i32") (param i32) (result i32) (local.get 0))
        (func (export "i64") (param i64) (result i64) (local.get 0))
        (func (export "f32") (param f32) (result f32) (local.get 0))
        (func (export "f64") (param f64) (result f64) (local.get 0))
        (func (export "ref") (param externref) (result externref) (local.get 0))
        (func (export "two") (result i32 i64) (i32.const 1) (i64.const 2))
        (func $deep (export "deep") (call $deep))
        (func $inner (unreachable))
        (func $outer (export "outer") (call $inner))
        (memory (export "memory") 1))
      """;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("module.wat"), MODULE);
  }

  @ParameterizedTest
  @CsvSource({
    "i32, -2147483648, -2147483648",
    "i32, 4294967295, -1",
    "i32, 0x10, 16",
    "i64, 18446744073709551615, -1",
    "i64, 0xffffffffffffffff, -1",
    "i64, -9223372036854775808, -9223372036854775808",
    "i64, -0x10, -16",
    "f32, 1.5, 1.5",
    "f32, -inf, -inf",
    "f32, +nan, nan",
    "f32, -nan:0x1, -nan:0x1",
    "f32, nan:0x7fffff, nan:0x7fffff",
    "f32, nan:0x400000, nan",
    "f32, 1e38, 1.0E38",
    "f64, inf, inf",
    "f64, -nan, -nan",
    "f64, nan:0x4000000000001, nan:0x4000000000001",
    "f64, -nan:0xfffffffffffff, -nan:0xfffffffffffff",
    "f64, 0x1p-2, 0.25",
    "ref, null, null"
  })
  void argumentsAreReadByType(String function, String argument, String result) {
    assertThat(Outcome.of("run", "--invoke", function, file, argument))
        .isEqualTo(new Outcome(0, result + "\n", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "i32, 4294967296",
    "i32, -2147483649",
    "i32, 1.0",
    "i32, x",
    "i32, ''",
    "i64, 18446744073709551616",
    "i64, -9223372036854775809",
    "f32, 1e39",
    "f64, 1e999",
    "f64, x",
    "f32, NaN",
    "f32, nan:0x0",
    "f32, nan:0x800000",
    "f32, nan:1",
    "f32, nan:0x",
    "f32, nan:0x+1",
    "f32, nan:0x_1",
    "f64, nan:0x1ffffffffffffffff",
    "f32, nano",
    "f64, nan:0x10000000000000",
    "f64, nan:canonical",
    "ref, something"
  })
  void whatIsNoValueOfTheTypeIsWrongUsage(String function, String argument) {
    Outcome outcome = Outcome.of("run", "--invoke", function, file, argument);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("jabiru: --invoke " + function + ", of type [")
        .contains("'" + argument + "' is not a value of type ")
        .hasLineCount(1);
  }

  @Test
  void nansAreReadAndWrittenByTheirBitsOnBothTargets() throws IOException {
    Path bits =
        Files.writeString(
            folder.resolve("bits.wat"),
            """
            (module
              (func (export "bits32") (param f32) (result i32)
                (i32.reinterpret_f32 (local.get 0)))
              (func (export "bits64") (param f64) (result i64)
                (i64.reinterpret_f64 (local.get 0)))
              (func (export "nans") (result f32 f64 f32)
                (f32.const -nan:0xabc) (f64.const nan:0x8000000000000) (f32.const nan:0x400001)))
            """);
    for (String target : List.of("jvm", "x64")) {
      assertThat(Outcome.of("run", "--target", target, "--invoke", "bits32", bits, "nan").out())
          .isEqualTo(0x7fc0_0000 + "\n");
      assertThat(
              Outcome.of("run", "--target", target, "--invoke", "bits32", bits, "-nan:0x00_00a1")
                  .out())
          .isEqualTo(0xff80_00a1 + "\n");
      assertThat(
              Outcome.of("run", "--target", target, "--invoke", "bits64", bits, "-nan:0x1").out())
          .isEqualTo(0xfff0_0000_0000_0001L + "\n");
      assertThat(Outcome.of("run", "--target", target, "--invoke", "nans", bits).out())
          .isEqualTo("-nan:0xabc\nnan\nnan:0x400001\n");
      assertThat(Outcome.of("run", "--target", target, "--invoke", "f32", file, "-nan:0x1").out())
          .isEqualTo("-nan:0x1\n");
    }
  }

  @Test
  void theNumberOfArgumentsMustFit() {
    assertThat(Outcome.of("run", "--invoke", "i32", file))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "jabiru: --invoke i32, of type [i32] -> [i32], takes 1 argument, given are 0\n"));
    assertThat(Outcome.of("run", "--invoke", "two", file, 1))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "jabiru: --invoke two, of type [] -> [i32, i64], takes no arguments, given is 1\n"));
    assertThat(Outcome.of("run", "--no-cache", "--fuel", 9, "--invoke", "i32", file, 1, 2).code())
        .isEqualTo(2);
  }

  @Test
  void nothingRunsBeforeTheArgumentsAreRead() throws IOException {
    Path trapping =
        Files.writeString(
            folder.resolve("trapping.wat"),
            "(module (func $no (unreachable)) (start $no) (func (export \"f\") (param i32)))");
    assertThat(Outcome.of("run", "--invoke", "f", trapping, 1).code()).isEqualTo(134);
    assertThat(Outcome.of("run", "--invoke", "f", trapping, "x").code()).isEqualTo(2);
    assertThat(Outcome.of("run", "--invoke", "f", trapping).code()).isEqualTo(2);
  }

  @Test
  void severalResultsAreSeveralLines() {
    assertThat(Outcome.of("run", "--invoke", "two", file).out()).isEqualTo("1\n2\n");
  }

  @Test
  void whatIsNoFunctionCannotBeCalled() {
    assertThat(Outcome.of("run", "--invoke", "memory", file).err())
        .contains("no function memory is exported; there are: i32, i64");
    assertThat(Outcome.of("run", file).err()).contains("choose one with --invoke");
    assertThat(Outcome.of("run", "--module", "m", file).err())
        .contains("--module is for artifacts");
  }

  @Test
  void aTrapPrintsTheBacktrace() {
    Outcome trap = Outcome.of("run", "--invoke", "outer", file);
    assertThat(trap.code()).isEqualTo(134);
    assertThat(trap.err().lines().toList())
        .hasSize(3)
        .satisfies(lines -> {
          assertThat(lines.get(0)).isEqualTo("jabiru: trap: unreachable");
          assertThat(lines.get(1)).endsWith("in func[7] \"inner\" at " + file + ":9:17");
          assertThat(lines.get(2)).endsWith("in func[8] \"outer\" at " + file + ":10:34");
        });
    Outcome deep = Outcome.of("run", "--invoke", "deep", file);
    assertThat(deep.code()).isEqualTo(134);
    assertThat(deep.err()).startsWith("jabiru: trap: call stack exhausted\n").contains("… ");
    assertThat(deep.err().lines()).hasSizeLessThan(50);
  }

  @Test
  void backtracesNameThePlaceInEachText() throws IOException {
    Path callee =
        Files.writeString(
            folder.resolve("callee.wat"),
            "(module $callee\n  (func $f (export \"f\") (param i32)\n"
                + "    i32.const 1 local.get 0 i32.div_u\n    drop))");
    Path caller =
        Files.writeString(
            folder.resolve("caller.wat"),
            "(module $caller (import \"callee\" \"f\" (func $f (param i32)))\n"
                + "  (func $g (export \"g\") i32.const 7\n call $f i32.const 0 call $f))");
    for (String target : List.of("jvm", "x64")) {
      Object[] words = {
        "run", "--target", target, "--preload", "callee=" + callee, "--invoke", "g", caller
      };
      assertThat(Outcome.of(words).err())
          .as(target)
          .isEqualTo(
              "jabiru: trap: integer divide by zero\n    in func[0] \"f\" at "
                  + callee
                  + ":3:29\n    in func[1] \"g\" at "
                  + caller
                  + ":3:22\n");
    }
    // Which of two modules of a name a frame is in cannot be told.
    Path namesake =
        Files.writeString(
            folder.resolve("namesake.wat"),
            Files.readString(caller).replace("module $caller", "module $callee"));
    assertThat(
            Outcome.of("run", "--preload", "callee=" + callee, "--invoke", "g", namesake)
                .err()
                .lines())
        .hasSize(3)
        .noneMatch(line -> line.contains(".wat:"))
        .anyMatch(line -> line.contains("\"f\" at 0x"));
  }

  @Test
  void unknownImportsTrapOnlyWhenCalledAndOnlyIfAsked() throws IOException {
    Path wanting =
        Files.writeString(
            folder.resolve("wanting.wat"),
            """
            (module
              (import "env" "gone" (func $gone))
              (func (export "calls") (call $gone))
              (func (export "ignores") (result i32) (i32.const 7)))
            """);
    Outcome refused = Outcome.of("run", "--invoke", "ignores", wanting);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("unknown import").contains("\"env\" \"gone\"");
    String option = "--trap-unknown-imports";
    assertThat(Outcome.of("run", option, "--invoke", "ignores", wanting).out()).isEqualTo("7\n");
    Outcome trapped = Outcome.of("run", option, "--invoke", "calls", wanting);
    assertThat(trapped.code()).isEqualTo(134);
    assertThat(trapped.err())
        .startsWith("jabiru: trap: unreachable: call of env.gone, which nobody provides\n");
  }

  @Test
  void modulesCanBePreloaded() throws IOException {
    Path base =
        Files.writeString(
            folder.resolve("base.wat"),
            """
            (module
              (import "later" "never" (func))
              (global $ready (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set $ready (i32.const 40)))
              (func (export "ready") (result i32) (global.get $ready)))
            """);
    Path later =
        Files.writeString(
            folder.resolve("later.wat"),
            """
            (module
              (import "base" "ready" (func $ready (result i32)))
              (func (export "never"))
              (func (export "more") (result i32) (i32.add (call $ready) (i32.const 2))))
            """);
    Path program =
        Files.writeString(
            folder.resolve("program.wat"),
            """
            (module
              (import "later" "more" (func $more (result i32)))
              (func (export "all") (result i32) (call $more)))
            """);
    Object[] words = {
      "run",
      "--trap-unknown-imports",
      "--preload",
      "base=" + base,
      "--preload",
      "later=" + later,
      "--invoke",
      "all",
      program
    };
    assertThat(Outcome.of(words)).isEqualTo(new Outcome(0, "42\n", ""));
    words[1] = "--env=X=Y";
    assertThat(Outcome.of(words).err()).contains("unknown import");
    words[3] = "base";
    assertThat(Outcome.of(words).code()).isEqualTo(2);
  }

  @Test
  void aReactorIsInitialisedFirst() throws IOException {
    Path reactor =
        Files.writeString(
            folder.resolve("reactor.wat"),
            """
            (module
              (global $ready (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set $ready (i32.const 9)))
              (func (export "ready") (result i32) (global.get $ready)))
            """);
    assertThat(Outcome.of("run", "--invoke", "ready", reactor).out()).isEqualTo("9\n");
  }

  @Test
  void wrongOptionsAreWrongUsage() {
    List<List<String>> wrong =
        List.of(
            List.of("--dir", "a\0b"),
            List.of("--dir", ""),
            List.of("--dir", "::/guest"),
            List.of("--dir-unshared", "a\0b"),
            List.of("--env", "=V"),
            List.of("--env", ""),
            List.of("--timeout", "0"),
            List.of("--timeout", "-1s"),
            List.of("--timeout", "99999999999h"),
            List.of("--fuel", "99999999999999999999"),
            List.of("--max-memory", "-1"),
            List.of("--max-memory", "9999999T"),
            List.of("--target", "pdp11"),
            List.of("--features", "antigravity"),
            List.of("--unknown", "x"));
    for (List<String> option : wrong) {
      Outcome outcome =
          Outcome.of("run", option.get(0), option.get(1), "--invoke", "i32", file, "1");
      assertThat(outcome.code()).as("%s: %s", option, outcome.err()).isEqualTo(2);
      assertThat(outcome.err().lines().toList())
          .as("%s", option)
          .hasSize(3)
          .satisfies(lines -> {
            assertThat(lines.get(0))
                .startsWith("jabiru: ")
                .doesNotContain("long", "boolean", "option option", "java");
            assertThat(lines.get(1)).isEqualTo("Usage: jabiru run [OPTIONS] FILE [ARGS...]");
            assertThat(lines.get(2)).isEqualTo("Try jabiru run --help");
          });
    }
  }

  @Test
  void wrongUsageIsToldInTheWordsOfUsers() {
    assertThat(Outcome.of("run", "--fuel", "soon", file).err())
        .startsWith("jabiru: Invalid value for option '--fuel': 'soon' is not a number");
    assertThat(Outcome.of("run", "--preload", "base", file).err())
        .startsWith("jabiru: --preload wants NAME=FILE: 'base'\n");
    assertThat(Outcome.of("run", "--large-memories=5", file).err()).contains("takes no value");
    assertThat(Outcome.of("run", "--target", "pdp11", file).err())
        .contains("'pdp11' is none of auto, jvm, x64");
    assertThat(Outcome.of("run", "-").err()).contains("cannot come from standard input");
    assertThat(Outcome.of("run", file, "--invoke", "two").err())
        .contains("what follows the file is for the program, so write --invoke before it");
    assertThat(Outcome.of("runn", "x").err())
        .isEqualTo("jabiru: unexpected: runn x\nDid you mean: jabiru run?\nTry jabiru --help\n");
    assertThat(Outcome.of().err())
        .isEqualTo(
            "jabiru: a sub-command is missing\n"
                + "Usage: jabiru [OPTIONS] COMMAND\n"
                + "Try jabiru --help\n");
    assertThat(Outcome.of("run", "--help").out().replaceAll("\\s+", " "))
        .contains("a number alone is seconds");
  }

  @Test
  void theStackIsLimitedAndWidened() throws IOException {
    Path deep =
        Files.writeString(
            folder.resolve("deep.wat"),
            """
            (module
              (func $sum (export "sum") (param i64) (result i64)
                (if (result i64) (i64.eqz (local.get 0))
                  (then (i64.const 0))
                  (else
                    (i64.add
                      (local.get 0) (call $sum (i64.sub (local.get 0) (i64.const 1))))))))
            """);
    assertThat(Outcome.of("run", "--max-stack", "1G", "--invoke", "sum", deep, 1_000_000).out())
        .isEqualTo("500000500000\n");
    Outcome small = Outcome.of("run", "--max-stack", "256K", "--invoke", "sum", deep, 1_000_000);
    assertThat(small.code()).isEqualTo(134);
    assertThat(small.err()).startsWith("jabiru: trap: call stack exhausted\n");
  }

  @Test
  void memoriesGrowBeyondTwoGigabytesIfAsked() throws IOException {
    Path growing =
        Files.writeString(
            folder.resolve("growing.wat"),
            """
            (module
              (memory 0)
              (func (export "grow") (result i32) (memory.grow (i32.const 32769))))
            """);
    assertThat(Outcome.of("run", "--target", "jvm", "--invoke", "grow", growing).out())
        .isEqualTo("-1\n");
    assertThat(
            Outcome.of("run", "--target", "jvm", "--large-memories", "--invoke", "grow", growing)
                .out())
        .isEqualTo("0\n");
  }

  @Test
  void mistakesAreToldWithTheFileTheyAreIn() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.wat"), "(module\n (func i32.add))");
    assertThat(Outcome.of("run", bad).err()).startsWith(bad + ":2:8: type mismatch");
    Path vectors =
        Files.writeString(
            folder.resolve("vectors.wat"), "(module (func (drop (v128.const i64x2 1 2))))");
    assertThat(Outcome.of("run", vectors).err())
        .startsWith("jabiru: " + vectors + ": unsupported feature simd on target ");
    Path wanting =
        Files.writeString(
            folder.resolve("wanting.wat"), "(module (import \"env\" \"gone\" (func)))");
    assertThat(Outcome.of("run", wanting).err())
        .startsWith("jabiru: " + wanting + ": unknown import");
    assertThat(Outcome.of("run", "--preload", "a=" + bad, file).err())
        .startsWith(bad + ":2:8: type mismatch");
  }

  @Test
  void whatCannotBeGivenIsBadInput() {
    Outcome absent = Outcome.of("run", "--dir", folder.resolve("absent"), "--invoke", "two", file);
    assertThat(absent.code()).isEqualTo(1);
    assertThat(absent.err()).contains("absent: no such file or directory");
    Outcome aFile = Outcome.of("run", "--dir", file, "--invoke", "two", file);
    assertThat(aFile.err()).contains("module.wat: not a directory");
    assertThat(Outcome.of("run", "--max-memory", 10, "--invoke", "two", file).err())
        .contains("limit");
    assertThat(Outcome.of("run", folder).err())
        .isEqualTo("jabiru: " + folder + ": is a directory\n");
  }

  @Test
  void directoriesAreGivenSharedOrNot() throws IOException {
    Path guest =
        Files.writeString(
            folder.resolve("mkdir.wat"),
            """
            (module
              (import "wasi_snapshot_preview1" "path_create_directory"
                (func $mkdir (param i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "made")
              (func (export "mkdir") (param $fd i32) (result i32)
                (call $mkdir (local.get $fd) (i32.const 0) (i32.const 4))))
            """);
    Path one = Files.createDirectory(folder.resolve("one"));
    Path two = Files.createDirectory(folder.resolve("two"));
    String[] given = {
      "run", "--dir-unshared", two + "::/two", "--dir", one + "::/one", "--invoke", "mkdir"
    };
    assertThat(Main.execute(words(given, guest, "4"))).isZero();
    assertThat(two.resolve("made")).isDirectory();
    assertThat(one).isEmptyDirectory();
    Outcome none = Outcome.of((Object[]) words(given, guest, "5"));
    assertThat(none.out()).as("EBADF").isEqualTo("8\n");
  }

  private static String[] words(String[] given, Path file, String argument) {
    String[] all = java.util.Arrays.copyOf(given, given.length + 2);
    all[given.length] = file.toString();
    all[given.length + 1] = argument;
    return all;
  }

  @Test
  void aGuestThatWaitsForInputHasItsDeadline() throws Exception {
    Path waiting =
        Files.writeString(
            folder.resolve("waiting.wat"),
            """
            (module
              (import "wasi_snapshot_preview1" "fd_read"
                (func $read (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 4) "\\09")
              (func (export "_start")
                (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))))
            """);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.jabiru.cli.Main",
                "run",
                "--timeout",
                "200ms",
                waiting.toString())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(124);
      assertThat(process.getInputStream().readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .startsWith("jabiru: the time of 0.2 s is over\n");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aBrokenPromiseOfOursAsksForAReport() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(Failures.report(new AssertionError("impossible"), new PrintStream(err, true)))
        .isEqualTo(70);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("jabiru: internal error, please report it")
        .contains("impossible");
  }
}
