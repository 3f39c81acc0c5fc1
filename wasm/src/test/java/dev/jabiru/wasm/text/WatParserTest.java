// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.wasm.CustomSection;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.InvalidModuleException;
import dev.jabiru.wasm.MalformedModuleException;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Opcode;
import dev.jabiru.wasm.Validator;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WatParserTest {
  private static final HexFormat HEX = HexFormat.of();

  private static byte[] assemble(String text) {
    return WatParser.parse(text, Features.all()).binary();
  }

  /** The hexadecimal form of the module after its eight bytes of header. */
  private static String hex(String text) {
    return HEX.formatHex(assemble(text)).substring(16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(module)                        | ''",
        "''                              | ''",
        "(func)                          | 0104016000000302010 00a040102000b",
        "(start 0) (func)                | 010401600000030201000801000a040102000b",
        "(memory 1 2)                    | 0504010101 02",
        "(memory i64 1 shared)           | 0503010601",
        "(memory 0 (pagesize 1))         | 050401080000",
        "(memory (data \"ab\"))          | 050401010101 0b08010041000b026162",
        "(table 0 1 externref)           | 0405016f010001",
        "(table (ref null func) (elem 0))(func) | 010401600000 03020100 0405017001 0101 0907010041000b0100 0a040102000b",
        "(tag (param i32))               | 0105016001 7f00 0d03010000",
        "(global (mut i64) (i64.const -1)) | 0606017e01427f0b",
        "(import \"a\" \"b\" (global i32)) | 020801016101 62037f00",
        "(rec (type (func)) (type (struct (field i8) (field (mut i16))))) | 010c 014e02 600000 5f02 7800 7701",
        "(type (sub (array i32)))(type (sub final 0 (array i32))) | 010c 02 50005e7f00 4f01005e7f00",
        "(data \"x\") (func data.drop 0) | 010401600000 03020100 0c0101 0a07010500fc09000b 0b04010 10178"
      })
  void fieldsAreEncoded(String text, String expected) {
    assertThat(hex(text)).isEqualTo(expected.replace(" ", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(i32.add (i32.const 1) (i32.const 2))             | 410141026a",
        "i32.const 1 i32.const 2 i32.add                   | 410141026a",
        "block $a loop $b br $a end $b end                 | 024003400c010b0b",
        "(block $a (block $a (br $a)) (br $a))             | 024002400c000b0c000b",
        "(if (i32.const 1) (then nop) (else (unreachable))) | 4101044001050 00b",
        "i32.const 1 if nop else unreachable end           | 41010440010500 0b",
        "(i32.load offset=4 align=2 (i32.const 0))         | 4100280104",
        "(br_table 0 1 0 (i32.const 5))                    | 41050e0200010 0",
        "(select (result i32) (i32.const 1) (i32.const 2) (i32.const 3)) | 4101410241031c017f",
        "(try_table (catch_all 0) (nop))                   | 1f4001020001 0b",
        "(try (do nop) (delegate 0))                       | 0640011800",
        "try nop catch_all nop end                         | 064001190 10b",
        "(ref.test funcref (ref.null nofunc))              | d073fb1570",
        "(br_on_cast 0 anyref (ref i31) (ref.null none))   | d071fb180 1006e6c",
        "(i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31) | fd0d000102030405060708090a0b0c0d0e1f",
        "(v128.const f32x4 1 -0.0 inf nan)                 | fd0c0000803f00000080000 0807f0000c07f",
        "(f64.const -0x1.8p1)                              | 4400000000000008c0"
      })
  void instructionsAreEncoded(String text, String expected) {
    String wanted = expected.replace(" ", "");
    String hex = hex("(func " + text + ")");
    assertThat(hex).endsWith("00" + wanted + "0b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(func (bogus))                       | unknown operator bogus, at 1:8",
        "(func (i32.add)                      | unexpected token",
        "(func i32.const)                     | unexpected token ), wanted an i32 literal, at 1:16",
        "(func (i32.const 0x1_0000_0000))     | constant out of range",
        "(func (br $x))                       | unknown label $x, at 1:11",
        "(func block $a end $b)               | mismatching label $b",
        "(func $f) (func $f)                  | duplicate func $f, at 1:17",
        "(func (param $x i32) (local $x i32)) | duplicate local $x",
        "(func (call $g))                     | unknown func $g",
        "(func) (import \"\" \"\" (func))     | import after function",
        "(type $t (func)) (func (type $t) (param i32)) | inline function type",
        "(memory 1) (func (i32.load align=3 (i32.const 0))) | alignment must be a power of two",
        "(func) (start 0) (start 0)           | multiple start sections",
        "(func (if (i32.const 0)))            | unexpected token",
        "(func else)                          | unexpected token else",
        "(func (then))                        | unexpected token then",
        "(func) extra                         | unknown operator extra",
        "(func $)                             | empty identifier",
        "(@a                                  | unclosed annotation",
        "(;                                   | unclosed comment",
        "(data \"                             | unclosed string",
        "(data \"\\zz\")                      | illegal escape",
        "(memory 1 (pagesize 3))              | invalid custom page size",
      })
  void mistakesAreNamedWithTheirPlace(String text, String message) {
    assertThatThrownBy(() -> assemble(text))
        .isInstanceOf(MalformedModuleException.class)
        .hasMessageStartingWith(message)
        .message()
        .matches("(?s).*, at \\d+:\\d+");
  }

  @Test
  void placesAreCountedInLinesAndCharacters() {
    assertThatThrownBy(() -> assemble("(module\n\r\n(; \u00e4 ;) (func\r (\u00e4)))"))
        .hasMessage("illegal character, at 4:3");
    assertThatThrownBy(() -> assemble("(module\n  (; \u00e4\u00e4 ;) (bogus))"))
        .hasMessage("unknown operator bogus, at 2:13");
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] source = "(import \"\\80\" \"\" (func))".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> WatParser.parse(source, Features.all()))
        .hasMessageStartingWith("malformed UTF-8 encoding");
    byte[] raw = {'(', ';', (byte) 0xC0, (byte) 0x80, ';', ')'};
    assertThatThrownBy(() -> WatParser.parse(raw, Features.all()))
        .hasMessageStartingWith("malformed UTF-8 encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(func (f32.neg", "(func (block", "(func block", "(; (;", "(", "(@a ("})
  void deepNestingDoesNotOverflowTheStack(String opening) {
    String text = opening + " " + opening.replace("(func ", "").concat(" ").repeat(200_000);
    assertThatThrownBy(() -> assemble(text)).isInstanceOf(MalformedModuleException.class);
  }

  @Test
  void deeplyFoldedInstructionsAreAssembled() {
    int depth = 200_000;
    String text =
        "(func " + "(i32.eqz ".repeat(depth) + "(i32.const 0)" + ")".repeat(depth) + "drop)";
    assertThat(assemble(text).length).isGreaterThan(depth);
  }

  @Test
  void typesThatUsesImplyFollowTheWrittenOnes() {
    Module module =
        Module.decode(
            assemble(
                """
                (func (param i32) (block (param i64) (result i64 i64) unreachable))
                (type (func (result f32)))
                (func (result f32) (f32.const 0))
                (func (param i32))
                """),
            Features.all());
    assertThat(module.types().size()).isEqualTo(3);
    assertThat(module.types().values()).map(Object::toString).first().asString().contains("f32");
  }

  @Test
  void identifiersBecomeNames() {
    Module module =
        Module.decode(
            assemble("(module $m (func $f (param $x i32) (local $\"y z\" i64)) (memory $mem 1))"),
            Features.all());
    assertThat(module.customSections()).extracting(CustomSection::name).containsExactly("name");
    assertThat(HEX.formatHex(assemble("(module $m (func $f (param $x i32)))")))
        .endsWith("0017046e616d65" + "0002016d" + "010401000166" + "0206010001000178");
  }

  @Test
  void annotationsGiveNamesAndCustomSections() {
    Module module =
        Module.decode(
            assemble(
                """
                (@custom "c" (before func) "1" "2") (@unknown (stuff))
                (func $f (@name "g"))
                """),
            Features.all());
    assertThat(module.customSections())
        .extracting(CustomSection::name)
        .isEqualTo(List.of("c", "name"));
    assertThatThrownBy(() -> assemble("(func (@custom \"c\"))"))
        .hasMessageStartingWith("misplaced @custom annotation");
  }

  @Test
  void sourceMapLeadsBackToTheInstruction() {
    TextModule module =
        WatParser.parse("(func\n  nop\n  (drop\n    (i32.const 7)))", Features.all());
    String hex = HEX.formatHex(module.binary());
    assertThat(module.sourceMap().locate(hex.indexOf("01410 71a".replace(" ", "")) / 2))
        .isEqualTo("2:3");
    assertThat(module.sourceMap().locate(hex.indexOf("41071a") / 2)).isEqualTo("4:6");
    assertThat(module.sourceMap().locate(hex.indexOf("41071a") / 2 + 1)).isEqualTo("4:6");
    assertThat(module.sourceMap().locate(hex.indexOf("41071a") / 2 + 2)).isEqualTo("3:4");
  }

  @Test
  void mistakesInTheBinaryAreFoundInTheText() {
    TextModule text = WatParser.parse("(func\n  (drop\n    (i32.add)))", Features.all());
    Module module = Module.decode(text.binary(), Features.all());
    assertThatThrownBy(() -> Validator.validate(module))
        .isInstanceOfSatisfying(
            InvalidModuleException.class,
            mistake ->
                assertThat(text.inText(mistake))
                    .isInstanceOf(InvalidModuleException.class)
                    .hasMessageStartingWith("type mismatch")
                    .hasMessageEndingWith(" at 3:6"));
  }

  @Test
  void instructionsOfAbsentFeaturesAreUnknown() {
    assertThatThrownBy(() -> WatParser.parse("(func atomic.fence)", Features.defaults()))
        .hasMessageStartingWith("unknown operator atomic.fence");
  }

  @ParameterizedTest
  @EnumSource(Opcode.class)
  void everyInstructionHasItsNameAsAKeyword(Opcode opcode) {
    assertThat(Keywords.isKeyword(opcode.mnemonic())).isTrue();
  }
}
