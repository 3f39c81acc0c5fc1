// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.RandomFunction;
import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionParser;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the disassembler makes of compiled functions. {@link EncodingTest} checks its decoder. */
class DisassemblerTest {
  private static final String FUNCTION =
      """
      function %f(i32, i32, f64) -> i32 {
          mem0 = memory 0 i32 array page 16 min 1 max 70
          sig0 = (i32) -> i32
          fn0 = u0:5 sig0
      block0(v0: i32, v1: i32, v9: f64):
      @10 v2 = load.i32 mem0 v0+8
      @12 v3 = udiv v2, v1
      @14 v4 = call fn0 v3
      @16 br_table v4, block1, block2, block3, block2
      block1:
      @20 v10 = f64const 1.7
      @22 v11 = fmul v9, v10
      @24 v12 = fcvt_to_sint.i32 v11
      @26 return v12
      block2:
      @30 return v4
      block3:
      @32 v13 = iconst.i32 7
      @34 return v13
      }
      """;

  /** What a function that is not linked yet knows, with its relocations' names as symbols. */
  private static final class Unlinked implements Disassembler.About {
    private final CompiledFunction function;
    private final Map<Integer, String> traps = new HashMap<>();
    private final Map<Integer, String> symbols = new HashMap<>();
    final byte[] text;

    Unlinked(CompiledFunction function) {
      this.function = function;
      this.text = ((X64Code) function.code()).toBytes();
      for (TrapSite site : function.trapSites()) {
        traps.put(site.codeOffset(), site.code().name().toLowerCase(Locale.ROOT));
      }
      // Each name gets a place far behind the function, as a linker would do.
      Map<UserExternalName, Integer> places = new HashMap<>();
      for (Relocation relocation : function.relocations()) {
        UserExternalName name = relocation.target();
        int place = places.computeIfAbsent(name, any -> 1 << 20 | places.size() << 4);
        boolean isTrap = name.equals(Stub.TRAP.externalName());
        symbols.put(place, isTrap ? "jabiru.trap" : name.toString());
        int distance = place - (relocation.codeOffset() + 4);
        Assembler.writeInt(text, relocation.codeOffset(), distance);
      }
    }

    List<Disassembler.Line> lines() {
      return Disassembler.disassemble(text, 0, text.length, this);
    }

    int instructionBytes() {
      return ((X64Code) function.code()).instructionBytes();
    }

    @Override
    public int wasmOffsetAt(int offset) {
      return function.addressMap().find(offset);
    }

    @Override
    public @Nullable String trapAt(int offset) {
      return traps.get(offset);
    }

    @Override
    public @Nullable String symbolAt(int offset) {
      return symbols.get(offset);
    }
  }

  private static Unlinked compile(Function function, boolean guarded) {
    TestAbi abi = new TestAbi(EnumSet.allOf(CpuFeature.class), guarded);
    return new Unlinked(X64Target.compile(function, abi));
  }

  private static String around(List<Disassembler.Line> lines, String text) {
    StringBuilder found = new StringBuilder();
    for (Disassembler.Line line : lines) {
      if (line.text().contains(text)) {
        found.append(line.text()).append(" @").append(Integer.toHexString(line.wasmOffset()));
        found.append(' ').append(line.trap()).append(' ').append(line.target()).append('\n');
      }
    }
    return found.toString();
  }

  @Test
  void instructionsHaveTheirSourceTrapsAndCallees() {
    List<Disassembler.Line> lines = compile(FunctionParser.parse(FUNCTION), true).lines();
    assertThat(around(lines, "+0x8]")).contains("@10 memory_out_of_bounds null");
    assertThat(around(lines, "div ")).contains("@12 null null");
    assertThat(around(lines, "je ")).contains("@12 integer_divide_by_zero null");
    assertThat(around(lines, "call ")).contains("@14 null u0:5", "jabiru.trap");
    assertThat(around(lines, ".quad 0x3ffb333333333333")).hasLineCount(1);
  }

  @Test
  void aJumpTableListsItsTargets() {
    List<Disassembler.Line> lines = compile(FunctionParser.parse(FUNCTION), true).lines();
    List<String> entries =
        lines.stream()
            .map(Disassembler.Line::text)
            .filter(it -> it.contains("-0x") && it.startsWith("."))
            .toList();
    assertThat(entries).hasSize(3).allMatch(it -> it.matches("\\.long 0x[0-9a-f]+-0x[0-9a-f]+"));
    for (String entry : entries) {
      int target = Integer.decode(entry.substring(6, entry.lastIndexOf('-')));
      assertThat(lines).anyMatch(line -> line.offset() == target && line.isCode());
    }
  }

  @Test
  void everyByteOfRandomFunctionsIsReadAndCodeEndsWhereItDoes() {
    int trapping = 0;
    for (long seed = 1; seed <= 400; seed++) {
      for (boolean guarded : new boolean[] {false, true}) {
        Unlinked function = compile(RandomFunction.make(seed), guarded);
        List<Disassembler.Line> lines = function.lines();
        int at = 0;
        int codeEnd = 0;
        for (Disassembler.Line line : lines) {
          assertThat(line.isUnknown()).as("seed %s: %s", seed, line).isFalse();
          assertThat(line.offset()).isEqualTo(at);
          at += line.length();
          codeEnd = line.isCode() ? at : codeEnd;
          trapping += line.trap() != null && line.text().contains("PTR") ? 1 : 0;
        }
        assertThat(at).isEqualTo(function.text.length);
        assertThat(codeEnd).as("seed %s", seed).isEqualTo(function.instructionBytes());
        // All traps are shown, where they are.
        long sites = lines.stream().filter(line -> isSite(line)).count();
        assertThat(sites).as("seed %s", seed).isEqualTo(function.traps.size());
      }
    }
    assertThat(trapping).isPositive();
  }

  /** Jumps to a trap show it too. */
  private static boolean isSite(Disassembler.Line line) {
    return line.trap() != null && line.text().charAt(0) != 'j';
  }

  @Test
  void anyBytesAreReadWithoutAGap() {
    long seed = Long.getLong("jabiru.seed", System.nanoTime());
    Random random = new Random(seed);
    Unlinked nothing = compile(FunctionParser.parse(FUNCTION), false);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(1, 64)];
      random.nextBytes(bytes);
      int at = 0;
      for (Disassembler.Line line : Disassembler.disassemble(bytes, 0, bytes.length, nothing)) {
        assertThat(line.offset()).as("-Djabiru.seed=%s", seed).isEqualTo(at);
        assertThat(line.length()).isPositive();
        at += line.length();
      }
      assertThat(at).as("-Djabiru.seed=%s", seed).isEqualTo(bytes.length);
    }
  }

  @Test
  void whatTheAssemblerNeverWritesIsUnknown() {
    Unlinked nothing = compile(FunctionParser.parse(FUNCTION), false);
    byte[] fninitAndRet = {(byte) 0xDB, (byte) 0xE3, (byte) 0xC3};
    List<Disassembler.Line> lines = Disassembler.disassemble(fninitAndRet, 0, 3, nothing);
    assertThat(lines).extracting(Disassembler.Line::isUnknown).containsExactly(true, true, false);
  }
}
