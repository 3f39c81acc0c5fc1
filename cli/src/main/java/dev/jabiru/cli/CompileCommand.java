// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ImplementationLimitException;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.UnsupportedFeatureException;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.artifact.ArtifactJar;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.runtime.CodeCache;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.WasmException;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
      description =
          "the artifact; default the first file's name with the suffix .jabiru. With the suffix .jar a"
              + " JAR for class paths and module paths. With --emit the text's file, default standard"
              + " output, or the class files' folder, default classes")
  private @Nullable Path output;

  @Option(
      names = "--target",
      paramLabel = "T",
      split = ",",
      description = "what to compile to: jvm, x64 or both, with a comma between them (default jvm)",
      completionCandidates = Usage.Targets.class,
      defaultValue = "jvm")
  private Set<Target> targets;

  @Option(
      names = "--link",
      paramLabel = "NAME=FILE",
      description =
          "compile this module too, and let the others' imports from NAME be its exports, with calls"
              + " that lead straight there; repeatable")
  private List<String> links = List.of();

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description =
          "the package of what is in a JAR, and the name of its module; default OUT without .jar")
  private @Nullable String packageName;

  @Mixin private CpuOption cpu;

  @Option(names = "--fuel", description = "count fuel, so that the artifact can run with --fuel")
  private boolean fuel;

  @Option(
      names = "--not-interruptible",
      description = "leave out the checks through which a timeout stops a loop")
  private boolean notInterruptible;

  @Option(
      names = "--no-guard-pages",
      description =
          "let machine code check all bounds itself: slower, and needs less address space and no"
              + " handler of faults to run")
  private boolean noGuardPages;

  @Option(
      names = {"-g", "--debug"},
      description =
          "let the machine code in the artifact say in DWARF which lines it comes from: of FILE, if it"
              + " is text; of the source that the module names, if it has DWARF itself; else its"
              + " offsets in the module count as lines")
  private boolean debug;

  @Option(
      names = "--large-memories",
      description = "let memories that declare no maximum grow to 4 GiB instead of 2")
  private boolean largeMemories;

  @Option(
      names = "--emit",
      paramLabel = "ir|class|asm",
      description =
          "instead of an artifact, print the intermediate representation of functions or the machine"
              + " instructions for x86-64, or write class files into the folder OUT",
      completionCandidates = Usage.Forms.class)
  private Emission.@Nullable Form emit;

  @Option(
      names = "--func",
      paramLabel = "FUNC",
      description = "which function --emit is about, by index or name; default all")
  private @Nullable String function;

  @Option(
      names = "--after",
      paramLabel = "PASS",
      description =
          "the pass after which --emit ir prints: translate is before all of them, all after")
  private @Nullable String after;

  @Option(
      names = "--no-cache",
      description =
          "compile to machine code even if that is in the cache, and do not put it there; with more"
              + " than one module or with classes the cache is not used")
  private boolean noCache;

  @Spec private CommandSpec spec;

  @Option(
      names = "--timing",
      description = "say on standard error how long each phase, stage and pass took")
  private boolean timing;

  @Parameters(
      paramLabel = "[NAME=]FILE",
      arity = "1..*",
      description = "modules, binary or text; a module's name is its file's stem unless given")
  private List<String> files;

  @Override
  public Integer call() throws IOException {
    Features on = features.features();
    checkOptions();
    List<InputFile> read = new ArrayList<>();
    List<ModuleCompiler.Input> inputs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Path first = fileOf(files.getFirst());
    for (String each : allFiles()) {
      InputFile input = InputFile.read(fileOf(each), on);
      String given = nameOf(each);
      String name = given.isEmpty() ? input.stem() : given;
      if (!names.add(name)) {
        throw new BadInput("two modules are named " + name + "; give one another name: NAME=FILE");
      }
      Module module = input.decode(on);
      if (debug) {
        module = input.withLines().decode(on);
      }
      read.add(input);
      inputs.add(new ModuleCompiler.Input(name, module, inputs.size() >= files.size()));
    }
    try {
      if (emit != null) {
        return new Emission(compiler(), tunables(), output)
            .run(emit, inputs, function, after == null ? "all" : after);
      }
      byte[] artifact =
          isJar()
              ? ArtifactJar.write(compile(inputs), packageName())
              : ArtifactFile.write(compile(inputs));
      Path target =
          output != null ? output : first.resolveSibling(inputs.get(0).name() + ".jabiru");
      OutputFile.write(target, artifact, read.stream().map(InputFile::path).toList());
      System.err.println(
          "wrote "
              + (OutputFile.isStandardOutput(target) ? "to standard output" : target)
              + ": "
              + (inputs.size() == 1 ? "1 module, " : inputs.size() + " modules, ")
              + +artifact.length
              + " bytes");
      return ExitCode.OK;
    } catch (WasmException | UnsupportedFeatureException | ImplementationLimitException e) {
      throw badInput(e, read, inputs);
    } catch (IllegalArgumentException e) {
      throw new BadInput(e.getMessage()); // they cannot be linked
    }
  }

  /** The option parser drops what is empty at a list's end. */
  private void checkTargets() {
    for (String each : spec.findOption("--target").originalStringValues()) {
      if (each.endsWith(",")) {
        throw new ParameterException(
            spec.commandLine(), "--target: a target is missing after the comma of '" + each + "'");
      }
    }
  }

  private void checkOptions() {
    checkTargets();
    if (output != null && output.toString().isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--output wants a file's name");
    }
    if (debug && !targets.contains(Target.X64)) {
      throw new ParameterException(spec.commandLine(), "--debug is only for --target x64");
    }
    if (cpu.isGiven() && !targets.contains(Target.X64) && emit != Emission.Form.ASM) {
      throw new ParameterException(spec.commandLine(), "--cpu is only for --target x64");
    }
    cpu.orElse(CpuFeatures.PORTABLE);
    if (isJar() && !targets.equals(Set.of(Target.JVM))) {
      throw new ParameterException(spec.commandLine(), "a JAR is only for --target jvm");
    }
    if (packageName != null && !isJar()) {
      throw new ParameterException(spec.commandLine(), "--package is only for --output NAME.jar");
    }
    if (isJar()) {
      checkPackageName(packageName());
    }
    if (function != null && emit == null) {
      throw new ParameterException(spec.commandLine(), "--func is only for --emit");
    }
    if (after != null && emit != Emission.Form.IR) {
      throw new ParameterException(spec.commandLine(), "--after is only for --emit ir");
    }
  }

  private boolean isJar() {
    return emit == null && output != null && output.toString().endsWith(".jar");
  }

  /** The package of what is generated. */
  private String packageName() {
    if (packageName != null || !isJar() || output == null) {
      return packageName == null ? ModuleCompiler.PACKAGE : packageName;
    }
    String file = String.valueOf(output.getFileName());
    String stem = file.substring(0, file.length() - ".jar".length());
    String name = stem.replaceAll("[^A-Za-z0-9_]", "_").replaceFirst("^([0-9])", "_$1");
    // Words of the language.
    return isPackageName(name) ? name : name + "_";
  }

  private static boolean isPackageName(String name) {
    try {
      ModuleDescriptor.newModule(name).packages(Set.of(name));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void checkPackageName(String name) {
    if (!isPackageName(name)) {
      throw new ParameterException(
          spec.commandLine(),
          "'" + name + "' cannot be the name of a package; choose one with --package");
    }
  }

  /** The mistake, with the file in which it is. */
  private BadInput badInput(
      RuntimeException mistake, List<InputFile> read, List<ModuleCompiler.Input> inputs) {
    for (int i = 0; i < read.size() && read.size() > 1; i++) {
      try {
        compiler().prepare(inputs.get(i).module(), tunables());
      } catch (WasmException | UnsupportedFeatureException | ImplementationLimitException e) {
        return read.get(i).badInput(e);
      }
    }
    return read.size() == 1
        ? read.getFirst().badInput(mistake)
        : new BadInput(mistake.getMessage());
  }

  private List<String> allFiles() {
    List<String> all = new ArrayList<>(files);
    for (String each : links) {
      if (nameOf(each).isEmpty()) {
        throw new BadInput("--link wants NAME=FILE: '" + each + "'");
      }
      all.add(each);
    }
    return all;
  }

  /** The name in {@code [NAME=]FILE}, which holds no slash: {@code ./a=b.wasm} is a file. */
  private static String nameOf(String argument) {
    int equals = argument.indexOf('=');
    return equals <= 0 || argument.lastIndexOf('/', equals) >= 0
        ? ""
        : argument.substring(0, equals);
  }

  private static Path fileOf(String argument) {
    String name = nameOf(argument);
    String file = name.isEmpty() ? argument : argument.substring(name.length() + 1);
    if (file.isEmpty()) {
      throw new BadInput("no file is named in '" + argument + "'");
    }
    return Path.of(file);
  }

  private static ModuleCompiler compiler() {
    return ModuleCompiler.find()
        .orElseThrow(() -> new BadInput("this installation has no compiler"));
  }

  private Tunables tunables() {
    return Tunables.defaults()
        .withFuel(fuel)
        .withInterruptible(!notInterruptible)
        .withLargeMemories(largeMemories)
        .withGuardPages(targets.contains(Target.X64) && !noGuardPages)
        .withDebugInfo(debug)
        .withCpu(cpu.orElse(CpuFeatures.PORTABLE));
  }

  private CompilationArtifacts compile(
      List<ModuleCompiler.Input> inputs, ModuleCompiler.Progress progress) {
    boolean isCached = targets.equals(Set.of(Target.X64)) && inputs.size() == 1;
    CodeCache cache = isCached && !noCache ? userCache() : null;
    return cache != null
        ? cache.compile(compiler(), inputs.getFirst(), tunables(), progress)
        : compiler().compile(inputs, packageName(), targets, tunables(), progress);
  }

  private static @Nullable CodeCache userCache() {
    try {
      return CodeCache.of(CodeCache.userFolder(), CodeCache.DEFAULT_BYTES);
    } catch (IOException | RuntimeException e) {
      return null; // `jabiru cache info` tells what is the matter
    }
  }

  private CompilationArtifacts compile(List<ModuleCompiler.Input> inputs) {
    try (ProgressBar bar = new ProgressBar("compiling")) {
      if (!timing) {
        return compile(inputs, bar::at);
      }
      PhaseTimes times = new PhaseTimes();
      try {
        return compile(inputs, times.andThen(bar::at));
      } finally {
        times.print(System.err);
      }
    }
  }
}
