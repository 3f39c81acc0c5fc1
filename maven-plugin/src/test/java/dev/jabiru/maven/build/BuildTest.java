// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.runtime.Artifact;
import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Store;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the plugin's process writes, and what it says where it does not. */
final class BuildTest {
  private static final String ONE = "(func (export \"one\") (result i32) (i32.const 1))";

  @TempDir private Path folder;

  private static Class<?> guests(Generated project) throws Exception {
    return project.compile().loadClass("guest.Guests");
  }

  private static int one(Artifact artifact, String module) {
    Store store = Store.of(artifact.engine());
    Instance instance = Linker.of(artifact.engine()).instantiate(store, artifact.module(module));
    return (int) instance.func("one").call();
  }

  @ParameterizedTest
  @CsvSource({"jvm,", "x64,", "x64,jvm"})
  void theLoaderTakesATargetThatIsThere(String first, String second) throws Exception {
    try (Engine engine = Engine.create()) {
      assumeTrue(
          first.equals("jvm") || engine.target() == Target.X64,
          () -> "NOT RUN: no machine code here: " + engine.targetReason());
    }
    Generated project = new Generated(folder).with("--guard-pages").module("m", ONE);
    String[] targets = second == null ? new String[] {first} : new String[] {first, second};
    assertThat(project.run(targets)).as(project.errors).isEqualTo(Main.OK);
    Artifact artifact = (Artifact) guests(project).getMethod("load").invoke(null);
    assertThat(artifact.engine().target()).hasToString(first.toUpperCase(java.util.Locale.ROOT));
    assertThat(one(artifact, "m")).isEqualTo(1);
  }

  @Test
  void theLoaderTakesTheTargetThatIsAskedFor() throws Exception {
    Generated project = new Generated(folder).module("m", ONE);
    assertThat(project.run("jvm", "x64")).isEqualTo(Main.OK);
    Config jvm = Config.defaults().withTarget(Config.TargetChoice.JVM);
    Class<?> guests = guests(project);
    Artifact artifact = (Artifact) guests.getMethod("load", Config.class).invoke(null, jvm);
    assertThat(artifact.engine().target()).isEqualTo(Target.JVM);
    try (Engine engine = Engine.of(jvm)) {
      artifact = (Artifact) guests.getMethod("load", Engine.class).invoke(null, engine);
      assertThat(artifact.engine()).isSameAs(engine);
    }
  }

  @Test
  void theLoadersConfigurationFitsTheSettings() throws Exception {
    Generated project =
        new Generated(folder).with("--fuel", "--not-interruptible").module("m", ONE);
    assertThat(project.run("jvm")).isEqualTo(Main.OK);
    Artifact artifact = (Artifact) guests(project).getMethod("load").invoke(null);
    assertThat(artifact.engine().config().fuel()).isTrue();
    assertThat(artifact.engine().config().interruptible()).isFalse();
  }

  @Test
  void aResourceThatIsMissingIsNamed() throws Exception {
    Generated project = new Generated(folder).module("m", ONE);
    assertThat(project.run("jvm")).isEqualTo(Main.OK);
    Files.delete(project.resources.resolve("META-INF/jabiru/test.jabiru"));
    Class<?> guests = guests(project);
    assertThatThrownBy(() -> guests.getMethod("load").invoke(null))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("there is no resource /META-INF/jabiru/test.jabiru");
  }

  @Test
  void linkedModulesAreInstantiatedBefore() throws Exception {
    Generated project =
        new Generated(folder)
            .module(
                "main",
                """
                (import "lib" "next" (func $next (param i32) (result i32)))
                (func (export "one") (result i32) (call $next (i32.const 0)))
                """)
            .link(
                "lib",
                """
                (func (export "next") (param i32) (result i32)
                  (i32.add (local.get 0) (i32.const 1)))
                """);
    assertThat(project.run("jvm", "x64")).as(project.errors).isEqualTo(Main.OK);
    Artifact artifact = (Artifact) guests(project).getMethod("load").invoke(null);
    assertThat(artifact.programs()).containsExactly("main");
    assertThat(one(artifact, "main")).isEqualTo(1);
  }

  @Test
  void theSameModulesGiveTheSameFiles() throws IOException {
    for (String each : new String[] {"a", "b"}) {
      Generated project = new Generated(folder.resolve(each)).module("m", ONE).module("n", ONE);
      assertThat(project.run("jvm", "x64")).isEqualTo(Main.OK);
    }
    for (String each :
        new String[] {
          "resources/META-INF/jabiru/test.jabiru",
          "sources/guest/M.java",
          "sources/guest/N.java",
          "sources/guest/Guests.java"
        }) {
      assertThat(folder.resolve("a").resolve(each))
          .hasSameBinaryContentAs(folder.resolve("b").resolve(each));
    }
    byte[] artifact = Files.readAllBytes(folder.resolve("a/resources/META-INF/jabiru/test.jabiru"));
    assertThat(ArtifactFile.targets(Bytes.of(artifact))).containsExactlyInAnyOrder(Target.values());
  }

  @Test
  void filesThatStayTheSameAreLeftAlone() throws IOException {
    Generated project = new Generated(folder).module("m", ONE);
    assertThat(project.run("jvm")).isEqualTo(Main.OK);
    Path source = project.sources.resolve("guest/M.java");
    Files.setLastModifiedTime(source, FileTime.fromMillis(0));
    assertThat(project.run("jvm")).isEqualTo(Main.OK);
    assertThat(Files.getLastModifiedTime(source).toMillis()).isZero();
  }

  @Test
  void everyBadModuleIsNamedWithItsPlace() throws IOException {
    Generated project =
        new Generated(folder)
            .module("good", ONE)
            .module("type", "(module\n  (func (result i32)\n    (i64.const 1)))")
            .module("vector", "(func (param v128))")
            .module("also", "(func (export \"x\") (result f32)\n (i32.const 0))");
    assertThat(project.run("jvm")).isEqualTo(Main.BAD_INPUT);
    assertThat(project.errors.lines())
        .satisfiesExactly(
            line ->
                assertThat(line).matches(".*/type\\.wat:3:\\d+: type mismatch: .* in func\\[0\\]"),
            line -> assertThat(line).contains("vector.wat: unsupported feature simd"),
            line -> assertThat(line).matches(".*/also\\.wat:2:\\d+: type mismatch: .*"));
    assertThat(project.resources).doesNotExist();
    assertThat(project.sources).doesNotExist();
  }

  @Test
  void everyMalformedFileIsNamedToo() throws IOException {
    Generated project =
        new Generated(folder).module("text", "(module\n  (fnc))").module("more", "(module");
    Files.write(folder.resolve("binary.wasm"), new byte[] {0, 'a', 's', 'm', 2, 0, 0, 0});
    project.with("--module", "binary", folder.resolve("binary.wasm").toString());
    project.module("type", "(func (result i32))");
    assertThat(project.run("jvm")).isEqualTo(Main.BAD_INPUT);
    assertThat(project.errors.lines())
        .satisfiesExactly(
            line -> assertThat(line).endsWith("text.wat:2:4: unknown operator fnc"),
            line -> assertThat(line).matches(".*/more\\.wat:1:\\d+: .*"),
            line -> assertThat(line).contains("binary.wasm: unknown binary version"),
            line -> assertThat(line).matches(".*/type\\.wat:1:\\d+: type mismatch: .*"));
  }

  @Test
  void aCycleOfLinksIsNamed() throws IOException {
    Generated project =
        new Generated(folder)
            .module("main", ONE)
            .link("a", "(import \"b\" \"f\" (func)) (func (export \"f\"))")
            .link("b", "(import \"a\" \"f\" (func)) (func (export \"f\"))");
    assertThat(project.run("jvm")).isEqualTo(Main.BAD_INPUT);
    assertThat(project.errors.lines()).hasSize(1);
    assertThat(project.errors).contains("a", "b", "cycle");
  }

  @Test
  void namesThatMeetAreNamed() throws IOException {
    Generated project =
        new Generated(folder)
            .module("a-b", ONE)
            .module("aB", ONE)
            .module("guests", ONE)
            .module("own", ONE)
            .with("--interface", "own", "no name", "--interface", "nobody", "X")
            .with("--module", "own", folder.resolve("own.wat").toString());
    assertThat(project.run("jvm")).isEqualTo(Main.BAD_INPUT);
    assertThat(project.errors.lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("guest.AB is the interface of a-b and the"),
            line -> assertThat(line).startsWith("guest.Guests is the loader and the interface of"),
            line -> assertThat(line).startsWith("'guest.no name', for the interface of own, is no"),
            line -> assertThat(line).startsWith("two modules are named own: "),
            line -> assertThat(line).isEqualTo("interfaces names nobody, which is no module"));
  }

  @Test
  void anInterfaceMayHaveAnyName() throws Exception {
    Generated project =
        new Generated(folder).module("m", ONE).with("--interface", "m", "other.place.Shape");
    assertThat(project.run("jvm")).isEqualTo(Main.OK);
    ClassLoader loader = project.compile();
    assertThat(loader.loadClass("other.place.Shape").getMethod("one")).isNotNull();
  }

  @Test
  void unknownTargetsAndFeaturesAreNamed() throws IOException {
    Generated project = new Generated(folder).module("m", ONE);
    assertThat(project.run("arm")).isEqualTo(Main.BAD_INPUT);
    assertThat(project.errors).startsWith("unknown target arm");
    assertThat(project.with("--feature", "telepathy").run("jvm")).isEqualTo(Main.BAD_INPUT);
    assertThat(project.errors).startsWith("unknown feature telepathy");
    project = new Generated(folder).module("n", ONE).with("--cpu", "x86-64-v7");
    assertThat(project.run("x64")).isEqualTo(Main.BAD_INPUT);
    assertThat(project.errors).startsWith("unknown CPU: 'x86-64-v7' is none of native, x86-64, ");
  }

  @Test
  void theLoaderTakesClassesWhereTheProcessorLacksWhatMachineCodeNeeds() throws Exception {
    Generated project = new Generated(folder).module("m", ONE).with("--cpu", "x86-64,+bmi2");
    assertThat(project.run("jvm", "x64")).as(project.errors).isEqualTo(Main.OK);
    System.setProperty(CpuFeatures.PROPERTY, "x86-64-v2");
    try {
      Artifact artifact = (Artifact) guests(project).getMethod("load").invoke(null);
      assertThat(artifact.engine().target()).isEqualTo(Target.JVM);
      assertThat(one(artifact, "m")).isEqualTo(1);
    } finally {
      System.clearProperty(CpuFeatures.PROPERTY);
    }
  }

  @Test
  void featuresAreSwitched() throws IOException {
    String text = "(func (export \"f\") (drop (i32.extend8_s (i32.const 1))))";
    Generated project = new Generated(folder).module("m", text);
    assertThat(project.run("jvm")).isEqualTo(Main.OK);
    project.with("--feature", "-sign-extension");
    assertThat(project.run("jvm")).isEqualTo(Main.BAD_INPUT);
  }
}
