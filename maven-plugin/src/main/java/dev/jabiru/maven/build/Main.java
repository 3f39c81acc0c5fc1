// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The program that the plugin starts. On standard output, it writes a line for each file it made;
 * on standard error, why it made none.
 */
public final class Main {
  /** All went well. */
  static final int OK = 0;

  /** Something the user gave is wrong, and the lines on standard error say what. */
  static final int BAD_INPUT = 65;

  private Main() {}

  /**
   * Compiles; what cannot be expected ends in a stack trace and Java's exit code for that, 1.
   *
   * @param args what to do
   */
  public static void main(String[] args) {
    int status = run(List.of(args), System.out, System.err);
    System.out.flush();
    System.exit(status);
  }

  static int run(List<String> args, PrintStream out, PrintStream err) {
    try {
      for (Path made : Build.run(Request.parse(args))) {
        out.println(made);
      }
      return OK;
    } catch (BadBuildException e) {
      e.messages().forEach(err::println);
      return BAD_INPUT;
    } catch (IOException e) {
      // The JDK's file exceptions say no more than the file's name, but for their own.
      err.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      return BAD_INPUT;
    }
  }
}
