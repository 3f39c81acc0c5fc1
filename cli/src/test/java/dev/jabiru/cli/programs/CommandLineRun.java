// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli.programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command line in a process of its own.
 *
 * @param exitCode the process's exit code
 * @param out its standard output
 * @param err its standard error
 */
record CommandLineRun(int exitCode, String out, String err) {
  static CommandLineRun of(String... args) throws IOException {
    return withInput(new byte[0], args);
  }

  /** With something on standard input. */
  static CommandLineRun withInput(byte[] input, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.jabiru.cli.Main"));
    command.addAll(List.of(args));
    Path in = Files.createTempFile("jabiru", ".in");
    Path err = Files.createTempFile("jabiru", ".err");
    try {
      Files.write(in, input);
      Process process =
          new ProcessBuilder(command)
              .redirectInput(in.toFile())
              .redirectError(err.toFile())
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("still running: " + command);
      }
      return new CommandLineRun(process.exitValue(), out, Files.readString(err));
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      Files.delete(in);
      Files.delete(err);
    }
  }
}
