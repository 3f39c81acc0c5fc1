// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.entity.Entity;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactJar;
import dev.jabiru.runtime.Engine;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.text.WatParser;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JARs of compiled modules in JVMs of their own, with neither compiler nor code generator. */
class JarTest {
  private static final String LIBRARY =
      """
      (module $lib
        (func $quotient (export "quotient") (param i32) (result i32)
          (i32.div_u (i32.const 100) (local.get 0))))
      """;

  private static final String GUEST =
      """
      (module
        (import "lib" "quotient" (func $quotient (param i32) (result i32)))
        (func $go (export "go") (param i32) (result i32) (call $quotient (local.get 0))))
      """;

  /** Writes its name, and ends with the number of its arguments. */
  private static final String PROGRAM =
      """
      (module
        (import "wasi_snapshot_preview1" "fd_write"
          (func $fd_write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "args_sizes_get"
          (func $sizes (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\\08\\00\\00\\00\\06\\00\\00\\00hello\\n")
        (func (export "_start")
          (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))
          (drop (call $sizes (i32.const 40) (i32.const 44)))
          (call $exit (i32.load (i32.const 40)))))
      """;

  private static final String EMBEDDER =
      """
      package app;

      import dev.jabiru.environ.ModuleCompiler;
      import dev.jabiru.runtime.*;

      public class Main {
        public static void main(String[] args) {
          Artifact modules = guests.first.WasmModules.load();
          Artifact others = guests.second.WasmModules.load(modules.engine());
          System.out.println("compiler: " + ModuleCompiler.find().isPresent());
          System.out.println(Main.class.getModule() + ", " + modules.getClass().getModule());
          for (Artifact each : new Artifact[] {modules, others}) {
            Instance instance =
                Linker.of(modules.engine())
                    .instantiate(Store.of(modules.engine()), each.module("main"));
            System.out.println(instance.func("go").call(5));
            try {
              instance.func("go").call(0);
            } catch (Trap e) {
              System.out.println(e.code() + " " + e.backtrace());
            }
          }
        }
      }
      """;

  private static final String TRAP =
      "INTEGER_DIVIDE_BY_ZERO [in func[0] \"quotient\" at 0x2c, in func[1] \"go\" at 0x35]";

  @TempDir private Path folder;

  /** The outcome of a JVM. */
  private record Run(int code, String output) {}

  private static ModuleCompiler.Input input(String name, String text, boolean isLinked) {
    byte[] binary = WatParser.parse(text, Features.defaults()).binary();
    return new ModuleCompiler.Input(name, Module.decode(binary, Features.defaults()), isLinked);
  }

  private Path jar(String packageName, ModuleCompiler.Input... modules) throws IOException {
    byte[] jar =
        ArtifactJar.write(
            ModuleCompiler.find()
                .orElseThrow()
                .compile(
                    List.of(modules),
                    packageName,
                    Set.of(Target.JVM),
                    Tunables.defaults(),
                    ModuleCompiler.Progress.NONE),
            packageName);
    return Files.write(folder.resolve(packageName + ".jar"), jar);
  }

  /** Two JARs with modules of the same names. */
  private List<Path> guests() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String name : List.of("guests.first", "guests.second")) {
      jars.add(jar(name, input("main", GUEST, false), input("lib", LIBRARY, true)));
    }
    return jars;
  }

  /** Where the modules are that running takes. */
  private static List<Path> runtime(Class<?>... more) throws URISyntaxException {
    List<Path> path = new ArrayList<>();
    List<Class<?>> modules =
        new ArrayList<>(List.of(Entity.class, Module.class, ModuleCompiler.class, Engine.class));
    modules.addAll(List.of(more));
    for (Class<?> each : modules) {
      path.add(Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
    return path;
  }

  private static String join(List<Path> first, List<Path> second) {
    List<String> path = new ArrayList<>();
    first.forEach(each -> path.add(each.toString()));
    second.forEach(each -> path.add(each.toString()));
    return String.join(File.pathSeparator, path);
  }

  private static Run java(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    return new Run(process.waitFor(), new String(output, StandardCharsets.UTF_8));
  }

  private Path compile(String option, String path, String... sources) throws IOException {
    Path out = folder.resolve("classes");
    List<String> command = new ArrayList<>(List.of("-proc:none", "-d", out.toString()));
    command.addAll(List.of(option, path));
    for (int i = 0; i < sources.length; i += 2) {
      Path source = folder.resolve("source").resolve(sources[i]);
      Files.createDirectories(source.getParent());
      command.add(Files.writeString(source, sources[i + 1]).toString());
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, command.toArray(String[]::new)))
        .isZero();
    return out;
  }

  @Test
  void jarsRunFromTheClassPath() throws Exception {
    String path = join(runtime(), guests());
    Path classes = compile("-cp", path, "app/Main.java", EMBEDDER);
    Run run = java("-cp", path + File.pathSeparator + classes, "app.Main");
    assertThat(run.output().lines())
        .hasSize(6)
        .startsWith("compiler: false")
        .endsWith("20", TRAP, "20", TRAP);
    assertThat(run.code()).isZero();
  }

  @Test
  void jarsRunFromTheModulePath() throws Exception {
    for (Path each : runtime()) {
      Assumptions.assumeTrue(
          !Files.isDirectory(each) || Files.exists(each.resolve("module-info.class")),
          () -> "NOT RUN: built without descriptors of modules: " + each);
    }
    String path = join(runtime(), guests());
    String descriptor = "module app { requires guests.first; requires guests.second; }";
    Path classes = compile("-p", path, "app/Main.java", EMBEDDER, "module-info.java", descriptor);
    Run run = java("-p", path + File.pathSeparator + classes, "-m", "app/app.Main");
    assertThat(run.output().lines())
        .containsExactly(
            "compiler: false", "module app, module dev.jabiru.runtime", "20", TRAP, "20", TRAP);
    assertThat(run.code()).isZero();
  }

  @Test
  void aProgramStartsByItself() throws Exception {
    Path jar = jar("hello", input("hello", PROGRAM, false));
    String path = join(runtime(WasiPreview1.class), List.of(jar));
    assertThat(java("-cp", path, "hello.WasmModules", "a", "b")).isEqualTo(new Run(3, "hello\n"));
  }

  @Test
  void aDamagedJarIsRefusedWhereItIsWanted() throws Exception {
    Path jar = jar("hello", input("hello", PROGRAM, false));
    byte[] bytes = Files.readAllBytes(jar);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf("\u00ca\u00fe\u00ba\u00be", text.indexOf("hello/hello/Code0.class")) + 50]++;
    Files.write(jar, bytes);
    Run run = java("-cp", join(runtime(WasiPreview1.class), List.of(jar)), "hello.WasmModules");
    assertThat(run.output())
        .contains(
            "damaged artifact: the class file of hello.hello.Code0 is not the one that was"
                + " compiled");
    assertThat(run.code()).isEqualTo(1);
  }
}
