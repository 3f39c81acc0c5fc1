// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.ir.FunctionParser;
import dev.jabiru.codegen.ir.TrapCode;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small functions in text form, compiled and called: what random functions do not do. */
class X64TargetTest {
  private final Arena arena = Arena.ofConfined();
  private NativeWorld world;
  private final List<CompiledFunction> functions = new ArrayList<>();

  @BeforeEach
  void makeWorld() {
    assumeTrue(NativeWorld.isSupported());
    world = new NativeWorld(arena, EnumSet.allOf(CpuFeature.class));
  }

  @AfterEach
  void close() {
    arena.close();
  }

  private void load(String... texts) {
    for (String text : texts) {
      functions.add(X64Target.compile(FunctionParser.parse(text), world.abi));
    }
    world.load(functions);
  }

  private NativeWorld.Outcome call(int function, long... args) {
    return world.call(functions.get(function), args);
  }

  private static final String FIB =
      """
      function u0:0(i32) -> i32 {
          sig0 = (i32) -> i32
          fn0 = u0:0 sig0
      block0(v0: i32):
          v1 = iconst.i32 2
          v2 = icmp slt v0, v1
          brif v2, block1, block2
      block1:
          return v0
      block2:
          v4 = iconst.i32 1
          v5 = isub v0, v4
          v6 = call fn0 v5
          v7 = isub v0, v1
          v8 = call fn0 v7
          v9 = iadd v6, v8
          return v9
      }
      """;

  @Test
  void functionsCallThemselves() {
    load(FIB);
    assertThat(call(0, 20).results()).containsExactly(6765L);
  }

  @Test
  void endlessRecursionTraps() {
    load(
        """
        function u0:0(i32) -> i32 {
            sig0 = (i32) -> i32
            fn0 = u0:0 sig0
        block0(v0: i32):
            v6 = call fn0 v0
            v9 = iadd v6, v0
            return v9
        }
        """);
    assertThat(call(0, 20).trap()).isEqualTo(TrapCode.STACK_OVERFLOW);
  }

  /** Thirteen parameters and eleven results of each class: some of each are in memory. */
  @Test
  void manyArgumentsAndResultsPass() {
    int n = 13;
    String types = types(n) + ", " + types(n).replace("i64", "f64");
    String params =
        IntStream.range(0, 2 * n)
            .mapToObj(i -> "v" + i + ": " + (i < n ? "i64" : "f64"))
            .collect(Collectors.joining(", "));
    String values =
        IntStream.range(0, 2 * n)
            .mapToObj(i -> "v" + (2 * n - 1 - i))
            .collect(Collectors.joining(", "));
    String reversed = types(n).replace("i64", "f64") + ", " + types(n);
    String args =
        IntStream.range(0, 2 * n).mapToObj(i -> "v" + i).collect(Collectors.joining(", "));
    String results =
        IntStream.range(0, 2 * n).mapToObj(i -> "v" + (100 + i)).collect(Collectors.joining(", "));
    String callee =
        "function u0:1("
            + types
            + ") -> "
            + reversed
            + " {\nblock0("
            + params
            + "):\n"
            + "    return "
            + values
            + "\n}\n";
    String caller =
        "function u0:0("
            + types
            + ") -> "
            + reversed
            + " {\n    sig0 = ("
            + types
            + ") -> "
            + reversed
            + "\n    fn0 = u0:1 sig0\nblock0("
            + params
            + "):\n    "
            + results
            + " = call fn0 "
            + args
            + "\n    return "
            + results
            + "\n}\n";
    String tail =
        "function u0:2(i64, f64) -> "
            + reversed
            + " {\n    sig0 = ("
            + types
            + ") -> "
            + reversed
            + "\n    fn0 = u0:0 sig0\nblock0(v0: i64, v1: f64):\n    return_call fn0 "
            + "v0, ".repeat(n)
            + "v1, ".repeat(n - 1)
            + "v1\n}\n";
    load(caller, callee, tail);
    long[] numbers = LongRange.of(2 * n);
    List<Long> wanted = new ArrayList<>();
    for (int i = 2 * n - 1; i >= 0; i--) {
      wanted.add(numbers[i]);
    }
    assertThat(call(0, numbers).results()).isEqualTo(wanted);
    List<Long> same = new ArrayList<>();
    for (int i = 0; i < 2 * n; i++) {
      same.add(i < n ? 6L : 5L);
    }
    assertThat(call(2, 5, 6).results()).isEqualTo(same);
  }

  private static final class LongRange {
    static long[] of(int n) {
      return java.util.stream.LongStream.range(1000, 1000 + n).toArray();
    }
  }

  private static String types(int n) {
    return String.join(", ", java.util.Collections.nCopies(n, "i64"));
  }

  /** A million calls with more arguments than its own caller passes, and fewer, in turn. */
  @Test
  void tailCallsTakeNoStack() {
    String nine = "i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64";
    load(
        """
        function u0:0(i64, i64) -> i64 {
            sig0 = (%s) -> i64
            fn0 = u0:1 sig0
        block0(v0: i64, v1: i64):
            brif v9, block1, block2
        block1:
            return_call fn0 v0, v1, v1, v1, v1, v1, v1, v1, v1, v1, v1, v1, v0
        block2:
            return v1
        }
        """
            .formatted(nine)
            .replace("    brif v9", "    v7 = iconst.i64 0\n    v9 = icmp ne v0, v7\n    brif v9"),
        """
        function u0:1(%s) -> i64 {
            sig0 = (i64, i64) -> i64
            fn0 = u0:0 sig0
        block0(v0: i64, v1: i64, v2: i64, v3: i64, v4: i64, v5: i64, v6: i64, v7: i64, v8: i64, v9: i64, v10: i64, v11: i64, v12: i64):
            v20 = iconst.i64 1
            v21 = isub v12, v20
            v22 = iadd v11, v20
            return_call fn0 v21, v22
        }
        """
            .formatted(nine));
    assertThat(call(0, 1_000_000, 5).results()).containsExactly(1_000_005L);
  }

  @Test
  void indirectCallsCheckIndexNullAndType() {
    load(
        FIB,
        """
        function u0:1(i32, i32) -> i32 {
            table0 = table 0 i32 any_func
            sig0 = type 3 (i32) -> i32
        block0(v0: i32, v1: i32):
            v2 = call_indirect sig0 table0 v0, v1
            return v2
        }
        """,
        """
        function u0:2(i32, i32) -> i32 {
            table0 = table 0 i32 any_func
            sig0 = type 3 (i32) -> i32
        block0(v0: i32, v1: i32):
            return_call_indirect sig0 table0 v0, v1
        }
        """);
    world.context.set(java.lang.foreign.ValueLayout.JAVA_INT, world.abi.typeIdOffset(3), 42);
    world.setElement(1, functions.get(0), 42);
    world.setElement(2, functions.get(0), 43);
    for (int f = 1; f <= 2; f++) {
      assertThat(call(f, 1, 10).results()).containsExactly(55L);
      assertThat(call(f, 2, 10).trap()).isEqualTo(TrapCode.BAD_SIGNATURE);
      assertThat(call(f, 3, 10).trap()).isEqualTo(TrapCode.UNINITIALIZED_ELEMENT);
      assertThat(call(f, 10, 10).trap()).isEqualTo(TrapCode.UNDEFINED_ELEMENT);
      assertThat(call(f, -1, 10).trap()).isEqualTo(TrapCode.UNDEFINED_ELEMENT);
    }
  }

  @Test
  void hostFunctionsAndBuiltinsAreCalledAndReturnedFrom() {
    load(
        """
        function u0:0(i64) -> i64 {
            sig0 = (i64) -> i64
            fn0 = u0:9 sig0
            fn1 = builtin:5 sig0
        block0(v0: i64):
            v1 = call fn0 v0
            v2 = call fn1 v1
            v3 = iadd v2, v0
            return v3
        }
        """,
        """
        function u0:1(i64) -> i64 {
            sig0 = (i64) -> i64
            fn0 = u0:9 sig0
        block0(v0: i64):
            return_call fn0 v0
        }
        """);
    List<Integer> ids = new ArrayList<>();
    world.host =
        x -> {
          ids.add(world.callee());
          return x * 10;
        };
    assertThat(call(0, 7).results()).containsExactly(707L);
    assertThat(ids).containsExactly(NativeWorld.HOST_EXIT, 5);
    assertThat(call(1, 7).results()).containsExactly(70L);
  }

  @Test
  void fuelAndInterruptionStopALoop() {
    load(
        """
        function u0:0() {
        block0:
            jump block1
        block1:
            fuel 3
            jump block1
        }
        """,
        """
        function u0:1() {
        block0:
            jump block1
        block1:
            interrupt_check
            jump block1
        }
        """);
    assertThat(call(0).trap()).isEqualTo(TrapCode.OUT_OF_FUEL);
    world.store.set(java.lang.foreign.ValueLayout.JAVA_INT, 56, 1);
    assertThat(call(1).trap()).isEqualTo(TrapCode.INTERRUPTED);
  }

  @Test
  void tablesAndReferencesAreWords() {
    load(
        """
        function u0:0(i32, i32) -> i32, i32 {
            table0 = table 0 i32 any_func
        block0(v0: i32, v1: i32):
            v2 = table_get table0 v0
            table_set table0 v1, v2
            v3 = table_get table0 v1
            v4 = ref_is_null v3
            v5 = table_size table0
            return v4, v5
        }
        """);
    assertThat(call(0, 0, 1).results()).containsExactly(1L, 10L);
    world.setElement(2, functions.get(0), 43);
    assertThat(call(0, 2, 1).results()).containsExactly(0L, 10L);
    assertThat(call(0, 10, 1).trap()).isEqualTo(TrapCode.TABLE_OUT_OF_BOUNDS);
    assertThat(call(0, 1, 10).trap()).isEqualTo(TrapCode.TABLE_OUT_OF_BOUNDS);
  }

  private static final String ACCESSES =
      """
      function %accesses(i32, i32) -> i32 {
          mem0 = memory 0 i32 array page 16 min 1 max 70
      block0(v0: i32, v1: i32):
          v2 = load.i32 mem0 v0+8
          v3 = iadd v1, v2
          v4 = uload8.i32 mem0 v0+4294967295
          v5 = iadd v3, v4
          v6 = iconst.i32 65535
          store mem0 v6, v5
          v7 = iconst.i32 -1
          istore8 mem0 v7, v5
          return v5
      }
      """;

  @Test
  void guardedAccessesCheckNothingAndSayWhereTheyFault() {
    String checked = X64Target.print(FunctionParser.parse(ACCESSES), abi(false), false);
    String guarded = X64Target.print(FunctionParser.parse(ACCESSES), abi(true), false);
    assertThat(checked).contains("trap memory_out_of_bounds");
    assertThat(guarded).doesNotContain("trap").contains("add", "movzx8", "store mov8");
    CompiledFunction function = X64Target.compile(FunctionParser.parse(ACCESSES), abi(true));
    assertThat(function.trapSites()).hasSize(4);
    assertThat(function.trapSites())
        .allMatch(site -> site.code() == TrapCode.MEMORY_OUT_OF_BOUNDS)
        .allMatch(site -> site.codeOffset() < function.code().codeBytes());
  }

  private static TestAbi abi(boolean guarded) {
    return new TestAbi(EnumSet.allOf(CpuFeature.class), guarded);
  }

  /** Faults are at instructions, as objdump sees them, that reach for memory. */
  @Test
  void trapSitesOfGuardedAccessesAreWhereInstructionsBegin(@TempDir Path folder) throws Exception {
    CompiledFunction function = X64Target.compile(FunctionParser.parse(ACCESSES), abi(true));
    byte[] text = new byte[function.code().codeBytes()];
    ((X64Code) function.code()).copyTo(text, 0);
    List<String> lines = Objdump.lines(folder.resolve("code.bin"), text);
    for (TrapSite site : function.trapSites()) {
      String at = Integer.toHexString(site.codeOffset()) + ":";
      assertThat(lines).anyMatch(line -> line.trim().startsWith(at) && line.contains("PTR ["));
    }
  }

  @Test
  void theHandlerOfFaultsFillsAPageAndReachesOnlyTheNext(@TempDir Path folder) throws Exception {
    byte[] page = FaultHandler.of(abi(true));
    assertThat(page).hasSize(4096);
    List<String> lines = Objdump.lines(folder.resolve("code.bin"), page);
    assertThat(lines.stream().filter(line -> line.contains("rip")).toList())
        .hasSize(2)
        .allMatch(line -> line.contains("# 0x1000"));
    assertThat(lines.stream().filter(line -> line.contains("call")).toList()).isEmpty();
  }
}
