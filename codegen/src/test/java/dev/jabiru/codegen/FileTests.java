// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every file of {@code tests/filetests}; {@link JirFile} says what is in one. */
class FileTests {
  private static final Path ROOT = Path.of("../tests/filetests");

  @TestFactory
  List<DynamicTest> files() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(ROOT)) {
      for (Path path : paths.filter(p -> p.toString().endsWith(".jir")).sorted().toList()) {
        tests.add(
            DynamicTest.dynamicTest(
                ROOT.relativize(path).toString(), () -> new JirFile(path).run()));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }
}
