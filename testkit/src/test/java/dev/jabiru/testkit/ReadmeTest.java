// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What pages show of examples is what the build compiles and runs. */
final class ReadmeTest {
  private static final Path TOP = Path.of("").toAbsolutePath().getParent();

  @Test
  void theFrontPageShowsTheExamplesCode() throws IOException {
    String program =
        Files.readString(TOP.resolve("examples/embed/src/main/java/dev/example/embed/Main.java"));
    StringBuilder example = new StringBuilder();
    program
        .lines()
        .filter(line -> line.startsWith("import dev.jabiru.") || line.endsWith(".IntConsumer;"))
        .forEach(line -> example.append(line).append('\n'));
    example.append('\n');
    example.append(between(program, "// readme: begin\n", "// readme: end").stripIndent());
    assertThat(between(Files.readString(TOP.resolve("README.md")), "```java\n", "```"))
        .isEqualTo(example.toString());
  }

  @Test
  void thePluginsPageShowsTheExample() throws IOException {
    Path example = TOP.resolve("examples/plugin");
    String page = Files.readString(example.resolve("README.md"));
    String build = Files.readString(example.resolve("pom.xml"));
    assertThat(between(page, "```xml\n", "```"))
        .isEqualTo(between(build, "<!-- readme: begin -->\n", "      <!-- readme: end"));
    String program =
        Files.readString(example.resolve("src/main/java/dev/example/plugin/Main.java"));
    assertThat(page)
        .contains(
            "```java\n" + between(program, "// readme: begin\n", "      // readme: end") + "```");
  }

  private static String between(String text, String begin, String end) {
    assertThat(text).contains(begin);
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(end, from);
    assertThat(to).as(end).isNotNegative();
    return text.substring(from, to);
  }
}
