// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.FunctionNames;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code jabiru compile --emit} shows of the compiler's work. */
final class Emission {
  /** What to show. */
  enum Form {
    /** The intermediate representation, as text. */
    IR,
    /** Class files. */
    CLASS,
    /** Machine instructions, as text. */
    ASM
  }

  private final ModuleCompiler compiler;
  private final Tunables tunables;
  private final @Nullable Path output;

  Emission(ModuleCompiler compiler, Tunables tunables, @Nullable Path output) {
    this.compiler = compiler;
    this.tunables = tunables;
    this.output = output;
  }

  int run(Form form, List<ModuleCompiler.Input> inputs, @Nullable String function, String after)
      throws IOException {
    try {
      switch (form) {
        case IR ->
            print(
                inputs,
                function,
                (module, which) -> compiler.printFunctions(module, which, tunables, after));
        case ASM ->
            print(
                inputs,
                function,
                (module, which) ->
                    compiler.printNative(module, which, tunables.withGuardPages(true)));
        case CLASS -> writeClasses(inputs, function);
      }
    } catch (IllegalArgumentException e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    }
    return ExitCode.OK;
  }

  /** What prints functions of a module. */
  private interface Printer {
    List<String> print(Module module, List<DefinedFuncIndex> functions);
  }

  private void print(List<ModuleCompiler.Input> inputs, @Nullable String function, Printer printer)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (ModuleCompiler.Input input : inputs) {
      List<DefinedFuncIndex> functions = functions(input.module(), function);
      for (String each : printer.print(input.module(), functions)) {
        text.append(each).append('\n');
      }
    }
    if (output == null || OutputFile.isStandardOutput(output)) {
      System.out.print(text);
    } else {
      Files.writeString(output, text);
    }
  }

  private void writeClasses(List<ModuleCompiler.Input> inputs, @Nullable String function)
      throws IOException {
    if (OutputFile.isStandardOutput(output)) {
      throw new BadInput("--emit class writes files into a folder, not to standard output");
    }
    Path folder = output != null ? output : Path.of("classes");
    List<ModuleArtifact> modules =
        compiler
            .compile(inputs, Set.of(Target.JVM), tunables, ModuleCompiler.Progress.NONE)
            .modules();
    for (int i = 0; i < modules.size(); i++) {
      ModuleArtifact artifact = modules.get(i);
      String only = null;
      if (function != null) {
        DefinedFuncIndex index = functions(inputs.get(i).module(), function).getFirst();
        int classIndex = artifact.functions().get(index.index()).classIndex();
        only = artifact.classes().get(classIndex).name();
      }
      for (ClassArtifact each : artifact.classes()) {
        if (only == null || each.name().equals(only) || each.name().startsWith(only + "$")) {
          Path file = folder.resolve(each.name().replace('.', '/') + ".class");
          Files.createDirectories(file.getParent());
          Files.write(file, each.bytes().toArray());
          System.out.println(file);
        }
      }
    }
  }

  /** {@return the functions meant: all, or the one with an index or a name} */
  private static List<DefinedFuncIndex> functions(Module module, @Nullable String which) {
    List<DefinedFuncIndex> found = new ArrayList<>();
    for (DefinedFuncIndex each : module.definedFuncs()) {
      if (which == null || FunctionNames.isMeant(module, module.funcIndex(each), which)) {
        found.add(each);
      }
    }
    if (which != null && found.isEmpty()) {
      throw new BadInput("no function with a body is " + which);
    }
    return found;
  }
}
