// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.AbstractMojoExecutionException;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The goal on projects in a folder; the compiler runs in a process as it does in Maven. */
final class CompileMojoTest {
  private static final String ONE = "(func (export \"one\") (result i32) (i32.const 1))";

  @TempDir private Path folder;

  private final List<String> log = new ArrayList<>();
  private MavenProject project = new MavenProject();

  /** No JDK but the one that runs this. */
  private static final class NoToolchains implements ToolchainManager {
    @Override
    public @Nullable Toolchain getToolchainFromBuildContext(String type, MavenSession session) {
      return null;
    }

    @Override
    public List<Toolchain> getToolchains(
        MavenSession session, String type, Map<String, String> requirements) {
      return List.of();
    }
  }

  /** The goal as Maven would configure it without configuration. */
  private CompileMojo mojo() {
    project = new MavenProject();
    project.setBuild(new Build());
    project.getBuild().setDirectory(folder.resolve("target").toString());
    CompileMojo mojo = new CompileMojo(new NoToolchains());
    mojo.sourceDirectory = folder.resolve("wasm").toFile();
    mojo.targets = List.of("jvm");
    mojo.packageName = "guest";
    mojo.cpu = "x86-64-v2";
    mojo.loader = "WasmModules";
    mojo.resource = "META-INF/jabiru/test.jabiru";
    mojo.interruptible = true;
    mojo.jvmOptions = List.of("-XX:TieredStopAtLevel=1"); // for many short runs
    mojo.sourcesOutput = folder.resolve("target/java").toFile();
    mojo.resourcesOutput = folder.resolve("target/resources").toFile();
    mojo.project = project;
    mojo.plugin = new PluginDescriptor();
    List<Artifact> artifacts = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (Files.exists(Path.of(entry))) {
        Artifact artifact =
            new DefaultArtifact(
                "g", "a", "1", "runtime", "jar", "", new DefaultArtifactHandler("jar"));
        artifact.setFile(new File(entry));
        artifacts.add(artifact);
      }
    }
    mojo.plugin.setArtifacts(artifacts);
    mojo.execution = new MojoExecution(new MojoDescriptor(), "default");
    mojo.setLog(
        new SystemStreamLog() {
          @Override
          public void info(CharSequence content) {
            log.add(content.toString());
          }

          @Override
          public boolean isDebugEnabled() {
            return false;
          }
        });
    return mojo;
  }

  private void module(String file, String text) throws IOException {
    Path path = folder.resolve("wasm").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** Runs the goal; returns the last line it logged. */
  private String run(CompileMojo mojo) throws AbstractMojoExecutionException {
    mojo.execute();
    return log.get(log.size() - 1);
  }

  private Path made(String file) {
    return folder.resolve("target").resolve(file);
  }

  @Test
  void whatIsMadeIsPartOfTheProject() throws Exception {
    module("b.wat", ONE);
    module("deep/a.wat", ONE);
    module("notes.txt", "no module");
    CompileMojo mojo = mojo();
    mojo.links = List.of(" lib = deep/a.wat ");
    mojo.interfaces = List.of("b=Bee");
    assertThat(run(mojo)).isEqualTo("compiling 2 modules to META-INF/jabiru/test.jabiru");
    assertThat(made("resources/META-INF/jabiru/test.jabiru")).isRegularFile();
    assertThat(made("java/guest")).isDirectoryContaining("glob:**/Bee.java");
    assertThat(made("java/guest")).isDirectoryContaining("glob:**/Lib.java");
    assertThat(made("java/guest")).isDirectoryContaining("glob:**/WasmModules.java");
    assertThat(project.getCompileSourceRoots()).containsExactly(made("java").toString());
    assertThat(project.getBuild().getResources())
        .extracting(Resource::getDirectory)
        .containsExactly(made("resources").toString());
    assertThat(made("java/guest/Bee.java")).content().doesNotContain("jspecify");
  }

  @Test
  void whatIsUnchangedIsNotCompiledAgain() throws Exception {
    module("a.wat", ONE);
    assertThat(run(mojo())).startsWith("compiling");
    CompileMojo second = mojo();
    second.jvmOptions = List.of("-Xno-such-option"); // nothing is started
    Files.setLastModifiedTime(folder.resolve("wasm/a.wat"), FileTime.fromMillis(0));
    assertThat(run(second)).isEqualTo("up to date: 1 module");
    assertThat(project.getCompileSourceRoots()).containsExactly(made("java").toString());
    assertThat(project.getBuild().getResources()).hasSize(1);
  }

  @Test
  void whateverChangesIsCompiledAgain() throws Exception {
    module("a.wat", ONE);
    run(mojo());
    module("a.wat", ONE.replace('1', '2'));
    assertThat(run(mojo())).as("a module").startsWith("compiling");
    module("b.wat", ONE);
    assertThat(run(mojo())).as("another module").startsWith("compiling");
    Files.delete(made("java/guest/B.java"));
    assertThat(run(mojo())).as("a source that is gone").startsWith("compiling");
    assertThat(made("java/guest/B.java")).exists();
    Files.writeString(made("resources/META-INF/jabiru/test.jabiru"), "changed");
    assertThat(run(mojo())).as("a changed artifact").startsWith("compiling");
    CompileMojo fuel = mojo();
    fuel.fuel = true;
    assertThat(run(fuel)).as("a setting").startsWith("compiling");
    CompileMojo again = mojo();
    again.fuel = true;
    assertThat(run(again)).startsWith("up to date");
  }

  @Test
  void sourcesOfModulesThatAreGoneGoToo() throws Exception {
    module("a.wat", ONE);
    module("b.wat", ONE);
    run(mojo());
    Files.delete(folder.resolve("wasm/b.wat"));
    run(mojo());
    assertThat(made("java/guest/A.java")).exists();
    assertThat(made("java/guest/B.java")).doesNotExist();
    Files.delete(folder.resolve("wasm/a.wat"));
    assertThat(run(mojo())).startsWith("no modules in ");
    assertThat(made("java/guest/A.java")).doesNotExist();
    assertThat(made("resources/META-INF/jabiru/test.jabiru")).doesNotExist();
    assertThat(project.getCompileSourceRoots()).isEmpty();
  }

  @Test
  void aBadModuleFailsTheBuildWithItsPlaceAndNoCause() throws Exception {
    module("a.wat", ONE);
    run(mojo());
    module("a.wat", "(module\n  (func (result i32)))");
    assertThatThrownBy(() -> mojo().execute())
        .isExactlyInstanceOf(MojoFailureException.class)
        .hasNoCause()
        .message()
        .matches(folder + "/wasm/a\\.wat:2:\\d+: type mismatch: [^\n]*");
    assertThat(made("resources/META-INF/jabiru/test.jabiru")).doesNotExist();
    module("b.wat", "(func (result f32))");
    assertThatThrownBy(() -> mojo().execute())
        .message()
        .satisfies(text -> assertThat(text.strip()).hasLineCount(2).contains("a.wat:", "b.wat:1:"));
  }

  @Test
  void aCompilerThatDoesNotStartSaysWhy() throws Exception {
    module("a.wat", ONE);
    CompileMojo mojo = mojo();
    mojo.jvmOptions = List.of("-Xno-such-option");
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("exit code 1")
        .hasMessageContaining("Unrecognized option: -Xno-such-option");
  }

  @Test
  void wrongConfigurationIsNamed() throws Exception {
    module("a.wat", ONE);
    CompileMojo links = mojo();
    links.links = List.of("lib=nowhere.wat");
    assertThatThrownBy(links::execute)
        .isInstanceOf(MojoFailureException.class)
        .hasMessageStartingWith("links: lib=nowhere.wat: there is no file ");
    CompileMojo interfaces = mojo();
    interfaces.interfaces = List.of("Shape");
    assertThatThrownBy(interfaces::execute)
        .isInstanceOf(MojoFailureException.class)
        .hasMessage("interfaces wants two things with = between: Shape");
    CompileMojo resource = mojo();
    resource.resource = "../outside";
    assertThatThrownBy(resource::execute)
        .isInstanceOf(MojoFailureException.class)
        .hasMessage("'../outside' is no name of a resource");
  }

  @Test
  void nullIsMarkedWhereTheProjectHasTheAnnotations() throws Exception {
    module("a.wat", ONE);
    CompileMojo mojo = mojo();
    Dependency jspecify = new Dependency();
    jspecify.setGroupId("org.jspecify");
    jspecify.setArtifactId("jspecify");
    project.getDependencies().add(jspecify);
    run(mojo);
    assertThat(made("java/guest/A.java")).content().contains("@NullMarked");
    CompileMojo without = mojo();
    project.getDependencies().add(jspecify);
    without.nullMarked = false;
    run(without);
    assertThat(made("java/guest/A.java")).content().doesNotContain("NullMarked");
  }

  @Test
  void nothingIsDoneWhereNothingIsToDo() throws Exception {
    assertThat(run(mojo())).startsWith("no modules in ");
    module("a.wat", ONE);
    CompileMojo mojo = mojo();
    mojo.skip = true;
    assertThat(run(mojo)).isEqualTo("skipped");
    assertThat(folder.resolve("target")).doesNotExist();
  }
}
