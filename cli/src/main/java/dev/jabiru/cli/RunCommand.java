// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Extern;
import dev.jabiru.runtime.Func;
import dev.jabiru.runtime.ImportType;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import dev.jabiru.runtime.StoreLimits;
import dev.jabiru.runtime.Trap;
import dev.jabiru.wasi.Sharing;
import dev.jabiru.wasi.WasiPreview1;
import dev.jabiru.wasm.FuncType;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
      description = "what to compile to: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})",
      defaultValue = "AUTO")
  private Config.TargetChoice target;

  @Option(
      names = "--dir",
      paramLabel = "HOST[::GUEST]",
      description = "give the guest a directory, under its own name or another; repeatable")
  private List<String> directories = List.of();

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
          "how long the guest may run before it is stopped (exit code 124): 500ms, 10s, 2m")
  private @Nullable Duration timeout;

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      converter = Quantities.Size.class,
      description = "how much memory the guest may have in all: 64M, 1G")
  private @Nullable Long maxMemory;

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
    if (Files.isDirectory(file)) {
      throw new BadInput(file + ": is a directory");
    }
    StoreLimits limits = StoreLimits.defaults();
    if (maxMemory != null) {
      limits = limits.withMemoryBytes(maxMemory);
    }
    Config config =
        Config.defaults()
            .withFeatures(features.features())
            .withTarget(target)
            .withFuel(fuel != null)
            .withLimits(limits);
    try (Engine engine = Engine.of(config);
        Store store = Store.of(engine);
        WasiPreview1 wasi = wasi()) {
      Module module = Modules.load(engine, file, moduleName);
      Linker linker = Linker.of(engine);
      wasi.addTo(linker);
      if (trapUnknownImports) {
        defineTraps(linker, module);
      }
      if (fuel != null) {
        store.setFuel(fuel);
      }
      Callable<Integer> body = () -> start(linker.instantiate(store, module));
      return timeout == null ? body.call() : store.callWithTimeout(timeout, body);
    }
  }

  private WasiPreview1 wasi() throws Exception {
    WasiPreview1.Builder builder =
        WasiPreview1.builder()
            .inheritStdio()
            // Straight to the descriptors: the guest's output is bytes, and it does its own
            // buffering.
            .stdout(new FileOutputStream(FileDescriptor.out))
            .stderr(new FileOutputStream(FileDescriptor.err))
            .args(String.valueOf(file.getFileName()))
            .args(args.toArray(String[]::new));
    for (String each : variables) {
      int equals = each.indexOf('=');
      if (equals >= 0) {
        builder.env(each.substring(0, equals), each.substring(equals + 1));
      } else if (System.getenv(each) != null) {
        builder.env(each, System.getenv(each));
      }
    }
    for (String each : directories) {
      int colons = each.indexOf("::");
      String host = colons >= 0 ? each.substring(0, colons) : each;
      String guest = colons >= 0 ? each.substring(colons + 2) : each;
      builder.preopen(guest, Path.of(host), Sharing.SHARED);
    }
    return builder.build();
  }

  private static void defineTraps(Linker linker, Module module) {
    for (ImportType each : module.imports()) {
      FuncType type = each.funcType().orElse(null);
      if (type != null && !linker.defines(each.module(), each.name())) {
        String name = each.module() + "." + each.name();
        linker.func(
            each.module(),
            each.name(),
            type,
            arguments -> {
              throw new Trap(TrapCode.UNREACHABLE, "call of " + name + ", which nobody provides");
            });
      }
    }
  }

  private int start(Instance instance) {
    if (invoke != null) {
      initialize(instance);
      Func function = function(instance, invoke);
      Values.print(
          System.out, function.callForResults(Values.parse(invoke, function.type(), args)));
      return ExitCode.OK;
    }
    Optional<Extern> start = instance.export("_start");
    if (start.isEmpty() || !(start.get() instanceof Func function)) {
      throw new BadInput(
          file
              + ": no function _start is exported; choose one with --invoke: "
              + exports(instance));
    }
    function.call();
    return ExitCode.OK;
  }

  /** A reactor wants to be initialised before anything else is called. */
  private static void initialize(Instance instance) {
    if (instance.export("_initialize").orElse(null) instanceof Func function) {
      function.call();
    }
  }

  private Func function(Instance instance, String name) {
    if (instance.export(name).orElse(null) instanceof Func function) {
      return function;
    }
    throw new BadInput(
        file + ": no function " + name + " is exported; there are: " + exports(instance));
  }

  private static String exports(Instance instance) {
    StringBuilder names = new StringBuilder();
    instance
        .exports()
        .forEach((name, item) -> {
          if (item instanceof Func) {
            names.append(names.isEmpty() ? "" : ", ").append(name);
          }
        });
    return names.isEmpty() ? "none" : names.toString();
  }
}
