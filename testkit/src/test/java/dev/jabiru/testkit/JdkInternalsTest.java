// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What {@code jdeps --jdk-internals} says of each library. */
final class JdkInternalsTest {
  @SuppressWarnings("unused") // named by the tests
  private static final Iterable<String> LIBRARIES = LibraryClasses.LIBRARIES;

  @ParameterizedTest
  @FieldSource("LIBRARIES")
  void usesNoInternalsOfTheJdk(String library) throws URISyntaxException {
    // Classes are read without their module descriptor's dependencies: those are on the class path
    // here.
    StringWriter out = new StringWriter();
    int status =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                "--jdk-internals",
                "--ignore-missing-deps",
                "--module-path",
                System.getProperty("java.class.path"),
                locationOf(library).toString());
    assertThat(status).as(out.toString()).isZero();
    assertThat(out.toString()).doesNotContain("JDK internal API");
  }

  private static Path locationOf(String library) throws URISyntaxException {
    String file = "dev/jabiru/" + library + "/package-info.class";
    URL url = JdkInternalsTest.class.getClassLoader().getResource(file);
    assertThat(url).as(file).isNotNull();
    String text = url.toString();
    return text.startsWith("jar:")
        ? Path.of(new java.net.URI(text.substring(4, text.indexOf('!'))))
        : Path.of(url.toURI()).getParent().getParent().getParent().getParent();
  }
}
