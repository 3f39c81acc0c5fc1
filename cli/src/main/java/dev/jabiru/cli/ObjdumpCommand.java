// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ImplementationLimitException;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.UnsupportedFeatureException;
import dev.jabiru.environ.artifact.ArtifactException;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.WasmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jabiru objdump}. */
@Command(
    name = "objdump",
    description =
        "Prints the code in an artifact, or what a module is compiled to: instructions with their"
            + " Wasm offsets, traps, and the names of functions that are called. Offsets of machine"
            + " code count from the start of .text.",
    mixinStandardHelpOptions = true)
final class ObjdumpCommand implements Callable<Integer> {
  @Mixin private FeatureOptions features;

  @Option(
      names = "--target",
      paramLabel = "T",
      description =
          "jvm or x64: which code of an artifact that has both; of a module, what to compile it to"
              + " (default x64)",
      completionCandidates = Usage.Targets.class)
  private @Nullable Target target;

  @Mixin private CpuOption cpu;

  @Option(names = "--module", paramLabel = "NAME", description = "only this module of an artifact")
  private @Nullable String module;

  @Option(
      names = "--func",
      paramLabel = "FUNC",
      description =
          "only this function, by index or name, or this piece of code between host and guest:"
              + " jabiru.NAME")
  private @Nullable String function;

  @Option(names = "--bytes", description = "print the bytes of machine instructions too")
  private boolean bytes;

  @Option(
      names = "--no-ir",
      description =
          "leave out the intermediate representation, which stands above the machine code that comes"
              + " from it when FILE is a module; an artifact does not hold it")
  private boolean noIr;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Parameters(paramLabel = "FILE", description = "an artifact, or a module, binary or text")
  private Path file;

  @Override
  public Integer call() throws IOException {
    Features on = features.features();
    InputFile.checkIsFile(file);
    byte[] read = Files.readAllBytes(file);
    // The tables that instructions are read by are the compiler's.
    ModuleCompiler compiler =
        ModuleCompiler.find().orElseThrow(() -> new BadInput("this installation has no compiler"));
    CodeDump dump = ArtifactFile.isArtifact(read) ? ofArtifact(read) : ofModule(read, on, compiler);
    if (json) {
      Json.print(dump.tree());
    } else {
      dump.print(System.out, bytes);
    }
    return ExitCode.OK;
  }

  private CodeDump ofArtifact(byte[] read) {
    if (cpu.isGiven()) {
      throw new BadInput(file + ": --cpu is for modules, this is an artifact");
    }
    CompilationArtifacts artifacts;
    try {
      artifacts = ArtifactFile.read(read);
      NativeCode code = artifacts.nativeCode().orElse(null);
      if (code != null && code.text().checksum() != code.textChecksum()) {
        throw new ArtifactException("damaged artifact: the checksum of .text does not match");
      }
    } catch (ArtifactException e) {
      throw new BadInput(file + ": " + e.getMessage());
    }
    if (target != null && !artifacts.targets().contains(target)) {
      throw new BadInput(file + ": the artifact has no code for " + name(target));
    }
    return new CodeDump(artifacts, choice(artifacts), null);
  }

  private CodeDump ofModule(byte[] read, Features on, ModuleCompiler compiler) {
    InputFile input = InputFile.of(file, read, on);
    Module decoded = input.decode(on);
    Target to = target == null ? Target.X64 : target;
    Tunables tunables =
        Tunables.defaults()
            .withGuardPages(to == Target.X64)
            .withCpu(cpu.orElse(CpuFeatures.PORTABLE));
    try {
      CompilationArtifacts artifacts =
          compiler.compile(
              List.of(new ModuleCompiler.Input(input.stem(), decoded)),
              Set.of(to),
              tunables,
              ModuleCompiler.Progress.NONE);
      return new CodeDump(
          artifacts, choice(artifacts), noIr ? null : new IrTexts(compiler, decoded, tunables));
    } catch (WasmException | UnsupportedFeatureException | ImplementationLimitException e) {
      throw input.badInput(e);
    }
  }

  private static String name(Target target) {
    return target.name().toLowerCase(Locale.ROOT);
  }

  /** What is asked for, of artifacts that have it: machine code where nothing is said. */
  private CodeDump.Choice choice(CompilationArtifacts artifacts) {
    boolean isNative = artifacts.targets().contains(Target.X64);
    Target chosen = target != null ? target : isNative ? Target.X64 : Target.JVM;
    return new CodeDump.Choice(chosen, module, function);
  }
}
