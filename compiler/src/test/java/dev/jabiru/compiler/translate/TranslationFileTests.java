// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionPrinter;
import dev.jabiru.codegen.ir.Verifier;
import dev.jabiru.environ.Tunables;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Validator;
import dev.jabiru.wasm.text.WatParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each file of {@code tests/filetests/translate} is a module and, behind it in lines that begin
 * with {@code ;;}, the IR of its functions. A first line {@code ;; fuel} turns fuel on. {@code
 * JABIRU_BLESS=1} rewrites what is expected.
 */
class TranslationFileTests {
  private static final Path ROOT = Path.of("../tests/filetests/translate");
  private static final boolean BLESS = "1".equals(System.getenv("JABIRU_BLESS"));

  @TestFactory
  List<DynamicTest> files() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> paths = Files.list(ROOT)) {
      for (Path path : paths.filter(p -> p.toString().endsWith(".wat")).sorted().toList()) {
        tests.add(DynamicTest.dynamicTest(path.getFileName().toString(), () -> run(path)));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static void run(Path path) throws IOException {
    List<String> lines = Files.readAllLines(path);
    int end = lines.size();
    while (end > 0 && lines.get(end - 1).startsWith(";;")) {
      end--;
    }
    List<String> source = lines.subList(0, end);
    Tunables tunables = Tunables.defaults().withFuel(source.getFirst().equals(";; fuel"));
    List<String> blessed = new ArrayList<>(source);
    for (String line : translate(String.join("\n", source), tunables).lines().toList()) {
      blessed.add((";; " + line).stripTrailing());
    }
    if (BLESS) {
      Files.write(path, blessed);
    } else {
      assertThat(lines).as("JABIRU_BLESS=1 accepts a change").isEqualTo(blessed);
    }
  }

  private static String translate(String source, Tunables tunables) {
    Module module = Module.decode(WatParser.parse(source, Features.all()).binary(), Features.all());
    Validator.validate(module);
    FunctionTranslator translator = new FunctionTranslator(new IrTypes(module), 0, tunables);
    StringBuilder out = new StringBuilder();
    for (DefinedFuncIndex index : module.definedFuncs()) {
      Function function = translator.translate(index);
      Verifier.require(function, "translation");
      out.append(FunctionPrinter.print(function));
    }
    return out.toString();
  }
}
