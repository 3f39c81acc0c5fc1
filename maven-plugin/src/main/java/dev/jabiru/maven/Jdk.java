// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/** Finds a Java that the compiler runs on. */
final class Jdk {
  /** The oldest Java that the compiler runs on. */
  static final int OLDEST = 25;

  private Jdk() {}

  /**
   * {@return the {@code java} of the JDK that the build has chosen, else of one among Maven's
   * toolchains, else the one that runs Maven; empty if none is new enough}
   *
   * @param toolchains Maven's toolchains
   * @param session the build
   * @param own the version of the Java that runs Maven
   */
  static Optional<Path> find(ToolchainManager toolchains, MavenSession session, int own) {
    Optional<Path> chosen = java(toolchains.getToolchainFromBuildContext("jdk", session));
    if (chosen.isPresent()) {
      return chosen;
    }
    List<Toolchain> fitting =
        toolchains.getToolchains(session, "jdk", Map.of("version", "[" + OLDEST + ",)"));
    for (Toolchain each : fitting == null ? List.<Toolchain>of() : fitting) {
      Optional<Path> java = java(each);
      if (java.isPresent()) {
        return java;
      }
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return own >= OLDEST ? Optional.of(java) : Optional.empty();
  }

  private static Optional<Path> java(@Nullable Toolchain toolchain) {
    String java = toolchain == null ? null : toolchain.findTool("java");
    return Optional.ofNullable(java).map(Path::of).filter(each -> version(each) >= OLDEST);
  }

  /**
   * {@return the version in the file {@code release}, which every JDK has; 0 if it says none}
   *
   * @param java the JDK's {@code bin/java}
   */
  static int version(Path java) {
    Path bin = java.toAbsolutePath().getParent();
    Path home = bin == null ? null : bin.getParent();
    if (home == null) {
      return 0;
    }
    try {
      for (String line : Files.readAllLines(home.resolve("release"))) {
        if (line.startsWith("JAVA_VERSION=")) {
          String digits = line.replaceAll("^JAVA_VERSION=\"?(\\d*).*", "$1");
          return digits.isEmpty() || digits.length() > 6 ? 0 : Integer.parseInt(digits);
        }
      }
    } catch (IOException e) {
      return 0; // no JDK, or none of ours
    }
    return 0;
  }
}
