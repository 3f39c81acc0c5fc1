// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.ModuleCompiler.Progress;
import dev.jabiru.environ.ReusableCode;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.wasm.Module;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken from an earlier version of a module is what would have been compiled. */
class ReuseTest {
  private Tunables tunables = Tunables.defaults().withGuardPages(true);

  private record Outcome(ReusableCode code, int taken) {}

  private Outcome compile(int threads, Module module, Optional<ReusableCode> earlier) {
    AtomicInteger taken = new AtomicInteger();
    Progress progress =
        new Progress() {
          @Override
          public void compiled(int done, int total) {}

          @Override
          public void taken(int functions) {
            taken.set(functions);
          }
        };
    ReusableCode code =
        new CodegenModuleCompiler(threads)
            .compileAgain(new ModuleCompiler.Input("m", module), tunables, earlier, progress);
    return new Outcome(code, taken.get());
  }

  /** Compiles a version and the next, compares it with what comes of nothing; {@return taken}. */
  private int taken(String before, String after) {
    Module first = Modules.parse(before);
    Module second = Modules.parse(after);
    Outcome outcome = compile(2, second, Optional.of(compile(2, first, Optional.empty()).code()));
    assertSame(outcome.code(), second);
    return outcome.taken();
  }

  private void assertSame(ReusableCode code, Module module) {
    CompilationArtifacts whole =
        new CodegenModuleCompiler(1)
            .compile(
                List.of(new ModuleCompiler.Input("m", module)),
                Set.of(Target.X64),
                tunables,
                Progress.NONE);
    assertThat(ArtifactFile.write(code.artifacts())).isEqualTo(ArtifactFile.write(whole));
    assertThat(code.functions()).isEqualTo(compile(1, module, Optional.empty()).code().functions());
  }

  private Bytes lineage(String module) {
    return new CodegenModuleCompiler(1).lineage(Modules.parse(module), tunables);
  }

  // ---- Random versions ----------------------------------------------------------------------

  private static final class Program {
    private final Random random;
    private final List<String> names = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();
    private int serial;

    Program(long seed, int functions) {
      random = new Random(seed);
      for (int i = 0; i < functions; i++) {
        names.add("$f" + serial++);
      }
      for (int i = 0; i < functions; i++) {
        bodies.add(body());
      }
    }

    private String body() {
      StringBuilder text =
          new StringBuilder("(param i32) (result i32) (local f64)\n local.get 0\n");
      for (int n = random.nextInt(30); n >= 0; n--) {
        text.append(
            switch (random.nextInt(10)) {
              case 0 -> "call " + names.get(random.nextInt(names.size()));
              case 1 -> "call $host";
              case 2 -> "i32.load offset=" + random.nextInt(1 << 20);
              case 3 -> "i32.const " + random.nextInt() + " i32.div_u";
              case 4 -> "i32.const 2 call_indirect (type $t)";
              case 5 -> "f64.convert_i32_u f64.const 1.25 f64.mul i32.trunc_f64_s";
              case 6 -> "(if (param i32) (result i32) (i32.const 1) (then i32.clz) (else i32.ctz))";
              case 7 -> "(loop (param i32) (result i32) (br_if 0 (global.get $g)))";
              case 8 -> "(table.set (i32.const 0) (ref.func $f0))";
              default -> "i32.popcnt";
            });
        text.append('\n');
      }
      return text.toString();
    }

    void edit() {
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = 1 + random.nextInt(names.size() - 1);
        switch (random.nextInt(3)) {
          case 0 -> bodies.set(at, body());
          case 1 -> {
            names.add(at, "$f" + serial++);
            bodies.add(at, body());
          }
          default -> {
            // Nothing may call what goes away.
            String gone = "call " + names.remove(at) + "\n";
            bodies.remove(at);
            bodies.replaceAll(body -> body.replace(gone, "i32.popcnt\n"));
          }
        }
      }
    }

    Module module() {
      StringBuilder text =
          new StringBuilder(
              "(module (type $t (func (param i32) (result i32))) (import \"e\" \"h\""
                  + " (func $host (type $t))) (memory 1) (table $t 4 funcref) (elem declare func $f0) (global $g i32 (i32.const "
                  + random.nextInt(100_000)
                  + "))\n");
      for (int i = 0; i < names.size(); i++) {
        text.append("(func ").append(names.get(i)).append(' ').append(bodies.get(i)).append(")\n");
      }
      return Modules.parse(
          text.append("(data \"")
              .append("x".repeat(random.nextInt(300)))
              .append("\"))")
              .toString());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void anyVersionIsAsIfNothingWasTaken(int threads) {
    for (long seed = 0; seed < 3; seed++) {
      Program program = new Program(seed, 110 + 10 * (int) seed);
      Optional<ReusableCode> earlier = Optional.empty();
      for (int version = 0; version < 5; version++) {
        Module module = program.module();
        Outcome outcome = compile(threads, module, earlier);
        assertThat(outcome.taken())
            .as("seed %d, version %d", seed, version)
            .isGreaterThanOrEqualTo(version == 0 ? 0 : module.definedFuncCount() / 3);
        assertSame(outcome.code(), module);
        earlier = Optional.of(outcome.code());
        program.edit();
      }
    }
  }

  // ---- What counts --------------------------------------------------------------------------

  private static final String TYPES =
      "(module (type $a (func (result i32))) (type $b (func (param i32) (result i32)))";

  @Test
  void onlyTheChangedFunctionIsCompiled() {
    String text = TYPES + "(func $x (type $a) i32.const %s) (func (type $a) call $x) (func nop))";
    assertThat(taken(text.formatted("1"), text.formatted("2"))).isEqualTo(2);
    assertThat(taken(text.formatted("1"), text.formatted("1"))).isEqualTo(3);
  }

  @Test
  void functionsMayMoveAndBeCalledThere() {
    String one = "(func $one (type $a) i32.const 1)";
    String two = "(func $two (type $a) call $one i32.const 0 i32.div_u)";
    String other = "(func $other (type $a) i32.const 5)";
    assertThat(taken(TYPES + one + two + ")", TYPES + other + two + one + ")")).isEqualTo(2);
  }

  @Test
  void whatIsCalledTwiceIsNotTwoCallees() {
    String callees = "(func $x (type $a) i32.const 1) (func $y (type $a) i32.const 2)";
    String caller = "(func (type $a) call $x call $%s i32.add)";
    assertThat(
            taken(
                TYPES + callees + caller.formatted("x") + ")",
                TYPES + callees + caller.formatted("y") + ")"))
        .isEqualTo(2);
  }

  @Test
  void theTypeOfACalleeCounts() {
    String caller = "(func (type $b) local.get 0 unreachable call $x)";
    assertThat(
            taken(
                TYPES + "(func $x (type $a) i32.const 1)" + caller + ")",
                TYPES + "(func $x (type $b) i32.const 1)" + caller + ")"))
        .isZero();
  }

  @Test
  void referencesAreIndices() {
    String refers = "(func $r (result funcref) ref.func $x) (elem declare func $x)";
    String x = "(func $x (type $a) i32.const 1)";
    assertThat(taken(TYPES + x + refers + ")", TYPES + x + refers + ")")).isEqualTo(2);
    assertThat(taken(TYPES + x + refers + ")", TYPES + refers + x + ")")).isEqualTo(1);
  }

  @Test
  void longerIndicesMoveWhatIsBehindThem() {
    String filler = "(func nop)".repeat(125);
    String x = "(func $x (type $a) i32.const 1)";
    String caller = "(func $c (type $a) call $x unreachable)";
    assertThat(
            taken(TYPES + filler + x + caller + ")", TYPES + filler + "(func)" + x + caller + ")"))
        .isEqualTo(125 + 2);
    assertThat(
            taken(TYPES + filler + x + caller + ")", TYPES + filler.repeat(2) + x + caller + ")"))
        .as("all but the caller")
        .isEqualTo(250 + 1);
  }

  @Test
  void bytesOfIndicesAreNotInstructions() {
    Module call = Modules.parse("(module (func) (func call 0 unreachable unreachable))");
    byte[] bytes = call.bytes().clone();
    int at = bytes.length - 4; // call 0, 00, 00, end
    assertThat(bytes[at - 1]).isEqualTo((byte) 0x10);
    bytes[at] = (byte) 0x80;
    bytes[at + 1] = (byte) 0x80; // call 0, with an index of three bytes, end
    Module longer = Module.decode(bytes, call.features());
    Outcome outcome = compile(1, longer, Optional.of(compile(1, call, Optional.empty()).code()));
    assertThat(outcome.taken()).isEqualTo(1);
    assertSame(outcome.code(), longer);
  }

  @Test
  void anotherLineageIsAnother() {
    Bytes lineage = lineage("(module (global i32 (i32.const 1)) (memory 1) (func))");
    assertThat(lineage("(module (global i32 (i32.const 2)) (memory 1) (func nop) (data \"x\"))"))
        .isEqualTo(lineage);
    for (String other :
        List.of(
            "(module (global i64 (i64.const 1)) (memory 1) (func))",
            "(module (global (mut i32) (i32.const 1)) (memory 1) (func))",
            "(module (global i32 (i32.const 1)) (memory 1 2) (func))",
            "(module (global i32 (i32.const 1)) (memory 1) (table 1 funcref) (func))",
            "(module (global i32 (i32.const 1)) (memory 1) (func) (type (func (param i32))))",
            "(module (global i32 (i32.const 1)) (memory 1) (func) (tag))",
            "(module (import \"\" \"\" (func)) (global i32 (i32.const 1)) (memory 1) (func))")) {
      assertThat(lineage(other)).as(other).isNotEqualTo(lineage);
    }
    Module module = Modules.parse("(module)");
    CodegenModuleCompiler compiler = new CodegenModuleCompiler(1);
    assertThat(compiler.lineage(module, tunables.withFuel(true)))
        .isNotEqualTo(compiler.lineage(module, tunables));
  }

  @Test
  void nothingIsTakenFromDamagedCode() {
    Module module = Modules.large(20);
    ReusableCode good = compile(1, module, Optional.empty()).code();
    NativeCode code = good.artifacts().nativeCode().orElseThrow();
    byte[] text = code.text().toArray();
    text[100] ^= 1;
    NativeCode bad =
        new NativeCode(
            Bytes.of(text),
            code.textChecksum(),
            code.stubOffsets(),
            code.functions(),
            code.traps(),
            code.lines());
    ReusableCode damaged =
        new ReusableCode(
            new CompilationArtifacts(
                good.artifacts().compiler(),
                tunables,
                good.artifacts().modules(),
                Optional.of(bad)),
            good.functions());
    Outcome outcome = compile(1, module, Optional.of(damaged));
    assertThat(outcome.taken()).isZero();
    assertSame(outcome.code(), module);
    assertThat(compile(1, module, Optional.of(good)).taken()).isEqualTo(20);
  }

  @Test
  void debugInformationIsMadeForAllFunctions() {
    tunables = tunables.withDebugInfo(true);
    anyVersionIsAsIfNothingWasTaken(2);
  }
}
