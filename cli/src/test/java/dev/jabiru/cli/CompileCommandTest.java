// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.x64.CpuFeatures;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jabiru compile}, and what {@code jabiru run} makes of its artifacts. */
class CompileCommandTest {
  @TempDir Path folder;
  private Path first = Path.of("");
  private Path second = Path.of("");

  @BeforeEach
  void write() throws IOException {
    first =
        Files.writeString(
            folder.resolve("first.wat"),
            """
            (module
              (func $one (export "one") (result i32) (i32.const 1))
              (func $sum (export "sum") (param i32) (result i32)
                (i32.add (i32.add (local.get 0) (i32.const 0)) (i32.const 2))))
            """);
    second =
        Files.writeString(
            folder.resolve("second.wat"),
            "(module (func (export \"two\") (result i32) (i32.const 2)))");
  }

  private List<String> modulesOf(Path artifact) throws IOException {
    return ArtifactFile.read(Files.readAllBytes(artifact)).modules().stream()
        .map(module -> module.name())
        .toList();
  }

  @Test
  void severalModulesGoIntoOneArtifact() throws IOException {
    Path out = folder.resolve("both.jabiru");
    Outcome compiled = Outcome.of("compile", "-o", out, first, "other=" + second);
    assertThat(compiled)
        .isEqualTo(
            new Outcome(0, "", "wrote " + out + ": 2 modules, " + Files.size(out) + " bytes\n"));
    assertThat(modulesOf(out)).containsExactly("first", "other");
    assertThat(Outcome.of("run", "--module", "other", "--invoke", "two", out).out())
        .isEqualTo("2\n");
    assertThat(Outcome.of("run", "--module", "first", "--invoke", "sum", out, 40).out())
        .isEqualTo("42\n");
    assertThat(Outcome.of("run", "--invoke", "two", out))
        .isEqualTo(
            new Outcome(
                1, "", "jabiru: " + out + ": choose a module with --module: first, other\n"));
    assertThat(Outcome.of("run", "--module", "third", out))
        .isEqualTo(new Outcome(1, "", "jabiru: " + out + ": no module third: first, other\n"));
  }

  @Test
  void framesOfSeveralModulesSayOfWhich() throws IOException {
    Path lib =
        Files.writeString(
            folder.resolve("lib.wat"), "(module (func $boom (export \"f\") unreachable))");
    Path main =
        Files.writeString(
            folder.resolve("main.wat"),
            "(module (import \"lib\" \"f\" (func $f)) (func $go (export \"go\") call $f))");
    Path out = folder.resolve("linked.jabiru");
    Outcome.of("compile", "-o", out, "--link", "lib=" + lib, main);
    assertThat(Outcome.of("run", "--invoke", "go", out).err())
        .containsPattern("in func\\[0] \"boom\" at 0x[0-9a-f]+ of module lib\n")
        .containsPattern("in func\\[1] \"go\" at 0x[0-9a-f]+ of module main\n");
  }

  /** A device or a pipe is written to, and stays what it is. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has neither")
  void whatIsNoFileIsWrittenToAndNotReplaced() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var read =
        java.util.concurrent.CompletableFuture.supplyAsync(() -> {
          try {
            return Files.readAllBytes(pipe);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    assertThat(Outcome.of("compile", "-o", pipe, first).code()).isZero();
    Path out = folder.resolve("file.jabiru");
    Outcome.of("compile", "-o", out, first);
    assertThat(read.get()).isEqualTo(Files.readAllBytes(out));
    assertThat(Files.isRegularFile(pipe)).isFalse();

    Path link = Files.createSymbolicLink(folder.resolve("link"), out);
    Files.write(out, new byte[0]);
    assertThat(Outcome.of("compile", "-o", link, first).code()).isZero();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.size(out)).isPositive();
  }

  @Test
  void whatIsReadIsNotWrittenOver() throws IOException {
    String before = Files.readString(second);
    assertThat(Outcome.of("compile", "-o", second, second))
        .isEqualTo(
            new Outcome(
                1, "", "jabiru: " + second + ": is what was read; name another file to write\n"));
    assertThat(Files.readString(second)).isEqualTo(before);
  }

  @Test
  void aJarIsAnArtifactToo() throws IOException {
    Path out = folder.resolve("my-guests.jar");
    assertThat(Outcome.of("compile", "-o", out, first, "other=" + second))
        .isEqualTo(
            new Outcome(0, "", "wrote " + out + ": 2 modules, " + Files.size(out) + " bytes\n"));
    assertThat(modulesOf(out)).containsExactly("first", "other");
    assertThat(Outcome.of("run", "--module", "other", "--invoke", "two", out).out())
        .isEqualTo("2\n");
    assertThat(Outcome.of("inspect", out).out())
        .contains("\n  my_guests/first/  ")
        .contains("\ntargets   jvm\n");
    assertThat(Outcome.of("objdump", out).out()).contains("ireturn");
    Path named = folder.resolve("named.jar");
    Outcome.of("compile", "--package", "dev.example.guests", "-o", named, first);
    try (JarFile jar = new JarFile(named.toFile())) {
      assertThat(jar.getEntry("dev/example/guests/WasmModules.class")).isNotNull();
      assertThat(jar.getEntry("dev/example/guests/first/Code0.class")).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"9a-b, _9a_b", "1.2, _1_2", "int, int_", "true, true_", "_, __", "é, __", "a b, a_b"})
  void aJarsPackageIsLegalWhateverItsFileIsCalled(String stem, String name) throws IOException {
    Path out = folder.resolve(stem + ".jar");
    Outcome made = Outcome.of("compile", "-o", out, stem + "=" + first);
    assertThat(made.code()).as(made.err()).isZero();
    try (JarFile jar = new JarFile(out.toFile())) {
      assertThat(jar.getEntry(name + "/WasmModules.class")).isNotNull();
    }
    // Reads the descriptor, and so refuses names that are none.
    assertThat(ModuleFinder.of(out).find(name)).isPresent();
    assertThat(Outcome.of("run", "--invoke", "one", out).out()).isEqualTo("1\n");
  }

  @Test
  void whatCannotBeAJarIsWrongUsage() {
    Path out = folder.resolve("out.jar");
    assertThat(Outcome.of("compile", "--target", "x64,jvm", "-o", out, first).err())
        .startsWith("jabiru: a JAR is only for --target jvm\n");
    assertThat(Outcome.of("compile", "--package", "a", first).err())
        .startsWith("jabiru: --package is only for --output NAME.jar\n");
    assertThat(Outcome.of("compile", "--package", "a.class", "-o", out, first).err())
        .startsWith("jabiru: 'a.class' cannot be the name of a package");
    assertThat(out).doesNotExist();
  }

  @Test
  void withoutANameItGoesBesideTheFirstFile() throws IOException {
    assertThat(Outcome.of("compile", first).err())
        .startsWith("wrote " + folder.resolve("first.jabiru") + ": 1 module, ");
    assertThat(modulesOf(folder.resolve("first.jabiru"))).containsExactly("first");
    assertThat(Outcome.of("run", "--invoke", "one", folder.resolve("first.jabiru")).out())
        .isEqualTo("1\n");
  }

  @Test
  void aNameHasNoSlash() throws IOException {
    Path odd = Files.copy(second, folder.resolve("a=b.wat"));
    assertThat(Outcome.of("compile", odd).code()).isZero();
    assertThat(modulesOf(folder.resolve("a=b.jabiru"))).containsExactly("a=b");
    assertThat(Outcome.of("compile", "x=").code()).isEqualTo(1);
  }

  @Test
  void twoModulesOfOneNameAreRefused() {
    assertThat(Outcome.of("compile", first, first).code()).isEqualTo(1);
    assertThat(Files.exists(folder.resolve("first.jabiru"))).isFalse();
  }

  @Test
  void whatCannotBeWrittenIsNamedAndNothingIsLeft() throws IOException {
    Path absent = folder.resolve("absent/out.jabiru");
    assertThat(Outcome.of("compile", "-o", absent, first))
        .isEqualTo(new Outcome(1, "", "jabiru: " + absent + ": no such file or directory\n"));
    Path directory = Files.createDirectory(folder.resolve("directory"));
    assertThat(Outcome.of("compile", "-o", directory, first))
        .isEqualTo(new Outcome(1, "", "jabiru: " + directory + ": is a directory\n"));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void anArtifactIsNoModule() {
    Path out = folder.resolve("first.jabiru");
    assertThat(Outcome.of("compile", first).code()).isZero();
    for (String command : List.of("compile", "validate")) {
      Outcome outcome = Outcome.of(command, out);
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.err()).contains("is an artifact");
    }
  }

  @Test
  void anArtifactIsLookedInto() throws IOException {
    Path out = folder.resolve("out");
    Outcome compiled =
        Outcome.of("compile", "--target", "x64,jvm", "-o", out, first, "--link", "lib=" + second);
    assertThat(compiled.code()).isZero();
    Outcome seen = Outcome.of("inspect", "--functions", out);
    assertThat(seen.code()).isZero();
    assertThat(seen.out())
        .contains("targets   jvm, x64\n")
        .contains("  .text  0x")
        .contains("  \"first\"  functions 2  code ")
        .contains("linked true")
        .contains("\"first.sum\"")
        .contains("\"lib.two\"");
    byte[] file = Files.readAllBytes(out);
    for (int i = 0; i < file.length; i += 7) {
      byte[] changed = file.clone();
      changed[i] ^= 4;
      Files.write(out, changed);
      Outcome refused = Outcome.of("inspect", out);
      assertThat(refused.code()).as("byte %d", i).isEqualTo(1);
      assertThat(refused.err()).startsWith("jabiru: " + out + ": ");
      i += 200;
    }
  }

  @Test
  void modulesOfACycleAreNamed() throws IOException {
    Path a = folder.resolve("a.wat");
    Path b = folder.resolve("b.wat");
    Files.writeString(a, "(module (import \"b\" \"f\" (func)) (func (export \"f\")))");
    Files.writeString(b, "(module (import \"a\" \"f\" (func)) (func (export \"f\")))");
    Outcome cycle = Outcome.of("compile", first, "--link", "a=" + a, "--link", "b=" + b);
    assertThat(cycle)
        .isEqualTo(
            new Outcome(1, "", "jabiru: modules import from each other in a cycle: a -> b -> a\n"));
    assertThat(Outcome.of("compile", first, "--link", a).code()).isEqualTo(1);
  }

  @Test
  void theChecksOfAnArtifactFitWhatIsAskedOfIt() {
    Path out = folder.resolve("out.jabiru");
    assertThat(Outcome.of("compile", "--fuel", "-o", out, first).code()).isZero();
    assertThat(Outcome.of("run", "--fuel", 100, "--invoke", "one", out).out()).isEqualTo("1\n");
    assertThat(Outcome.of("run", "--invoke", "one", out).err())
        .isEqualTo("jabiru: " + out + ": the artifact counts fuel: give it some with --fuel N\n");
    assertThat(Outcome.of("run", "--module", "second", "--invoke", "one", out).err())
        .as("the wrong name comes first")
        .isEqualTo("jabiru: " + out + ": no module second: first\n");
    assertThat(Outcome.of("compile", "--not-interruptible", "-o", out, first).code()).isZero();
    assertThat(Outcome.of("run", "--invoke", "one", out).out()).isEqualTo("1\n");
    assertThat(Outcome.of("run", "--timeout", "9s", "--invoke", "one", out).err())
        .contains("leave out --timeout, or compile it without --not-interruptible");
    assertThat(Outcome.of("run", "--fuel", "9", "--invoke", "one", out).err())
        .contains("leave out --fuel, or compile it with --fuel");
    assertThat(Outcome.of("run", "--large-memories", "--invoke", "one", out).err())
        .contains("was compiled without --large-memories");
    assertThat(Outcome.of("compile", "--large-memories", "-o", out, first).code()).isZero();
    assertThat(Outcome.of("run", "--large-memories", "--invoke", "one", out).out())
        .isEqualTo("1\n");
    assertThat(Outcome.of("run", "--invoke", "one", out).out()).isEqualTo("1\n");
  }

  @Test
  void theRepresentationIsPrintedOfAllFunctionsOrOne() throws IOException {
    Outcome all = Outcome.of("compile", "--emit", "ir", first, second);
    assertThat(all.code()).isZero();
    assertThat(all.out().lines().filter(line -> line.startsWith("function"))).hasSize(3);
    for (String meant : List.of("sum", "1")) {
      Outcome one = Outcome.of("compile", "--emit", "ir", "--func", meant, first);
      assertThat(one.out().lines().filter(line -> line.startsWith("function"))).hasSize(1);
      assertThat(all.out()).contains(one.out().strip());
    }
    assertThat(Outcome.of("compile", "--emit", "ir", "--func", "7", first).code()).isEqualTo(1);
    Path file = folder.resolve("ir.txt");
    assertThat(Outcome.of("compile", "--emit", "ir", "-o", file, first, second).out()).isEmpty();
    assertThat(file).hasContent(all.out());
  }

  @Test
  void theRepresentationIsPrintedAfterAPass() {
    Outcome before =
        Outcome.of("compile", "--emit", "ir", "--func", "sum", "--after", "translate", first);
    Outcome after = Outcome.of("compile", "--emit", "ir", "--func", "sum", first);
    assertThat(before.out().split("iadd", -1)).as("x + 0 + 2").hasSize(3);
    assertThat(after.out().split("iadd", -1)).as("x + 2").hasSize(2);
    Outcome unknown = Outcome.of("compile", "--emit", "ir", "--after", "magic", first);
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("no pass \"magic\"").contains("gvn");
  }

  @Test
  void classFilesAreWritten() throws IOException {
    Path classes = folder.resolve("classes");
    Outcome outcome = Outcome.of("compile", "--emit", "class", "-o", classes, first);
    assertThat(outcome.code()).isZero();
    List<Path> written = outcome.out().lines().map(Path::of).toList();
    assertThat(written).hasSizeGreaterThan(1);
    int methods = 0;
    for (Path each : written) {
      assertThat(each.startsWith(classes)).isTrue();
      methods += ClassFile.of().parse(each).methods().size();
    }
    assertThat(methods).isGreaterThanOrEqualTo(2);
  }

  @Test
  void timingIsToldOnStandardError() {
    Outcome outcome = Outcome.of("compile", "--timing", first);
    assertThat(outcome.out()).isEmpty();
    List<String> lines = outcome.err().lines().filter(line -> !line.startsWith("wrote ")).toList();
    int passes = lines.indexOf("of the functions, all threads together:");
    assertThat(lines.subList(0, passes - 1)).isNotEmpty().allMatch(line -> line.contains(" ms  "));
    assertThat(lines.get(passes - 1)).isEqualTo("0 functions were in the cache");
    assertThat(lines.subList(passes + 1, lines.size()))
        .allMatch(line -> line.matches(" *\\d+ ms +\\d+ MB  [a-z-]+"))
        .anyMatch(line -> line.endsWith("  gvn"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--no-guard-pages", "--debug"})
  void whatHasNotChangedIsInTheCache(String option) throws IOException {
    String unseen = "(@custom \"n\" \"" + UUID.randomUUID() + "\")";
    String text = "(module (func (param i64)) (func (export \"f\") (param i64) %s) " + unseen + ")";
    Path before = Files.writeString(folder.resolve("before.wat"), text.formatted("nop"));
    Path after = Files.writeString(folder.resolve("after.wat"), text.formatted("unreachable"));
    Path cached = folder.resolve("cached.jabiru");
    assertThat(compileTimed(cached, before, option)).doesNotContain("2 functions were");
    assertThat(compileTimed(cached, after, option)).contains("1 functions were in the cache");
    byte[] taken = Files.readAllBytes(cached);
    assertThat(compileTimed(cached, after, option)).contains("2 functions were in the cache");
    assertThat(Files.readAllBytes(cached)).isEqualTo(taken);
    assertThat(compileTimed(cached, after, option, "--no-cache"))
        .contains("0 functions were in the cache");
    assertThat(Files.readAllBytes(cached)).isEqualTo(taken);
  }

  private static String compileTimed(Path output, Object... words) {
    Object[] all = Arrays.copyOf(new Object[] {"compile", "--target", "x64"}, 6 + words.length);
    all[3] = "--timing";
    all[4] = "-o";
    all[5] = output;
    System.arraycopy(words, 0, all, 6, words.length);
    Outcome outcome = Outcome.of(all);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome.err();
  }

  @Test
  void mistakesAreToldWithTheFileTheyAreIn() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.wat"), "(module\n (func i32.add))");
    String told = bad + ":2:8: type mismatch";
    assertThat(Outcome.of("compile", bad).err()).startsWith(told);
    assertThat(Outcome.of("compile", first, bad).err()).startsWith(told);
    assertThat(Outcome.of("compile", "--emit", "class", first, bad).err()).startsWith(told);
    assertThat(folder.resolve("first.jabiru")).doesNotExist();
    Path vectors =
        Files.writeString(
            folder.resolve("vectors.wat"), "(module (func (drop (v128.const i64x2 1 2))))");
    assertThat(Outcome.of("compile", first, vectors).err())
        .startsWith("jabiru: " + vectors + ": unsupported feature simd on target jvm: ");
  }

  @Test
  void whatIsOnlyForEmitIsWrongUsageWithoutIt() {
    assertThat(Outcome.of("compile", "--func", "one", first).err())
        .startsWith("jabiru: --func is only for --emit\n");
    assertThat(Outcome.of("compile", "--after", "gvn", first).code()).isEqualTo(2);
    assertThat(Outcome.of("compile", "--emit", "class", "--after", "gvn", first).err())
        .startsWith("jabiru: --after is only for --emit ir\n");
    assertThat(Outcome.of("compile", "-o", "", first).code()).isEqualTo(2);
    assertThat(folder.resolve("first.jabiru")).doesNotExist();
  }

  @Test
  void anArtifactIsForOldProcessorsUnlessOthersAreNamed() throws IOException {
    Path counts =
        Files.writeString(
            folder.resolve("counts.wat"),
            """
            (module (func (export "f") (param i32) (result i32)
              (i32.add (i32.popcnt (local.get 0)) (i32.ctz (local.get 0)))))
            """);
    Path out = folder.resolve("counts.jabiru");
    assertThat(Outcome.of("compile", "--target", "x64", "--no-cache", counts).code()).isZero();
    assertThat(Outcome.of("inspect", out).out()).contains("\ncpu       sse4.1, popcnt\n");
    assertThat(Outcome.of("objdump", out).out()).contains("popcnt").doesNotContain("tzcnt");
    byte[] usual = Files.readAllBytes(out);
    for (String word : List.of("x86-64-v2", "-bmi1", "x86-64,+popcnt,+sse4_1")) {
      compileFor(word, counts);
      assertThat(out).hasBinaryContent(usual);
    }
    compileFor("x86-64", counts);
    assertThat(Outcome.of("inspect", out).out()).contains("\ncpu       none\n");
    assertThat(Outcome.of("objdump", out).out()).doesNotContain("popcnt").doesNotContain("tzcnt");
    assertThat(Outcome.of("run", "--invoke", "f", out, 12).out()).isEqualTo("4\n");
    compileFor("+bmi1,-popcnt", counts);
    assertThat(Outcome.of("inspect", "--json", out).out())
        .containsPattern("\"cpu\"\\s*:\\s*\\[\\s*\"sse4.1\",\\s*\"bmi1\"\\s*\\]");
    assertThat(Outcome.of("objdump", out).out()).contains("tzcnt").doesNotContain("popcnt");
    String asm = Outcome.of("compile", "--emit", "asm", "--cpu", "x86-64,+bmi1", counts).out();
    assertThat(asm).contains("tzcnt").doesNotContain("popcnt");
    assertThat(Outcome.of("objdump", counts).out()).contains("popcnt").doesNotContain("tzcnt");
    assertThat(Outcome.of("objdump", "--cpu", "x86-64-v3", counts).out())
        .contains("popcnt")
        .contains("tzcnt");
    assertThat(Outcome.of("objdump", "--cpu", "x86-64-v3", out).err())
        .isEqualTo("jabiru: " + out + ": --cpu is for modules, this is an artifact\n");
  }

  private static void compileFor(String cpu, Path file) {
    Outcome made = Outcome.of("compile", "--target", "x64", "--cpu=" + cpu, "--no-cache", file);
    assertThat(made.code()).as(made.err()).isZero();
  }

  @Test
  void aProcessorThatNobodyKnowsIsWrongUsage() {
    String known =
        "is none of native, x86-64, x86-64-v2, x86-64-v3, +sse4.1, +popcnt, +lzcnt, +bmi1, +bmi2,"
            + " or one of the last with - for +\n";
    Outcome bad = Outcome.of("compile", "--target", "x64", "--cpu", "haswell", first);
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).startsWith("jabiru: --cpu: 'haswell' " + known);
    bad = Outcome.of("run", "--cpu", "x86-64,+telepathy", first);
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).startsWith("jabiru: --cpu: '+telepathy' " + known);
    bad = Outcome.of("compile", "--cpu", "native", first);
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).startsWith("jabiru: --cpu is only for --target x64\n");
    assertThat(folder.resolve("first.jabiru")).doesNotExist();
  }

  @Test
  void scriptsRunForTheProcessorThatIsAskedFor() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("s.wast"),
            "(module (func (export \"f\") (param i32) (result i32) (i32.popcnt (local.get 0))))\n"
                + "(assert_return (invoke \"f\" (i32.const 12)) (i32.const 2))");
    for (String cpu : List.of("x86-64", "x86-64-v2", "native,-popcnt")) {
      Outcome run = Outcome.of("wast", "--target", "x64", "--cpu", cpu, script);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).endsWith("2 passed, 0 failed, 0 skipped\n");
    }
    assertThat(Outcome.of("wast", "--cpu", "haswell", script).code()).isEqualTo(2);
    System.setProperty(CpuFeatures.PROPERTY, "x86-64-v2");
    try {
      Outcome lacking = Outcome.of("wast", "--target", "x64", "--cpu", "x86-64,+bmi2", script);
      assertThat(lacking.code()).isEqualTo(1);
      assertThat(lacking.err()).contains("the processor lacks bmi2").hasLineCount(1);
    } finally {
      System.clearProperty(CpuFeatures.PROPERTY);
    }
  }

  @Test
  void codeForAnotherProcessorIsRefusedUnlessThereAreClasses() {
    Path both = folder.resolve("both.jabiru");
    Path code = folder.resolve("code.jabiru");
    String cpu = "x86-64,+bmi2,+lzcnt";
    Outcome.of("compile", "--target", "x64,jvm", "--cpu", cpu, "-o", both, first);
    Outcome.of("compile", "--target", "x64", "--cpu", cpu, "-o", code, first);
    System.setProperty(CpuFeatures.PROPERTY, "x86-64-v2");
    try {
      String refusal =
          "the artifact's machine code is for processors with lzcnt, bmi2, which this one lacks";
      assertThat(Outcome.of("run", "--invoke", "sum", both, 40).out()).isEqualTo("42\n");
      assertThat(Outcome.of("run", "--invoke", "sum", code, 40))
          .isEqualTo(new Outcome(1, "", "jabiru: " + code + ": " + refusal + "\n"));
      assertThat(Outcome.of("run", "--target", "x64", "--invoke", "sum", both, 40).err())
          .isEqualTo("jabiru: " + both + ": " + refusal + "; the target jvm runs its classes\n");
      // A module is compiled for what there is.
      assertThat(Outcome.of("run", "--invoke", "sum", first, 40).out()).isEqualTo("42\n");
      assertThat(Outcome.of("run", "--target", "x64", "--cpu", cpu, first).err())
          .contains("the processor lacks lzcnt, bmi2");
    } finally {
      System.clearProperty(CpuFeatures.PROPERTY);
    }
  }
}
