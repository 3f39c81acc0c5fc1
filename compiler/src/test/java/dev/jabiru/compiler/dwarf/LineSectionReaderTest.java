// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.FunctionBody;
import dev.jabiru.wasm.InstructionReader;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.text.TextModule;
import dev.jabiru.wasm.text.WatParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Reads line programs that {@link LineProgram} has written, or somebody has damaged. What clang
 * writes is read in the tests of the command line.
 */
class LineSectionReaderTest {
  private static final byte[] MODULE =
      WatParser.parse(
              """
              (module
                (func (param i32) (result i32) (i32.add (local.get 0) (i32.const 100000)))
                (func (drop (i64.const 1)) (drop (i64.const 2)) (drop (i64.const 3)) (nop) (nop)))
              """,
              Features.all())
          .binary();

  /** The binary with a custom section behind it. */
  private static Module with(String section, Bytes content) {
    DwarfOutput payload = new DwarfOutput();
    byte[] name = section.getBytes(StandardCharsets.UTF_8);
    payload.uleb(name.length);
    for (byte each : name) {
      payload.u8(each);
    }
    for (int i = 0; i < content.length(); i++) {
      payload.u8(content.get(i));
    }
    DwarfOutput out = new DwarfOutput();
    out.u8(0);
    out.uleb(payload.length());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(MODULE);
    all.writeBytes(out.finish().toArray());
    all.writeBytes(payload.finish().toArray());
    return Module.decode(all.toByteArray(), Features.all());
  }

  private static Module plain() {
    return Module.decode(MODULE, Features.all());
  }

  private static int codeOffset() {
    return plain().codeOffset().orElseThrow();
  }

  @Test
  void aModuleWithoutItHasItsOffsetsAsLines() {
    SourceLines lines = SourceLines.of(plain(), "m");
    assertThat(lines.files()).containsExactly("m.wasm");
    assertThat(lines.file(lines.find(30))).isEqualTo(1);
    assertThat(lines.line(lines.find(30), 30)).isEqualTo(30);
  }

  @Test
  void rowsThatAreWrittenAreRead() {
    FunctionBody second = plain().body(new DefinedFuncIndex(1));
    int start = second.offset() - codeOffset();
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      DwarfOutput out = new DwarfOutput();
      LineProgram program = new LineProgram(out, List.of("/a.c", "b.c"), start);
      int[] files = new int[second.length()];
      int[] lines = new int[second.length()];
      int file = 1;
      int line = 1;
      for (int i = 0; i < second.length(); i++) {
        if (i == 0 || random.nextInt(3) == 0) {
          file = 1 + random.nextInt(2);
          line = Math.max(0, line + (random.nextInt() >> random.nextInt(32)) / 4);
          program.row(start + i, file, line);
        }
        files[i] = file;
        lines[i] = line;
      }
      program.end(start + second.length());
      SourceLines found = SourceLines.of(with(".debug_line", out.finish()), "m");
      assertThat(found.files()).contains("/a.c", "b.c");
      for (int i = 0; i < second.length(); i++) {
        int offset = second.offset() + i;
        int row = found.find(offset);
        assertThat(found.line(row, offset)).as("seed %s", seed).isEqualTo(lines[i]);
        assertThat(found.files().get(found.file(row) - 1))
            .as("seed %s", seed)
            .isEqualTo(files[i] == 1 ? "/a.c" : "b.c");
      }
      assertThat(found.find(second.offset() - 1)).isEqualTo(-1);
      assertThat(found.find(second.endOffset())).isEqualTo(-1);
    }
  }

  /** What the assembler of text says of lines is what it says of mistakes. */
  @Test
  void linesOfTextAreRead() {
    String source =
        """
        (module
          (func (param i32) (result i32)
            local.get 0
            (i32.add
              (i32.const 1))
          )
          (memory 1)
          (func (result i64) (local i32)\r
            i32.const 0\r    i64.load offset=8))
        """;
    TextModule text = WatParser.parse(source, Features.all());
    Module module = Module.decode(text.withLines("a.wat").binary(), Features.all());
    SourceLines lines = SourceLines.of(module, "m");
    int checked = 0;
    for (DefinedFuncIndex each : module.definedFuncs()) {
      InstructionReader reader = new InstructionReader(module);
      reader.start(each);
      while (reader.next()) {
        int row = lines.find(reader.offset());
        String place = text.sourceMap().locate(reader.offset());
        assertThat(place).startsWith(lines.line(row, reader.offset()) + ":");
        assertThat(lines.files().get(lines.file(row) - 1)).isEqualTo("a.wat");
        checked++;
      }
    }
    assertThat(checked).isEqualTo(7);
    byte[] nothing = WatParser.parse("(module)", Features.all()).withLines("a.wat").binary();
    assertThat(nothing).hasSize(8);
  }

  /** Linkers put them at address 0 or at one beyond all. */
  @Test
  void functionsThatALinkerHasDroppedAreLeftOut() {
    for (int start : new int[] {0, -1, -2, MODULE.length}) {
      DwarfOutput out = new DwarfOutput();
      LineProgram program = new LineProgram(out, List.of("dropped.c"), start);
      program.row(start, 1, 7);
      program.end(start + 30);
      SourceLines lines = SourceLines.of(with(".debug_line", out.finish()), "m");
      for (int offset = 0; offset < MODULE.length; offset++) {
        assertThat(lines.find(offset)).as("%s at %s", start, offset).isEqualTo(-1);
      }
    }
  }

  @Test
  void damagedSectionsAreNoMistake() {
    int start = plain().body(new DefinedFuncIndex(0)).offset() - codeOffset();
    DwarfOutput out = new DwarfOutput();
    LineProgram program = new LineProgram(out, List.of("a.c", "b.c"), start);
    program.row(start, 1, 10);
    program.row(start + 3, 2, 2000);
    program.row(start + 4, 1, 11);
    program.end(start + 5);
    byte[] good = out.finish().toArray();
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bad = java.util.Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int i = random.nextInt(4); i > 0 && bad.length > 0; i--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      String name = seed % 8 == 0 ? ".debug_info" : ".debug_line";
      SourceLines lines = SourceLines.of(with(name, Bytes.of(bad)), "m");
      assertThat(lines.files()).as("seed %s", seed).doesNotContain("");
      for (int offset = 0; offset < MODULE.length; offset++) {
        int row = lines.find(offset);
        assertThat(lines.line(row, offset)).as("seed %s", seed).isNotNegative();
        assertThat(lines.file(row)).isBetween(1, lines.files().size());
      }
    }
  }

  @Test
  void aRowTakesAByteWhereItCan() {
    DwarfOutput out = new DwarfOutput();
    int start = NativeCode.FILE_ADDRESS;
    LineProgram program = new LineProgram(out, List.of("a.c"), start);
    program.row(start, 1, 1);
    int before = out.length();
    program.row(start + 4, 1, 2);
    program.row(start + 9, 1, 12);
    program.row(start + 12, 1, 9);
    assertThat(out.length() - before).isEqualTo(3);
    program.row(start + 40, 1, 10); // with DW_LNS_const_add_pc
    assertThat(out.length() - before).isEqualTo(5);
  }
}
