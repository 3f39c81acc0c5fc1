// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Validator;
import dev.jabiru.wasm.WasmException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jabiru validate}. */
@Command(
    name = "validate",
    description = "Checks modules; prints an error for each one that is malformed or invalid.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Mixin private FeatureOptions features;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "modules, binary or text")
  private List<Path> files;

  @Override
  public Integer call() {
    Features on = features.features();
    int code = ExitCode.OK;
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
        code = ExitCode.BAD_INPUT;
      } catch (IOException e) {
        System.err.println(Failures.fileMessage(e));
        code = ExitCode.BAD_INPUT;
      }
    }
    return code;
  }
}
