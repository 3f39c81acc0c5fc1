// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionParser;
import dev.jabiru.codegen.ir.FunctionPrinter;
import dev.jabiru.codegen.ir.Verifier;
import dev.jabiru.compiler.translate.FunctionTranslator;
import dev.jabiru.compiler.translate.IrTypes;
import dev.jabiru.environ.Tunables;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Validator;
import dev.jabiru.wasm.WasmException;
import dev.jabiru.wasm.text.WastCommand;
import dev.jabiru.wasm.text.WastModule;
import dev.jabiru.wasm.text.WastScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every function of every valid module of the official scripts, those with features that no target
 * has yet among them, has a translation that verifies and reads back.
 */
class ScriptTranslationTest {
  private static final Tunables TUNABLES = Tunables.defaults().withFuel(true);

  private int functions;

  @ParameterizedTest
  @CsvSource({
    "core, 8814",
    "legacy, 54",
    "proposals/threads, 184",
    "proposals/custom-page-sizes, 22",
    "proposals/wide-arithmetic, 8",
  })
  void everyFunctionHasATranslation(String folder, int atLeast) throws IOException {
    for (Path script : Suite.scripts(folder)) {
      for (WastCommand command : WastScript.parse(Files.readAllBytes(script)).commands()) {
        WastModule definition =
            switch (command) {
              case WastCommand.DefineAndInstantiate c -> c.module();
              case WastCommand.Define c -> c.module();
              default -> null;
            };
        if (definition != null) {
          check(definition.binary(Features.all()), script + ":" + command.line());
        }
      }
    }
    assertThat(functions).isGreaterThanOrEqualTo(atLeast);
  }

  private void check(byte[] binary, String where) {
    Module module;
    try {
      module = Module.decode(binary, Features.all());
      Validator.validate(module);
    } catch (WasmException e) {
      return; // Some scripts define modules that only another set of features makes valid.
    }
    FunctionTranslator translator = new FunctionTranslator(new IrTypes(module), 0, TUNABLES);
    for (DefinedFuncIndex index : module.definedFuncs()) {
      Function function = translator.translate(index);
      Verifier.require(function, "translating " + index + " of " + where);
      String text = FunctionPrinter.print(function);
      assertThat(FunctionPrinter.print(FunctionParser.parse(text))).isEqualTo(text);
      functions++;
    }
  }
}
