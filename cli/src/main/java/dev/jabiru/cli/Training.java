// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import java.nio.file.Path;

/**
 * What the launcher has a JVM watch to make its start-up archive: the ways in which programs start.
 */
public final class Training {
  private Training() {}

  /**
   * Runs a program as text, as class files, each from the cache too, and as an artifact.
   *
   * @param args the program, and a folder for files; {@code JABIRU_CACHE} names a folder in it
   */
  public static void main(String[] args) {
    String program = args[0];
    String artifact = Path.of(args[1], "artifact").toString();
    String[][] lines = {
      {"run", program},
      {"run", program},
      {"run", "--target", "jvm", program},
      {"run", "--target", "jvm", program},
      {"compile", "--target", "x64,jvm", program, "-o", artifact},
      {"run", artifact},
    };
    for (String[] line : lines) {
      int code = Main.execute(line);
      if (code != ExitCode.OK) {
        System.exit(code);
      }
    }
  }
}
