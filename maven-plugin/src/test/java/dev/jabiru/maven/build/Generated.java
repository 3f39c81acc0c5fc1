// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.ModuleCompiler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A project in a folder: what the plugin makes of its modules, and what javac makes of that. */
final class Generated {
  final Path folder;
  final Path resources;
  final Path sources;
  final Path classes;
  final List<String> arguments = new ArrayList<>();
  String errors = "";

  Generated(Path folder) {
    this.folder = folder;
    this.resources = folder.resolve("resources");
    this.sources = folder.resolve("sources");
    this.classes = folder.resolve("classes");
  }

  Generated module(String name, String text) throws IOException {
    return with("--module", name, file(name, text));
  }

  Generated link(String name, String text) throws IOException {
    return with("--link", name, file(name, text));
  }

  private String file(String name, String text) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve(name + ".wat"), text).toString();
  }

  Generated with(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** Compiles the modules; returns the exit code. */
  int run(String... targets) throws IOException {
    List<String> all = new ArrayList<>(arguments);
    for (String target : targets) {
      all.addAll(List.of("--target", target));
    }
    all.addAll(List.of("--resource", "META-INF/jabiru/test.jabiru", "--loader", "Guests"));
    all.addAll(List.of("--resources", resources.toString(), "--sources", sources.toString()));
    all.addAll(List.of("--package", "guest"));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(all, new PrintStream(OUT), new PrintStream(err, true, StandardCharsets.UTF_8));
    errors = err.toString(StandardCharsets.UTF_8);
    return status;
  }

  private static final ByteArrayOutputStream OUT = new ByteArrayOutputStream();

  /** Compiles the sources, and others; what javac has to say is an error. */
  ClassLoader compile(Path... more) throws IOException {
    Files.createDirectories(classes);
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      List<Path> all = new ArrayList<>(Arrays.asList(more));
      try (Stream<Path> found = Files.walk(sources)) {
        found.filter(each -> each.toString().endsWith(".java")).forEach(all::add);
      }
      List<String> options =
          List.of(
              "-Xlint:all,-path,-classfile,-requires-automatic",
              "-Xdoclint:all/protected",
              "-Werror",
              "-encoding",
              "US-ASCII",
              "-proc:none",
              "-d",
              classes.toString());
      boolean fine =
          javac
              .getTask(messages, files, null, options, null, files.getJavaFileObjectsFromPaths(all))
              .call();
      assertThat(fine).as(messages.toString()).isTrue();
      assertThat(messages.toString()).isEmpty();
    }
    URL[] roots = {classes.toUri().toURL(), resources.toUri().toURL()};
    return new URLClassLoader(roots, ModuleCompiler.class.getClassLoader());
  }

  String source(String type) throws IOException {
    return Files.readString(sources.resolve("guest/" + type + ".java"));
  }
}
