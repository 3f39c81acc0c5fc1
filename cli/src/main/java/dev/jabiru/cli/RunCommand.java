// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.runtime.Config;
import dev.jabiru.wasi.Sharing;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jabiru run}. */
@Command(
    name = "run",
    description = "Runs a program: its _start function, or one named with --invoke.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private FeatureOptions features;

  @Option(
      names = "--target",
      paramLabel = "T",
      description = "what to compile to: auto, jvm or x64 (default auto)",
      completionCandidates = Usage.TargetChoices.class,
      defaultValue = "auto")
  private Config.TargetChoice target;

  @Mixin private CpuOption cpu;

  @Option(
      names = "--dir",
      paramLabel = "HOST[::GUEST]",
      description = "give the guest a directory, under its own name or another; repeatable")
  private List<String> directories = List.of();

  @Option(
      names = "--dir-unshared",
      paramLabel = "HOST[::GUEST]",
      description =
          "like --dir, for a directory to which nobody else writes meanwhile: the way to give one"
              + " where this system cannot guard it against links that are swapped in; repeatable")
  private List<String> unsharedDirectories = List.of();

  @Option(
      names = "--env",
      paramLabel = "K[=V]",
      description = "give the guest an environment variable, without =V the host's; repeatable")
  private List<String> variables = List.of();

  @Option(
      names = "--invoke",
      paramLabel = "FUNC",
      description = "call this export with the arguments, parsed by type, and print its results")
  private @Nullable String invoke;

  @Option(
      names = "--module",
      paramLabel = "NAME",
      description = "which module of an artifact to run, where it holds several")
  private @Nullable String moduleName;

  @Option(
      names = "--fuel",
      paramLabel = "N",
      description = "how many units of work the guest may do before it is stopped (exit code 125)")
  private @Nullable Long fuel;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      converter = Quantities.Time.class,
      description =
          "how long the guest may run before it is stopped (exit code 124): 500ms, 10s, 2m; a number"
              + " alone is seconds; on the target jvm, compiling a function is not cut short")
  private @Nullable Duration timeout;

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      converter = Quantities.Size.class,
      description = "how much memory the guest may have in all: 64M, 1G")
  private @Nullable Long maxMemory;

  @Option(
      names = "--max-stack",
      paramLabel = "SIZE",
      converter = Quantities.Size.class,
      description =
          "how much stack the guest may have: 64M for deep recursion; default that of a thread of"
              + " Java's")
  private @Nullable Long maxStack;

  @Option(
      names = "--large-memories",
      description =
          "on the target jvm, let memories that declare no maximum grow to 4 GiB instead of 2;"
              + " accesses to them are slower")
  private boolean largeMemories;

  @Option(
      names = "--no-cache",
      description = "compile even what is in the cache, and put nothing there")
  private boolean noCache;

  @Option(
      names = "--preload",
      paramLabel = "NAME=FILE",
      description =
          "instantiate this module first, for later ones and the program to import its exports"
              + " from NAME; repeatable")
  private List<String> preloads = List.of();

  @Option(
      names = "--trap-unknown-imports",
      description =
          "let functions that nobody provides trap when called, instead of failing to link")
  private boolean trapUnknownImports;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "a module (.wasm, .wat) or an artifact")
  private Path file;

  @Parameters(index = "1..*", paramLabel = "ARGS", description = "arguments of the program")
  private List<String> args = List.of();

  @Override
  public Integer call() throws Exception {
    if (fuel != null && fuel < 0) {
      throw new ParameterException(spec.commandLine(), "--fuel cannot be negative: " + fuel);
    }
    if (maxStack != null && maxStack == 0) {
      throw new ParameterException(spec.commandLine(), "--max-stack cannot be 0");
    }
    if (file.toString().equals("-")) {
      throw new ParameterException(
          spec.commandLine(), "a program cannot come from standard input: name its file");
    }
    return new ProgramRun(request()).run();
  }

  /** {@return what the command line asks for} */
  RunRequest request() {
    for (String each : variables) {
      if (each.isEmpty() || each.startsWith("=")) {
        throw new ParameterException(
            spec.commandLine(), "--env wants a variable's name: '" + each + "'");
      }
    }
    List<RunRequest.Directory> all = new ArrayList<>();
    addDirectories("--dir", directories, Sharing.SHARED, all);
    addDirectories("--dir-unshared", unsharedDirectories, Sharing.UNSHARED, all);
    List<RunRequest.Preload> first = new ArrayList<>();
    for (String each : preloads) {
      int equals = each.indexOf('=');
      if (equals <= 0 || equals == each.length() - 1) {
        throw new ParameterException(
            spec.commandLine(), "--preload wants NAME=FILE: '" + each + "'");
      }
      first.add(
          new RunRequest.Preload(each.substring(0, equals), Path.of(each.substring(equals + 1))));
    }
    return new RunRequest(
        features.features(),
        target,
        cpu.isGiven() ? cpu.orElse(CpuFeatures.ofThisMachine()) : null,
        all,
        variables,
        invoke,
        moduleName,
        fuel,
        timeout,
        maxMemory,
        maxStack,
        largeMemories,
        !noCache,
        first,
        trapUnknownImports,
        file,
        args);
  }

  private void addDirectories(
      String option, List<String> texts, Sharing sharing, List<RunRequest.Directory> all) {
    for (String each : texts) {
      try {
        all.add(RunRequest.Directory.parse(each, sharing));
      } catch (InvalidPathException e) {
        throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage());
      }
    }
  }
}
