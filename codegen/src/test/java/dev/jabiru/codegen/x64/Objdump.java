// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The independent disassembler. */
final class Objdump {
  private Objdump() {}

  /**
   * {@return the instructions in some code, a text each}; aborts the test if there is no objdump.
   */
  static List<String> disassemble(Path folder, byte[] code)
      throws IOException, InterruptedException {
    List<String> found = new ArrayList<>();
    for (String line : lines(folder.resolve("code.bin"), code)) {
      int tab = line.indexOf('\t');
      String text = line.substring(tab + 1).replaceAll("\\s*#.*", "");
      found.add(text.trim().replaceAll("\\s+", " "));
    }
    return found;
  }

  /** {@return the lines with instructions as they are}; aborts the test if there is no objdump. */
  static List<String> lines(Path file, byte[] code) throws IOException, InterruptedException {
    Path out = file.resolveSibling("code.txt");
    Files.write(file, code);
    try {
      Process process =
          new ProcessBuilder(
                  "objdump",
                  "-D",
                  "-b",
                  "binary",
                  "-m",
                  "i386:x86-64",
                  "-M",
                  "intel",
                  "--no-show-raw-insn",
                  file.toString())
              .redirectOutput(out.toFile())
              .start();
      assertThat(process.waitFor()).isZero();
    } catch (IOException e) {
      System.err.println(
          "NOT RUN: objdump (package binutils) is missing; the encodings of the x86-64 assembler"
              + " are not checked");
      Assumptions.abort("objdump is missing");
    }
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      if (line.indexOf('\t') >= 0) {
        found.add(line);
      }
    }
    return found;
  }
}
