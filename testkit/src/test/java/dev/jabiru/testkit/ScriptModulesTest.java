// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.MalformedModuleException;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Validator;
import dev.jabiru.wasm.WasmException;
import dev.jabiru.wasm.text.WastCommand;
import dev.jabiru.wasm.text.WastCommand.AssertRefused;
import dev.jabiru.wasm.text.WastCommand.Mistake;
import dev.jabiru.wasm.text.WastModule;
import dev.jabiru.wasm.text.WastScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Takes every module of the official scripts through the front end: those meant to be good must
 * decode and validate, those meant to be refused must be, with the phrase the script expects at the
 * beginning of the message.
 */
class ScriptModulesTest {
  private int good;
  private int refused;
  private final List<String> failures = new ArrayList<>();

  @Test
  void coreScripts() throws IOException {
    run("core", Features.defaults());
    assertThat(good).isGreaterThanOrEqualTo(2_000);
    assertThat(refused).isGreaterThanOrEqualTo(4_500);
  }

  @Test
  void threads() throws IOException {
    Features features =
        Features.mvp()
            .with(
                Feature.MUTABLE_GLOBALS,
                Feature.SIGN_EXTENSION,
                Feature.SATURATING_FLOAT_TO_INT,
                Feature.MULTI_VALUE,
                Feature.BULK_MEMORY,
                Feature.REFERENCE_TYPES,
                Feature.SIMD,
                Feature.THREADS);
    run("proposals/threads", features);
    assertThat(refused).isGreaterThanOrEqualTo(100);
  }

  @Test
  void customPageSizes() throws IOException {
    run("proposals/custom-page-sizes", Features.defaults().with(Feature.CUSTOM_PAGE_SIZES));
    assertThat(refused).isGreaterThanOrEqualTo(100);
  }

  @Test
  void wideArithmetic() throws IOException {
    run("proposals/wide-arithmetic", Features.defaults().with(Feature.WIDE_ARITHMETIC));
    assertThat(refused).isGreaterThanOrEqualTo(8);
  }

  @Test
  void legacyExceptions() throws IOException {
    run("legacy/exceptions", Features.defaults().with(Feature.LEGACY_EXCEPTIONS));
    assertThat(refused).isGreaterThanOrEqualTo(10);
  }

  @Test
  void customSections() throws IOException {
    run("custom", Features.defaults());
    assertThat(refused).isGreaterThanOrEqualTo(20);
  }

  private void run(String folder, Features features) throws IOException {
    for (Path script : Suite.scripts(folder)) {
      for (WastCommand command : commands(script)) {
        String place = script + ":" + command.line();
        switch (command) {
          case WastCommand.DefineAndInstantiate define -> check(place, define.module(), features);
          case WastCommand.Define define -> check(place, define.module(), features);
          case WastCommand.AssertModuleTrap trap -> check(place, trap.module(), features);
          case AssertRefused refuse -> check(place, refuse, features);
          default -> {}
        }
      }
    }
    assertThat(failures).as("%d good and %d refused modules", good, refused).isEmpty();
  }

  private List<WastCommand> commands(Path script) throws IOException {
    try {
      return WastScript.parse(Files.readAllBytes(script)).commands();
    } catch (WasmException e) {
      failures.add(script + ": " + e.getMessage());
      return List.of();
    }
  }

  private void check(String place, WastModule module, Features features) {
    RuntimeException thrown = load(module, features);
    good++;
    if (thrown != null) {
      failures.add(place + ": a good module is refused: " + thrown);
    }
  }

  private void check(String place, AssertRefused command, Features features) {
    if (command.mistake() == Mistake.UNLINKABLE) {
      check(place, command.module(), features);
      return;
    }
    refused++;
    boolean malformed =
        command.mistake() == Mistake.MALFORMED || command.mistake() == Mistake.MALFORMED_CUSTOM;
    RuntimeException thrown = load(command.module(), features);
    String wanted = place + ": wanted " + command.mistake() + " \"" + command.message() + "\"";
    if (thrown == null) {
      failures.add(wanted + ", found a good module");
    } else if (!(thrown instanceof WasmException)
        || malformed != thrown instanceof MalformedModuleException
        || !String.valueOf(thrown.getMessage()).startsWith(command.message())) {
      failures.add(wanted + ", found " + thrown);
    }
  }

  private static @Nullable RuntimeException load(WastModule module, Features features) {
    try {
      Validator.validate(Module.decode(module.binary(features), features));
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }
}
