// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is generated needs no exports on the module path. */
final class ModulePathTest {
  private static final String MAIN =
      """
      package guest;

      import dev.jabiru.runtime.Artifact;
      import dev.jabiru.runtime.Linker;
      import dev.jabiru.runtime.Store;

      class Main {
        public static void main(String[] args) {
          Artifact modules = Guests.load();
          Linker linker = Linker.of(modules.engine());
          Pair pair =
              Pair.of(linker.instantiate(Store.of(modules.engine()), modules.module(Pair.MODULE)));
          System.out.println(pair.swap(1, 2) + " in " + Main.class.getModule().getName());
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void packagesNeedNotBeExported() throws Exception {
    Generated project =
        new Generated(folder)
            .module(
                "pair",
                """
                (func (export "swap") (param i32 i32) (result i32 i32)
                  (local.get 1) (local.get 0))
                """);
    assertThat(project.run("jvm")).isEqualTo(Main.OK);
    Path out = folder.resolve("out");
    List<String> javac = new ArrayList<>(List.of("-proc:none", "-d", out.toString()));
    javac.addAll(List.of("-p", modulePath(), "-sourcepath", project.sources.toString()));
    javac.add(write(project.sources.resolve("guest/Main.java"), MAIN));
    javac.add(
        write(
            project.sources.resolve("module-info.java"),
            "module guest { requires dev.jabiru.runtime; }"));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, javac.toArray(String[]::new)))
        .isZero();
    Path resource = out.resolve("META-INF/jabiru/test.jabiru");
    Files.createDirectories(resource.getParent());
    Files.copy(project.resources.resolve("META-INF/jabiru/test.jabiru"), resource);
    assertThat(java(modulePath() + File.pathSeparator + out))
        .isEqualToIgnoringNewLines("SwapResults[result0=2, result1=1] in guest");
  }

  private static String write(Path file, String text) throws IOException {
    return Files.writeString(file, text).toString();
  }

  /** What of the class path are modules of the runtime. */
  private static String modulePath() {
    List<String> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      String name = entry.replace('\\', '/');
      for (String module : List.of("entity", "wasm", "environ", "runtime")) {
        if (name.contains("/" + module + "/target/") || name.contains("/jabiru-" + module + "-")) {
          path.add(entry);
        }
      }
    }
    return String.join(File.pathSeparator, path);
  }

  private static String java(String modulePath) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, "-Xshare:auto", "-p", modulePath, "-m", "guest/guest.Main")
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
