// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.FunctionNames;
import dev.jabiru.environ.ImplementationLimitException;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.UnsupportedFeatureException;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.WasmException;
import java.io.IOException;
import java.nio.file.Path;
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

/** {@code jabiru explore}. */
@Command(
    name = "explore",
    description =
        "Writes a page for a browser that shows what becomes of each function of a module, side by"
            + " side: WebAssembly, the intermediate representation before and after the passes,"
            + " machine instructions, bytecode, and the flow graph.",
    mixinStandardHelpOptions = true)
final class ExploreCommand implements Callable<Integer> {
  private static final long MEBIBYTE = 1 << 20;

  @Mixin private FeatureOptions features;

  @Mixin private CpuOption cpu;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PAGE",
      description = "the page; default the file's name with the suffix .html, beside the file")
  private @Nullable Path output;

  @Option(
      names = "--func",
      paramLabel = "FUNC",
      description = "a function to show, by index or name; repeatable; default all")
  private List<String> functions = List.of();

  @Option(
      names = "--limit",
      paramLabel = "MIB",
      description =
          "how large the page may be made by functions that --func does not name: the first are"
              + " shown, the others only listed (default ${DEFAULT-VALUE})",
      defaultValue = "16")
  private int limit;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "a module, binary or text")
  private Path file;

  @Override
  public Integer call() throws IOException {
    Features on = features.features();
    CpuFeatures processor = cpu.orElse(CpuFeatures.PORTABLE);
    if (limit <= 0) {
      throw new ParameterException(spec.commandLine(), "--limit wants a number above 0");
    }
    if (output != null && output.toString().isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--output wants a file's name");
    }
    InputFile input = InputFile.read(file, on);
    Module module = input.decode(on);
    List<DefinedFuncIndex> wanted = wanted(module);
    ModuleCompiler compiler =
        ModuleCompiler.find().orElseThrow(() -> new BadInput("this installation has no compiler"));
    Path target = output != null ? output : file.resolveSibling(input.stem() + ".html");
    try {
      ExploredModule explored = new ExploredModule(input, module, compiler, processor);
      long bytes = functions.isEmpty() ? limit * MEBIBYTE : Long.MAX_VALUE;
      OutputFile.write(target, ExplorePage.of(explored.tree(wanted, bytes)), List.of(file));
    } catch (WasmException | UnsupportedFeatureException | ImplementationLimitException e) {
      throw input.badInput(e);
    }
    if (!OutputFile.isStandardOutput(target)) {
      System.out.println(target);
    }
    return ExitCode.OK;
  }

  /** The functions that are named; if none is, all of them. */
  private List<DefinedFuncIndex> wanted(Module module) {
    List<DefinedFuncIndex> wanted = new ArrayList<>();
    for (String name : functions) {
      boolean isFound = false;
      for (DefinedFuncIndex each : module.definedFuncs()) {
        if (FunctionNames.isMeant(module, module.funcIndex(each), name)) {
          isFound = true;
          if (!wanted.contains(each)) {
            wanted.add(each);
          }
        }
      }
      if (!isFound) {
        throw new BadInput("no function with a body is " + name);
      }
    }
    if (functions.isEmpty()) {
      module.definedFuncs().forEach(wanted::add);
    }
    return wanted;
  }
}
