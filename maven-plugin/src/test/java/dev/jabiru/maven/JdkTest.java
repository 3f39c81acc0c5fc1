// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which Java the compiler runs on. */
@SuppressWarnings("NullAway") // the session is not looked at
final class JdkTest {
  @TempDir private Path folder;

  private record Home(String java) implements Toolchain {
    @Override
    public String getType() {
      return "jdk";
    }

    @Override
    public String findTool(String tool) {
      return java;
    }
  }

  private record Toolchains(@Nullable Toolchain chosen, @Nullable List<Toolchain> others)
      implements ToolchainManager {
    @Override
    public @Nullable Toolchain getToolchainFromBuildContext(String type, MavenSession session) {
      return chosen;
    }

    @Override
    public @Nullable List<Toolchain> getToolchains(
        MavenSession session, String type, Map<String, String> requirements) {
      assertThat(requirements).containsExactly(Map.entry("version", "[25,)"));
      return others;
    }
  }

  private Home jdk(String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve("jdk" + version));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return new Home(home.resolve("bin/java").toString());
  }

  private static String find(
      @Nullable Toolchain chosen, @Nullable List<Toolchain> others, int own) {
    return Jdk.find(new Toolchains(chosen, others), null, own).map(Path::toString).orElse("none");
  }

  @Test
  void theBuildsChoiceComesFirst() throws IOException {
    Home chosen = jdk("25.0.1");
    assertThat(find(chosen, List.of(jdk("26")), 25)).isEqualTo(chosen.java());
  }

  @Test
  void anOlderChoiceIsPassedOver() throws IOException {
    Home other = jdk("26-ea");
    assertThat(find(jdk("17.0.2"), List.of(other), 25)).isEqualTo(other.java());
    assertThat(find(jdk("17.0.2"), null, 25)).startsWith(System.getProperty("java.home"));
    assertThat(find(jdk("17.0.2"), List.of(), 17)).isEqualTo("none");
    assertThat(find(null, List.of(), 24)).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({"25, 25", "25.0.1, 25", "26-ea, 26", "1.8.0_402, 1", "x, 0", "99999999, 0"})
  void versionsAreRead(String text, int version) throws IOException {
    assertThat(Jdk.version(Path.of(jdk(text).java()))).isEqualTo(version);
  }

  @Test
  void foldersWithoutARelease() {
    assertThat(Jdk.version(folder.resolve("bin/java"))).isZero();
    assertThat(Jdk.version(Path.of("/java"))).isZero();
  }
}
