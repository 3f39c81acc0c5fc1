// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * What the launcher has a JVM watch to make its start-up archives: the ways in which programs
 * start.
 */
public final class Training {
  private Training() {}

  /**
   * Runs a program: with {@code all} as text, as class files, each from the cache too, and as an
   * artifact, which it leaves in the folder; with {@code artifact} only as that, on both targets.
   *
   * @param args which, the program, and a folder for files; {@code JABIRU_CACHE} names a folder in
   *     it
   */
  public static void main(String[] args) {
    String program = args[1];
    String artifact = Path.of(args[2], "hello.jabiru").toString();
    String[][] ways = {
      {"run", program},
      {"run", program},
      {"run", "--target", "jvm", program},
      {"run", "--target", "jvm", program},
      {"compile", "--target", "x64,jvm", program, "-o", artifact},
      {"run", artifact},
      {"run", "--target", "jvm", artifact},
    };
    int first = args[0].equals("artifact") ? ways.length - 2 : 0;
    for (String[] line : List.of(ways).subList(first, ways.length)) {
      int code = Main.execute(line);
      if (code != ExitCode.OK) {
        System.exit(code);
      }
    }
  }
}
