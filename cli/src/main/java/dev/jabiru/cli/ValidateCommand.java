// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Validator;
import dev.jabiru.wasm.WasmException;
import dev.jabiru.wasm.text.ModuleMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jabiru validate}. */
@Command(
    name = "validate",
    description = "Checks modules; prints an error for each one that is malformed or invalid.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Mixin private FeatureOptions features;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "modules, binary or text")
  private List<Path> files;

  @Override
  public Integer call() {
    Features on = features.features();
    List<Object> failures = new ArrayList<>();
    for (Path file : files) {
      try {
        InputFile input = InputFile.read(file, on);
        Module module = input.decode(on);
        try {
          Validator.validate(module);
        } catch (WasmException e) {
          throw input.badInput(e);
        }
      } catch (BadInput e) {
        System.err.println(e.getMessage());
        failures.add(row(file, e.inModule(), String.valueOf(e.getMessage())));
      } catch (IOException e) {
        System.err.println(Failures.fileMessage(e));
        failures.add(row(file, null, Failures.fileMessage(e)));
      }
    }
    if (json) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("passed", files.size() - failures.size());
      tree.put("failed", failures.size());
      tree.put("failures", failures);
      Json.print(tree);
    }
    return failures.isEmpty() ? ExitCode.OK : ExitCode.BAD_INPUT;
  }

  /** A failure as {@code jabiru wast --json} has it. */
  private static Map<String, Object> row(
      Path file, @Nullable ModuleMessage inModule, String message) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("file", file.toString());
    if (inModule != null && inModule.line() > 0) {
      row.put("line", inModule.line());
      row.put("column", inModule.column());
    }
    String prefix = file + ": ";
    row.put(
        "message",
        inModule != null
            ? inModule.text()
            : message.startsWith(prefix) ? message.substring(prefix.length()) : message);
    return row;
  }
}
