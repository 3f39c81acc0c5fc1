// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code ./jabiru}, in a tree that looks built: it holds the script, as JARs what these
 * tests run, and sources older than those. Maven is a script that tells of its call.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final Path TOP = Path.of("").toAbsolutePath().getParent();

  @TempDir Path folder;
  private Path tree = Path.of("");

  @BeforeEach
  void build() throws IOException {
    // The name of a folder may have a space in it.
    tree = folder.toRealPath().resolve("a tree");
    Path lib = Files.createDirectories(tree.resolve("target/app/lib"));
    Files.createDirectories(tree.resolve("scripts"));
    Files.createDirectories(tree.resolve("cli/src/main"));
    for (String each : List.of("jabiru", "scripts/jdk.sh", "examples/hello/hello.wat")) {
      Files.createDirectories(tree.resolve(each).getParent());
      Files.copy(TOP.resolve(each), tree.resolve(each));
    }
    Files.writeString(tree.resolve("pom.xml"), "");
    Files.writeString(tree.resolve("cli/pom.xml"), "");
    Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\necho maven was called\nexit 1\n");
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    fill(lib);
    Files.writeString(tree.resolve("cli/src/main/Old.java"), "");
    Files.writeString(
        tree.resolve("target/app/built"),
        "pom.xml\n./cli/pom.xml\n./cli/src/main\n./cli/src/main/Old.java\n");
  }

  /** Packs the command and what it needs. */
  private void fill(Path lib) throws IOException {
    ModuleFinder all = ModuleFinder.compose(finders());
    Configuration needed =
        Configuration.resolveAndBind(
            ModuleFinder.of(),
            List.of(ModuleLayer.boot().configuration()),
            all,
            Set.of("dev.jabiru.cli"));
    for (ResolvedModule module : needed.modules()) {
      ModuleReference reference = all.find(module.name()).orElse(null);
      if (reference == null) {
        continue;
      }
      Path from = Path.of(reference.location().orElseThrow());
      Path jar = lib.resolve(module.name() + ".jar");
      if (Files.isDirectory(from)) {
        String[] words = {"-c", "-f", "" + jar, "--module-version", "9.9", "-C", "" + from, "."};
        assertThat(ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, words))
            .isZero();
      } else {
        Files.copy(from, jar);
      }
    }
  }

  private static ModuleFinder[] finders() {
    String paths =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<ModuleFinder> finders = new ArrayList<>();
    for (String each : paths.split(File.pathSeparator)) {
      Path path = Path.of(each);
      boolean isModule =
          Files.isDirectory(path)
              ? Files.exists(path.resolve("module-info.class"))
              : Files.exists(path);
      ModuleFinder finder = ModuleFinder.of(path);
      try {
        if (isModule && !finder.findAll().isEmpty()) {
          finders.add(finder);
        }
      } catch (FindException e) {
        // A JAR of a test's library that cannot be a module: the command does not need it.
        continue;
      }
    }
    return finders.toArray(ModuleFinder[]::new);
  }

  private Ran run(Path where, Map<String, String> variables, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put("JABIRU_JDK", System.getProperty("java.home"));
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().merge("PATH", folder.resolve("bin") + ":", (old, bin) -> bin + old);
    builder.environment().putAll(variables);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ran(
        process.exitValue(),
        Files.readString(folder.resolve("out"), StandardCharsets.UTF_8),
        Files.readString(folder.resolve("err"), StandardCharsets.UTF_8));
  }

  /** What a process came to. */
  private record Ran(int code, String out, String err) {}

  @Test
  void aCheckoutThatCannotBeBuiltInSaysSo() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.createDirectories(other.resolve("scripts"));
    for (String each : List.of("jabiru", "scripts/jdk.sh")) {
      Files.copy(TOP.resolve(each), other.resolve(each));
    }
    Files.writeString(other.resolve("target"), "in the way");
    assertThat(run(other, Map.of(), "./jabiru", "--version"))
        .isEqualTo(
            new Ran(
                69,
                "",
                "jabiru: not built yet, or sources have changed, and "
                    + other.toRealPath()
                    + "/target/app cannot be written to\n"));
  }

  @Test
  void itIsTheSameFromEveryFolderAndByEveryName() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/deep"));
    Files.createSymbolicLink(elsewhere.resolve("absolute"), tree.resolve("jabiru"));
    Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("../../a tree/jabiru"));
    Files.createSymbolicLink(elsewhere.resolve("twice"), Path.of("relative"));
    Files.createSymbolicLink(folder.resolve("bin/jabiru"), tree.resolve("jabiru"));
    Ran version = new Ran(0, "jabiru 9.9\n", "");
    assertThat(run(tree, Map.of(), "./jabiru", "--version")).isEqualTo(version);
    assertThat(tree.resolve("target/app/archives/all.jsa")).isNotEmptyFile();
    assertThat(tree.resolve("target/app/archives/artifact.jsa")).isNotEmptyFile();
    assertThat(run(Path.of("/"), Map.of(), tree + "/jabiru", "--version")).isEqualTo(version);
    for (String each : List.of("./absolute", "./relative", "./twice", "../../a tree/jabiru")) {
      assertThat(run(elsewhere, Map.of(), each, "--version")).as(each).isEqualTo(version);
    }
    assertThat(run(elsewhere, Map.of(), "sh", "-c", "jabiru --version")).isEqualTo(version);
    assertThat(run(elsewhere, Map.of(), "./twice", "run", tree + "/examples/hello/hello.wat"))
        .isEqualTo(new Ran(0, "Hello from WebAssembly\n", ""));
    assertThat(run(tree, Map.of("JABIRU_JAVA_OPTS", "-Xint -Xmx64m"), "./jabiru", "--version"))
        .isEqualTo(version);
  }

  /** What runs artifacts needs no compiler on the module path. */
  @Test
  void artifactsRunWithoutACompiler() throws Exception {
    String hello = tree.resolve("examples/hello/hello.wat").toString();
    String classes = folder.resolve("classes.jabiru").toString();
    String code = folder.resolve("code.jabiru").toString();
    assertThat(modular("compile", "--target", "jvm", hello, "-o", classes).code()).isZero();
    assertThat(modular("compile", "--target", "x64", hello, "-o", code).code()).isZero();
    Files.delete(tree.resolve("target/app/lib/dev.jabiru.compiler.jar"));
    Files.delete(tree.resolve("target/app/lib/dev.jabiru.codegen.jar"));
    assertThat(modular("run", classes)).isEqualTo(new Ran(0, "Hello from WebAssembly\n", ""));
    Ran native64 = modular("run", code);
    if (System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64")) {
      assertThat(native64).isEqualTo(new Ran(0, "Hello from WebAssembly\n", ""));
    } else {
      assertThat(native64.err()).contains("the target x64 cannot be used");
    }
    for (String command : List.of("objdump", "explore", "compile")) {
      assertThat(modular(command, command.equals("objdump") ? code : hello))
          .as(command)
          .isEqualTo(new Ran(1, "", "jabiru: this installation has no compiler\n"));
    }
  }

  private Ran modular(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=dev.jabiru.runtime,dev.jabiru.wasi");
    command.addAll(List.of("-p", tree.resolve("target/app/lib").toString()));
    command.addAll(List.of("-m", "dev.jabiru.cli/dev.jabiru.cli.Main"));
    command.addAll(List.of(words));
    Ran ran = run(tree, Map.of(), command.toArray(String[]::new));
    return ran.err().startsWith("wrote ") ? new Ran(ran.code(), ran.out(), "") : ran;
  }

  /**
   * There, classes are in no JAR, so that nothing but their modules tells what version they are.
   */
  @Test
  void itRunsFromAnImageOfItsOwn() throws Exception {
    String image = folder.resolve("image").toString();
    String[] words = {
      "-p",
      tree.resolve("target/app/lib").toString(),
      "--add-modules",
      "dev.jabiru.cli,dev.jabiru.compiler",
      "--output",
      image
    };
    assertThat(ToolProvider.findFirst("jlink").orElseThrow().run(System.out, System.err, words))
        .isZero();
    String java = image + "/bin/java";
    String enabled = "--enable-native-access=dev.jabiru.runtime,dev.jabiru.wasi";
    String main = "dev.jabiru.cli/dev.jabiru.cli.Main";
    Ran version = run(tree, Map.of(), java, enabled, "-m", main, "--version");
    assertThat(version).isEqualTo(new Ran(0, "jabiru 9.9\n", ""));
    String hello = tree.resolve("examples/hello/hello.wat").toString();
    Map<String, String> cache = Map.of("JABIRU_CACHE", folder.resolve("cache").toString());
    for (int i = 0; i < 2; i++) {
      assertThat(run(tree, cache, java, enabled, "-m", main, "run", hello))
          .isEqualTo(new Ran(0, "Hello from WebAssembly\n", ""));
    }
  }

  /** As services are started. */
  @Test
  void itNeedsNoHome() throws Exception {
    Ran ran = run(tree, Map.of(), "env", "-u", "HOME", "-u", "JABIRU_JDK", "./jabiru", "--version");
    assertThat(ran.err()).doesNotContain("HOME");
    assertThat(ran.code()).isIn(0, 69);
  }

  @Test
  void whatIsNoJdkIsRefusedByName() throws Exception {
    Ran ran = run(tree, Map.of("JABIRU_JDK", "/no/jdk"), "./jabiru", "--version");
    assertThat(ran)
        .isEqualTo(new Ran(69, "", "jabiru: JABIRU_JDK is /no/jdk, which is no JDK 25 or newer\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a changed file", "a new file", "a file less"})
  void changedSourcesAreBuilt(String change) throws Exception {
    Path sources = tree.resolve("cli/src/main");
    Path changed =
        switch (change) {
          case "a changed file" -> sources.resolve("Old.java");
          case "a new file" -> Files.writeString(sources.resolve("New.java"), "").getParent();
          default -> {
            Files.delete(sources.resolve("Old.java"));
            yield sources;
          }
        };
    // Later than what was built, whatever the resolution of the clock.
    Files.setLastModifiedTime(
        changed, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 10_000));
    Ran ran = run(tree, Map.of(), "./jabiru", "--version");
    assertThat(ran.code()).isEqualTo(69);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .startsWith("jabiru: building (first use, or sources changed) ...\n")
        .contains("maven was called")
        .endsWith("jabiru: the build failed\n");
  }
}
