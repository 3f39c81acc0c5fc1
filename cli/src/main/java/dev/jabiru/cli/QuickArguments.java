// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.runtime.Config;
import dev.jabiru.wasi.Sharing;
import dev.jabiru.wasm.Features;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the plainest command lines of {@code jabiru run} without the option parser, which takes
 * longer to start than most guests run.
 *
 * <p>It never complains. What it does not know for certain is left to the option parser, which has
 * the one description of all options; a test holds the two against each other.
 */
final class QuickArguments {
  /** {@return what is asked for; null if that is for the option parser to say} */
  static @Nullable RunRequest read(String... args) {
    if (args.length < 2 || !args[0].equals("run")) {
      return null;
    }
    try {
      return new QuickArguments(args).request();
    } catch (InvalidPathException | NumberFormatException | TypeConversionException e) {
      return null;
    }
  }

  private final String[] words;
  private final List<RunRequest.Directory> directories = new ArrayList<>();
  private final List<String> variables = new ArrayList<>();
  private final List<String> flags = new ArrayList<>();
  private Config.@Nullable TargetChoice target;
  private @Nullable String invoke;
  private @Nullable String module;
  private @Nullable Long fuel;
  private @Nullable Duration timeout;
  private @Nullable Long maxMemory;
  private @Nullable Long maxStack;

  private QuickArguments(String[] words) {
    this.words = words;
  }

  private @Nullable RunRequest request() {
    int at = 1;
    while (at + 1 < words.length && words[at].startsWith("-")) {
      if (take(words[at])) {
        at++;
        continue;
      }
      String value = words[at + 1];
      if (value.isEmpty() || "-=+\"'".indexOf(value.charAt(0)) >= 0 || !take(words[at], value)) {
        return null;
      }
      at += 2;
    }
    if (at == words.length || words[at].isEmpty() || words[at].startsWith("-")) {
      return null;
    }
    return new RunRequest(
        Features.defaults(),
        target == null ? Config.TargetChoice.AUTO : target,
        null,
        directories,
        variables,
        invoke,
        module,
        fuel,
        timeout,
        maxMemory,
        maxStack,
        flags.contains("--large-memories"),
        !flags.contains("--no-cache"),
        List.of(),
        flags.contains("--trap-unknown-imports"),
        Path.of(words[at]),
        List.of(Arrays.copyOfRange(words, at + 1, words.length)));
  }

  /** Takes an option without a value; false if it is none, or there for the second time. */
  private boolean take(String option) {
    return switch (option) {
      case "--large-memories", "--no-cache", "--trap-unknown-imports" ->
          !flags.contains(option) && flags.add(option);
      default -> false;
    };
  }

  /** Takes an option; false if it is none of ours, or there for the second time. */
  private boolean take(String option, String value) {
    switch (option) {
      case "--dir":
        return directories.add(RunRequest.Directory.parse(value, Sharing.SHARED));
      case "--env":
        return variables.add(value);
      case "--invoke":
        boolean isFirst = invoke == null;
        invoke = value;
        return isFirst;
      case "--module":
        isFirst = module == null;
        module = value;
        return isFirst;
      case "--target":
        isFirst = target == null;
        switch (value) {
          case "auto" -> target = Config.TargetChoice.AUTO;
          case "jvm" -> target = Config.TargetChoice.JVM;
          case "x64" -> target = Config.TargetChoice.X64;
          default -> isFirst = false;
        }
        return isFirst;
      case "--fuel":
        isFirst = fuel == null;
        fuel = Long.valueOf(value);
        return isFirst;
      case "--timeout":
        isFirst = timeout == null;
        timeout = new Quantities.Time().convert(value);
        return isFirst;
      case "--max-memory":
        isFirst = maxMemory == null;
        maxMemory = new Quantities.Size().convert(value);
        return isFirst;
      case "--max-stack":
        isFirst = maxStack == null;
        maxStack = new Quantities.Size().convert(value);
        return isFirst && maxStack > 0;
      default:
        return false;
    }
  }
}
