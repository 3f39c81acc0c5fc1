// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.runtime.Config;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner finds out when a script's claims are false. */
class WastRunnerTest {
  private static final String MODULE =
      """
      (module
        (func (export "one") (result i32) (i32.const 1))
        (func (export "nan") (result f32) (f32.const nan:0x400001))
        (func (export "trap") (unreachable))
        (func $loop (export "loop") (call $loop))
        (global (export "g") i64 (i64.const 7)))
      """;

  private @TempDir Path folder;

  private WastTally run(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("test.wast"), script);
    WastTally tally = new WastTally();
    new WastRunner(Config.TargetChoice.JVM).run(file, tally);
    return tally;
  }

  private void assertFails(String command, String message) throws IOException {
    WastTally tally = run(MODULE + command);
    assertThat(tally.summary()).isEqualTo("1 passed, 1 failed, 0 skipped");
    assertThat(tally.failures().getFirst().line()).isEqualTo(7);
    assertThat(tally.failures().getFirst().message()).contains(message);
  }

  private void assertPasses(String command) throws IOException {
    assertThat(run(MODULE + command).summary()).isEqualTo("2 passed, 0 failed, 0 skipped");
  }

  @Test
  void resultsAreCompared() throws IOException {
    assertPasses("(assert_return (invoke \"one\") (i32.const 1))");
    assertPasses("(assert_return (invoke \"one\") (either (i32.const 2) (i32.const 1)))");
    assertPasses("(assert_return (get \"g\") (i64.const 7))");
    assertFails("(assert_return (invoke \"one\") (i32.const 2))", "found [i32:1]");
    assertFails("(assert_return (invoke \"one\") (i64.const 1))", "found [i32:1]");
    assertFails("(assert_return (invoke \"one\"))", "found [i32:1]");
    assertFails("(assert_return (get \"g\") (i64.const 8))", "found [i64:7]");
  }

  @Test
  void failuresAreToldInTheWordsOfScripts() throws IOException {
    assertFails("(assert_return (invoke \"one\") (i32.const 2))", "wanted [i32:2], found [i32:1]");
    assertFails(
        "(assert_return (invoke \"one\") (either (i32.const 2) (i64.const 1)))",
        "wanted [either [i32:2 i64:1]], found [i32:1]");
    assertFails(
        "(assert_return (invoke \"nan\") (f32.const nan:canonical))",
        "wanted [f32:nan:canonical], found [f32:NaN(0x7fc00001)]");
    assertFails("(assert_return (invoke \"one\") (ref.func))", "wanted [ref.func], found [i32:1]");
    assertFails("(invoke \"trap\")", "trap: unreachable");
    assertFails("(invoke \"loop\")", "exhaustion: call stack exhausted");
    WastTally tally =
        run(MODULE + "(assert_return (invoke \"one\") (i32.const 2))\n(invoke \"trap\")");
    for (WastTally.Failure each : tally.failures()) {
      assertThat(each.message()).doesNotContain("dev.jabiru", ".java");
    }
  }

  @Test
  void nansAreComparedByKind() throws IOException {
    assertPasses("(assert_return (invoke \"nan\") (f32.const nan:arithmetic))");
    assertPasses("(assert_return (invoke \"nan\") (f32.const nan:0x400001))");
    assertFails("(assert_return (invoke \"nan\") (f32.const nan:canonical))", "0x7fc00001");
    assertFails("(assert_return (invoke \"nan\") (f32.const nan))", "0x7fc00001");
  }

  @Test
  void trapsAreComparedByMessage() throws IOException {
    assertPasses("(assert_trap (invoke \"trap\") \"unreachable\")");
    assertPasses("(assert_exhaustion (invoke \"loop\") \"call stack exhausted\")");
    assertFails("(assert_trap (invoke \"trap\") \"integer overflow\")", "found ");
    assertFails("(assert_trap (invoke \"one\") \"unreachable\")", "found [i32:1]");
    assertFails("(assert_exhaustion (invoke \"trap\") \"call stack exhausted\")", "unreachable");
    assertFails("(invoke \"trap\")", "unreachable");
    assertFails("(invoke \"missing\")", "no exported function missing");
  }

  @Test
  void refusalsAreComparedByKindAndMessage() throws IOException {
    assertPasses("(assert_invalid (module (func (result i32))) \"type mismatch\")");
    assertPasses("(assert_malformed (module quote \"(func\") \"unexpected token\")");
    assertPasses("(assert_unlinkable (module (import \"a\" \"b\" (func))) \"unknown import\")");
    assertFails("(assert_invalid (module (func)) \"type mismatch\")", "found none");
    assertFails(
        "(assert_invalid (module (func (result i32))) \"unknown type\")",
        "wanted \"unknown type\", found invalid: type mismatch");
    assertFails(
        "(assert_malformed (module quote \"(func (result i32))\") \"type\")",
        "wanted \"type\", found invalid: type mismatch");
    assertFails(
        "(assert_invalid (module quote \"(func\") \"unexpected token\")",
        "found malformed: unexpected token");
    assertFails("(module (import \"a\" \"b\" (func)))", "unlinkable: unknown import");
    assertFails("(module (func (result i32)))", "invalid: type mismatch");
    assertFails("(assert_unlinkable (module) \"unknown import\")", "found none");
    assertFails(
        "(assert_trap (module (func $f) (start $f)) \"unreachable\")", "wanted \"unreachable\"");
  }

  @Test
  void commandsOfRefusedModulesAreSkippedAndNoOthers() throws IOException {
    WastTally tally =
        run(
            """
            (module $a (tag) (func (export "f")))
            (assert_return (invoke "f"))
            (register "a" $a)
            (module (import "a" "f" (func)))
            (module (func (export "f")))
            (assert_return (invoke "f"))
            (assert_return (invoke $a "f"))
            (assert_invalid (module (tag) (func (result i32))) "type mismatch")
            """);
    assertThat(tally.failures()).isEmpty();
    assertThat(tally.skipped(Feature.EXCEPTIONS)).isEqualTo(5);
    assertThat(tally.passed()).isEqualTo(3);
  }

  @Test
  void instancesAreFoundByNameAndRegistration() throws IOException {
    WastTally tally =
        run(
            """
            (module definition $d (global (export "g") (mut i32) (i32.const 0))
              (func (export "inc") (global.set 0 (i32.add (global.get 0) (i32.const 1)))))
            (module instance $x $d)
            (module instance $y $d)
            (register "x" $x)
            (module (import "x" "g" (global (mut i32))) (func (export "get") (result i32)
              (global.get 0)))
            (invoke $x "inc")
            (assert_return (invoke "get") (i32.const 1))
            (assert_return (get $y "g") (i32.const 0))
            (module (import "spectest" "print_i32" (func $p (param i32)))
              (func (export "p") (call $p (i32.const 1))))
            (assert_return (invoke "p"))
            """);
    assertThat(tally.summary()).isEqualTo("10 passed, 0 failed, 0 skipped");
  }

  @Test
  void threadsRunTheirCommands() throws IOException {
    WastTally tally =
        run(
            """
            (thread $t
              (module (func (export "f") (result i32) (i32.const 1)))
              (assert_return (invoke "f") (i32.const 2)))
            (wait $t)
            """);
    assertThat(tally.summary()).isEqualTo("3 passed, 1 failed, 0 skipped");
    assertThat(tally.failures().getFirst().line()).isEqualTo(3);
  }

  @Test
  void brokenScriptsFailOnce() throws IOException {
    WastTally tally = run("(assert_returns)");
    assertThat(tally.failures()).hasSize(1);
    assertThat(tally.failures().getFirst().message()).contains("unknown operator assert_returns");
  }

  @Test
  void foldersDecideFeatures() {
    Features threads = OfficialScripts.features(Path.of("proposals/threads/memory.wast"));
    assertThat(threads.has(Feature.THREADS)).isTrue();
    assertThat(threads.has(Feature.MULTI_MEMORY)).isFalse();
    assertThat(OfficialScripts.features(Path.of("core/memory.wast")))
        .isEqualTo(Features.defaults());
  }
}
