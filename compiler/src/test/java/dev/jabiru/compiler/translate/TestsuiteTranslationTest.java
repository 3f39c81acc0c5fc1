// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionParser;
import dev.jabiru.codegen.ir.FunctionPrinter;
import dev.jabiru.codegen.ir.Verifier;
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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every function of every valid module of the official scripts has a translation that verifies. */
class TestsuiteTranslationTest {
  private static final Path TESTSUITE =
      Path.of(System.getenv().getOrDefault("JABIRU_TESTSUITE", "../../shared/testsuite"));

  private static final List<Path> FOLDERS =
      Stream.of(
              "core",
              "legacy",
              "proposals/threads",
              "proposals/custom-page-sizes",
              "proposals/wide-arithmetic")
          .map(TESTSUITE::resolve)
          .toList();

  @TestFactory
  List<DynamicTest> scripts() throws IOException {
    assumeTrue(Files.isDirectory(TESTSUITE), "the official scripts are missing: " + TESTSUITE);
    try (Stream<Path> paths = Files.walk(TESTSUITE)) {
      return paths
          .filter(p -> FOLDERS.stream().anyMatch(p::startsWith) && p.toString().endsWith(".wast"))
          .sorted()
          .map(p -> DynamicTest.dynamicTest(TESTSUITE.relativize(p).toString(), () -> script(p)))
          .toList();
    }
  }

  private static void script(Path path) throws IOException {
    for (WastCommand command : WastScript.parse(Files.readAllBytes(path)).commands()) {
      WastModule definition =
          switch (command) {
            case WastCommand.DefineAndInstantiate c -> c.module();
            case WastCommand.Define c -> c.module();
            default -> null;
          };
      if (definition != null) {
        module(definition.binary(Features.all()), path + ":" + command.line());
      }
    }
  }

  private static void module(byte[] binary, String where) {
    Module module;
    try {
      module = Module.decode(binary, Features.all());
      Validator.validate(module);
    } catch (WasmException e) {
      return; // Some scripts define modules that only another set of features makes valid.
    }
    FunctionTranslator translator =
        new FunctionTranslator(new IrTypes(module), 0, Tunables.defaults().withFuel(true));
    for (DefinedFuncIndex index : module.definedFuncs()) {
      Function function = translator.translate(index);
      Verifier.require(function, "translating " + index + " of " + where);
      String text = FunctionPrinter.print(function);
      assertThat(FunctionPrinter.print(FunctionParser.parse(text))).isEqualTo(text);
    }
  }
}
