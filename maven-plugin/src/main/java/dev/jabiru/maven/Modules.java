// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoFailureException;

/**
 * The modules of a project.
 *
 * @param files their files: those in the folder of modules in the order of their names, then those
 *     that are linked
 * @param arguments the same as arguments of {@code Main}, with the modules' names
 */
record Modules(List<Path> files, List<String> arguments) {
  /**
   * {@return the modules in a folder}
   *
   * @param given the folder; none are in one that does not exist
   * @param links {@code NAME=FILE} for each that the others import from
   * @throws MojoFailureException if a file is not there
   */
  static Modules find(Path given, List<String> links) throws IOException, MojoFailureException {
    Path folder = given.toAbsolutePath().normalize(); // so that equal files have equal paths
    List<Path> linked = new ArrayList<>();
    List<String> linkArguments = new ArrayList<>();
    for (String link : links) {
      String[] parts = split("links", link);
      Path file = folder.resolve(parts[1]).normalize();
      if (!Files.isRegularFile(file)) {
        throw new MojoFailureException("links: " + link + ": there is no file " + file);
      }
      linked.add(file);
      linkArguments.addAll(List.of("--link", parts[0], file.toString()));
    }
    List<Path> files = new ArrayList<>(in(folder));
    files.removeAll(linked);
    List<String> arguments = new ArrayList<>();
    for (Path file : files) {
      arguments.addAll(List.of("--module", stem(file), file.toString()));
    }
    files.addAll(linked);
    arguments.addAll(linkArguments);
    return new Modules(List.copyOf(files), List.copyOf(arguments));
  }

  /** {@return how many there are, for people} */
  String count() {
    return files.size() == 1 ? "1 module" : files.size() + " modules";
  }

  /** {@return what is before and after the equals sign} */
  static String[] split(String parameter, String text) throws MojoFailureException {
    String[] parts = text.strip().split("\\s*=\\s*", 2);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new MojoFailureException(parameter + " wants two things with = between: " + text);
    }
    return parts;
  }

  private static List<Path> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    // By names and not as the system sorts paths: the same everywhere.
    Comparator<Path> byName =
        Comparator.comparing(file -> folder.relativize(file).toString().replace('\\', '/'));
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(".wasm") || file.toString().endsWith(".wat"))
          .sorted(byName)
          .toList();
    }
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.lastIndexOf('.'));
  }
}
