// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The Java process that compiles.
 *
 * @param java the program to start
 * @param jvmOptions options for it
 * @param classPath the plugin, the compiler, and what they need
 */
record Compilation(Path java, List<String> jvmOptions, List<Path> classPath) {
  private static final String MAIN = "dev.jabiru.maven.build.Main";

  /** The exit code of {@link #MAIN} when the modules or the configuration are wrong. */
  private static final int BAD_INPUT = 65;

  /** What came of it. */
  sealed interface Outcome {}

  /**
   * It went well.
   *
   * @param files what it made
   */
  record Made(List<Path> files) implements Outcome {}

  /**
   * Modules or configuration are wrong.
   *
   * @param message what is wrong, a line each
   */
  record Wrong(String message) implements Outcome {}

  /**
   * The compiler is wrong.
   *
   * @param output what it printed
   */
  record Broken(String output) implements Outcome {}

  /** {@return the command line} */
  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    // Quick to start; big modules still get all of HotSpot.
    command.addAll(List.of("-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add(MAIN);
    command.addAll(arguments);
    return command;
  }

  /**
   * Runs to the end.
   *
   * @param arguments what to do
   * @param scratch a file for what it prints, which is removed afterwards
   */
  Outcome run(List<String> arguments, Path scratch) throws IOException, InterruptedException {
    Files.createDirectories(scratch.toAbsolutePath().getParent());
    Process process =
        new ProcessBuilder(command(arguments)).redirectError(scratch.toFile()).start();
    try {
      process.getOutputStream().close();
      List<String> made = process.inputReader(StandardCharsets.UTF_8).lines().toList();
      int status = process.waitFor();
      String errors = Files.readString(scratch).strip();
      return switch (status) {
        case 0 -> new Made(made.stream().map(Path::of).toList());
        case BAD_INPUT -> new Wrong(errors);
        default -> new Broken("exit code " + status + "\n" + errors);
      };
    } catch (UncheckedIOException e) {
      throw new IOException("the compiler's output ended: " + e.getMessage(), e);
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(scratch);
    }
  }
}
