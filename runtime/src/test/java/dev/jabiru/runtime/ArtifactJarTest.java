// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactException;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.artifact.ArtifactJar;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.text.WatParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts in the form of JARs, read from memory and through class loaders. */
class ArtifactJarTest {
  private static final String PACKAGE = "test.guests";

  private static final String MAIN =
      """
      (module
        (import "lib" "quotient" (func $quotient (param i32) (result i32)))
        (func $go (export "go") (param i32) (result i32) (call $quotient (local.get 0))))
      """;

  private static final String LIB =
      """
      (module $lib
        (func $quotient (export "quotient") (param i32) (result i32)
          (i32.div_u (i32.const 100) (local.get 0))))
      """;

  private static final String OTHER =
      "(module (func (export \"seven\") (result i32) (i32.const 7)))";

  private static final Engine ENGINE =
      Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));

  @TempDir private Path folder;

  private static ModuleCompiler.Input input(String name, String text, boolean isLinked) {
    byte[] binary = WatParser.parse(text, Features.defaults()).binary();
    return new ModuleCompiler.Input(
        name, dev.jabiru.wasm.Module.decode(binary, Features.defaults()), isLinked);
  }

  private static byte[] jar() {
    return jar(PACKAGE, Tunables.defaults());
  }

  private static byte[] jar(String packageName, Tunables tunables) {
    return ArtifactJar.write(
        ModuleCompiler.find()
            .orElseThrow()
            .compile(
                List.of(
                    input("main", MAIN, false),
                    input("class", OTHER, false),
                    input("lib", LIB, true)),
                packageName,
                Set.of(Target.JVM),
                tunables,
                ModuleCompiler.Progress.NONE),
        packageName);
  }

  private static Object go(Artifact artifact, int argument) {
    return Linker.of(artifact.engine())
        .instantiate(Store.of(artifact.engine()), artifact.module("main"))
        .func("go")
        .call(argument);
  }

  private static void runs(Artifact artifact) {
    assertThat(artifact.modules()).containsOnlyKeys("main", "class", "lib");
    assertThat(artifact.programs()).containsExactly("main", "class");
    assertThat(go(artifact, 5)).isEqualTo(20);
    assertThatThrownBy(() -> go(artifact, 0))
        .isInstanceOfSatisfying(
            Trap.class,
            trap ->
                assertThat(trap.backtrace())
                    .extracting(WasmFrame::name)
                    .containsExactly("quotient", "go"));
    Instance other = Instance.of(Store.of(artifact.engine()), artifact.module("class"));
    assertThat(other.func("seven").call()).isEqualTo(7);
  }

  /** What the JAR's own class gives, as a class loader of its own has it. */
  private static Artifact onClassPath(Engine engine, Path jar) throws Exception {
    URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, Engine.class.getClassLoader());
    return (Artifact)
        loader
            .loadClass(PACKAGE + ".WasmModules")
            .getMethod("load", Engine.class)
            .invoke(null, engine);
  }

  private Path file(byte[] jar) throws IOException {
    return Files.write(Files.createTempFile(folder, "guests", ".jar"), jar);
  }

  @Test
  void itRunsFromEverywhere() throws Exception {
    byte[] jar = jar();
    runs(ENGINE.load(jar));
    runs(ENGINE.load(new ByteArrayInputStream(jar)));
    runs(ENGINE.load(file(jar)));
    runs(onClassPath(ENGINE, file(jar)));
    assertThat(ArtifactFile.targets(Bytes.of(jar))).containsExactly(Target.JVM);
    try (Engine second = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM))) {
      runs(onClassPath(second, file(jar)));
    }
  }

  @Test
  void itIsTheSameEveryTime() {
    byte[] jar = jar();
    assertThat(jar()).isEqualTo(jar);
    assertThat(ArtifactJar.write(ArtifactFile.read(jar), PACKAGE)).isEqualTo(jar);
  }

  @Test
  void itsClassesAreWhereTheirNamesSay() throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {file(jar()).toUri().toURL()})) {
      for (String name : List.of("main.Code0", "class_.Code0", "lib.Context")) {
        assertThat(loader.loadClass(PACKAGE + "." + name).getName()).endsWith(name);
      }
    }
  }

  @Test
  void itMayBePackedAgain() throws Exception {
    byte[] packed = repack(jar(), name -> true);
    assertThat(packed).hasSizeLessThan(jar().length);
    runs(ENGINE.load(packed));
    runs(onClassPath(ENGINE, file(packed)));
  }

  /** The JAR with the entries wanted, compressed. */
  private static byte[] repack(byte[] jar, Predicate<String> wanted) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(jar));
        ZipOutputStream to = new ZipOutputStream(out)) {
      for (ZipEntry each = from.getNextEntry(); each != null; each = from.getNextEntry()) {
        if (wanted.test(each.getName())) {
          to.putNextEntry(new ZipEntry(each.getName()));
          from.transferTo(to);
          to.closeEntry();
        }
      }
    }
    return out.toByteArray();
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    assertThatThrownBy(() -> ENGINE.load(repack(jar(), name -> !name.contains("lib/Code"))))
        .isInstanceOf(ArtifactException.class)
        .hasMessage("damaged artifact: the class file of test.guests.lib.Code0 is missing");
    assertThatThrownBy(() -> ENGINE.load(repack(jar(), name -> !name.endsWith(".index"))))
        .isInstanceOf(ArtifactException.class)
        .hasMessage("not a Jabiru artifact: a JAR without compiled modules");
    Path withoutIndex = file(repack(jar(), name -> !name.endsWith(".index")));
    assertThatThrownBy(() -> onClassPath(ENGINE, withoutIndex))
        .cause()
        .isInstanceOf(ArtifactException.class)
        .hasMessageStartingWith("no compiled modules: there is no resource");
    assertThatThrownBy(() -> ENGINE.load(ArtifactJarTest.class))
        .isInstanceOf(ArtifactException.class);
    Artifact withoutClass =
        onClassPath(ENGINE, file(repack(jar(), name -> !name.contains("lib/Code"))));
    assertThatThrownBy(() -> go(withoutClass, 5))
        .isInstanceOf(ArtifactException.class)
        .hasMessage("damaged artifact: the class file of test.guests.lib.Code0 is missing");
  }

  /** On a class path each class file is checked before it is defined. */
  @Test
  void classFilesOfAnotherCompilationAreRefused() throws Exception {
    byte[] jar = jar();
    byte[] other = jar(PACKAGE, Tunables.defaults().withFuel(true));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream to = new ZipOutputStream(out)) {
      for (byte[] from : List.of(jar, other)) {
        ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(from));
        for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
          if ((from == other) == each.getName().equals("test/guests/lib/Code0.class")) {
            to.putNextEntry(new ZipEntry(each.getName()));
            in.transferTo(to);
            to.closeEntry();
          }
        }
      }
    }
    String message =
        "damaged artifact: the class file of test.guests.lib.Code0 is not the one that was compiled";
    assertThatThrownBy(() -> ENGINE.load(out.toByteArray())).hasMessage(message);
    Artifact mixed = onClassPath(ENGINE, file(out.toByteArray()));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> go(mixed, 5))
          .isInstanceOf(ArtifactException.class)
          .hasMessage(message);
    }
  }

  @Test
  void cutFilesAreRefused() {
    byte[] jar = jar();
    for (int length = 0; length < jar.length; length++) {
      byte[] cut = Arrays.copyOf(jar, length);
      assertThatThrownBy(() -> ENGINE.load(cut))
          .as("%d bytes", length)
          .isInstanceOf(ArtifactException.class);
    }
  }

  /** A changed byte that matters is refused; where none does, what is loaded is the same. */
  @Test
  void changedFilesAreRefusedOrTheSame() {
    byte[] jar = jar();
    var whole = ArtifactFile.read(jar());
    int refused = 0;
    for (int i = 0; i < jar.length; i++) {
      for (int bit : new int[] {1, 0x80}) {
        byte[] changed = jar.clone();
        changed[i] ^= (byte) bit;
        try {
          assertThat(ArtifactFile.read(changed)).as("byte %d", i).isEqualTo(whole);
        } catch (ArtifactException e) {
          assertThat(e.getMessage()).isNotBlank();
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(jar.length);
  }

  @Test
  void theIndexAloneIsRefused() throws IOException {
    ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar()));
    for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
      if (each.getName().endsWith(".index")) {
        byte[] index = in.readAllBytes();
        assertThatThrownBy(() -> ENGINE.load(index))
            .isInstanceOf(ArtifactException.class)
            .hasMessage("the index of a JAR without its class files: load the JAR");
        return;
      }
    }
    throw new AssertionError("no index");
  }

  @Test
  void anotherPackageIsRefused() {
    var artifacts = ArtifactFile.read(jar());
    assertThatThrownBy(() -> ArtifactJar.write(artifacts, "test.other"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
