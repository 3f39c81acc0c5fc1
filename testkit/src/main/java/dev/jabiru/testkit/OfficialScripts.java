// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the official scripts are, and what each of them needs. */
public final class OfficialScripts {
  private OfficialScripts() {}

  /**
   * {@return the folder of the scripts: what the environment variable {@code JABIRU_TESTSUITE}
   * names, or else {@code shared/testsuite} beside the checkout; empty if there is none}
   */
  public static Optional<Path> folder() {
    String named = System.getenv("JABIRU_TESTSUITE");
    if (named != null && !named.isEmpty()) {
      return Optional.of(Path.of(named)).filter(Files::isDirectory);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path beside = at.resolve("shared").resolve("testsuite");
      if (Files.isDirectory(beside)) {
        return Optional.of(beside);
      }
    }
    return Optional.empty();
  }

  /**
   * {@return the scripts in a folder and its subfolders, in the order of their paths; a file stands
   * for itself}
   *
   * @param path a folder or a file
   */
  public static List<Path> under(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      return files
          .filter(file -> Files.isRegularFile(file))
          .filter(file -> file.equals(path) || file.toString().endsWith(".wast"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return the features that a script is written for, judged by its folder}
   *
   * @param script the path of a script
   */
  public static Features features(Path script) {
    Features wasm3 = Features.defaults();
    for (Path folder : script.toAbsolutePath()) {
      switch (folder.toString()) {
        case "custom-page-sizes" -> {
          return wasm3.with(Feature.CUSTOM_PAGE_SIZES);
        }
        case "wide-arithmetic" -> {
          return wasm3.with(Feature.WIDE_ARITHMETIC);
        }
        case "legacy" -> {
          return wasm3.with(Feature.LEGACY_EXCEPTIONS);
        }
        case "threads" -> { // written against Wasm 2.0
          return wasm3.with(Feature.THREADS).without(Feature.MULTI_MEMORY, Feature.MEMORY64);
        }
        default -> {}
      }
    }
    return wasm3;
  }
}
