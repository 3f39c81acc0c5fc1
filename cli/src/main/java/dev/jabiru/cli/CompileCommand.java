// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.WasmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jabiru compile}. */
@Command(
    name = "compile",
    description =
        "Compiles modules, all of them into one artifact, which runs without the compiler.",
    mixinStandardHelpOptions = true)
final class CompileCommand implements Callable<Integer> {
  @Mixin private FeatureOptions features;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "the artifact; default the first file's name with the suffix .jabiru")
  private @Nullable Path output;

  @Option(names = "--fuel", description = "count fuel, so that the artifact can run with --fuel")
  private boolean fuel;

  @Option(
      names = "--not-interruptible",
      description = "leave out the checks through which a timeout stops a loop")
  private boolean notInterruptible;

  @Option(
      names = "--emit",
      paramLabel = "ir|class",
      description =
          "instead of an artifact, print the intermediate representation of functions, or write class"
              + " files into the folder OUT")
  private Emission.@Nullable Form emit;

  @Option(
      names = "--func",
      paramLabel = "FUNC",
      description = "which function --emit is about, by index or name; default all")
  private @Nullable String function;

  @Option(
      names = "--after",
      paramLabel = "PASS",
      defaultValue = "all",
      description =
          "the pass after which --emit ir prints: translate is before all of them, all after")
  private String after;

  @Option(names = "--timing", description = "say on standard error how long each phase took")
  private boolean timing;

  @Parameters(
      paramLabel = "[NAME=]FILE",
      arity = "1..*",
      description = "modules, binary or text; a module's name is its file's stem unless given")
  private List<String> files;

  @Override
  public Integer call() throws IOException {
    Features on = features.features();
    List<ModuleCompiler.Input> inputs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Path first = fileOf(files.getFirst());
    for (String each : files) {
      int equals = each.indexOf('=');
      InputFile input = InputFile.read(fileOf(each), on);
      String name = equals > 0 ? each.substring(0, equals) : input.stem();
      if (!names.add(name)) {
        throw new BadInput("two modules are named " + name + "; give one another name: NAME=FILE");
      }
      inputs.add(new ModuleCompiler.Input(name, input.decode(on)));
    }
    if (emit != null) {
      return new Emission(compiler(), tunables(), output).run(emit, inputs, function, after);
    }
    CompilationArtifacts artifacts = compile(inputs);
    Path target = output != null ? output : first.resolveSibling(inputs.get(0).name() + ".jabiru");
    write(target, ArtifactFile.write(artifacts));
    return ExitCode.OK;
  }

  /** The file of {@code [NAME=]FILE}. */
  private static Path fileOf(String argument) {
    return Path.of(argument.substring(argument.indexOf('=') + 1));
  }

  private static ModuleCompiler compiler() {
    return ModuleCompiler.find()
        .orElseThrow(() -> new BadInput("this installation has no compiler"));
  }

  private Tunables tunables() {
    return Tunables.defaults().withFuel(fuel).withInterruptible(!notInterruptible);
  }

  private CompilationArtifacts compile(List<ModuleCompiler.Input> inputs) {
    PhaseTimes times = new PhaseTimes();
    try (ProgressBar bar = new ProgressBar("compiling")) {
      return compiler().compile(inputs, tunables(), times.andThen(bar::at));
    } catch (WasmException e) {
      throw new BadInput(e.getMessage());
    } finally {
      if (timing) {
        times.print(System.err);
      }
    }
  }

  /** Writes beside the target first, so that the target is never half there. */
  private static void write(Path target, byte[] bytes) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.write(part, bytes);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
