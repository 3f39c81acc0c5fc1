// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.wasm.text.WatParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lock-step interface, the messages, and what the scripts do not ask. */
class FunctionValidatorTest {
  private static Module module(String text, Features features) {
    return Module.decode(WatParser.parse(text, features).binary(), features);
  }

  private static Module module(String text) {
    return module(text, Features.all());
  }

  private static void assertInvalid(String text, String message) {
    Module module = module(text);
    assertThatThrownBy(() -> Validator.validate(module))
        .isInstanceOf(InvalidModuleException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void messageSaysWantedFoundAndWhere() {
    Module module =
        module("(module (func) (func $fib (drop (i32.add (i32.const 1) (i64.const 2)))))");
    assertThatThrownBy(() -> Validator.validate(module))
        .hasMessage(
            "type mismatch: instruction requires [i32 i32] but stack has [i32 i64]: i32.add"
                + " in func[1] \"fib\" at byte 0x1f");
  }

  @Test
  void operandsAreSeenBeforeAndAfterEachStep() {
    Module module =
        module(
            "(module (func (param i64) (result f32) (i32.const 1) (local.get 0) (drop) (drop)"
                + " (f32.const 0)))");
    FunctionValidator validator = new FunctionValidator(module);
    InstructionReader reader = validator.begin(new DefinedFuncIndex(0));
    List<String> seen = new ArrayList<>();
    while (reader.next()) {
      StringBuilder operands = new StringBuilder(reader.opcode().mnemonic());
      for (int i = validator.operandCount() - 1; i >= 0; i--) {
        operands.append(' ').append(validator.operandType(i));
      }
      seen.add(operands.toString());
      validator.step(reader);
    }
    assertThat(seen)
        .containsExactly(
            "i32.const", "local.get i32", "drop i32 i64", "drop i32", "f32.const", "end f32");
    assertThat(validator.controlDepth()).isZero();
    assertThat(validator.isReachable()).isFalse();
    assertThat(validator.localCount()).isEqualTo(1);
    assertThat(validator.localType(new LocalIndex(0))).isEqualTo(NumType.I64);
  }

  @Test
  void framesShowTheirTypesAndHeights() {
    Module module =
        module(
            "(module (func (result i32) (i64.const 7) (i32.const 1)"
                + " (loop (param i32) (result i32) (br_if 1 (i32.const 0)) (nop)) (return)))");
    FunctionValidator validator = new FunctionValidator(module);
    InstructionReader reader = validator.begin(new DefinedFuncIndex(0));
    while (reader.next() && reader.opcode() != Opcode.NOP) {
      validator.step(reader);
    }
    assertThat(validator.controlDepth()).isEqualTo(2);
    ControlFrame loop = validator.frame(0);
    assertThat(loop.opcode()).isEqualTo(Opcode.LOOP);
    assertThat(loop.height()).isEqualTo(1);
    assertThat(loop.paramCount()).isEqualTo(1);
    assertThat(loop.labelCode(0)).isEqualTo(TypeCode.I32);
    assertThat(loop.resultCode(0)).isEqualTo(TypeCode.I32);
    assertThat(validator.frame(1).height()).isZero();
    assertThat(validator.frame(1).opcode()).isEqualTo(Opcode.BLOCK);
    assertThat(validator.isReachable()).isTrue();
  }

  @Test
  void blocksEnteredInUnreachableCodeAreUnreachable() {
    Module module = module("(module (func (unreachable) (block (nop)) (nop)))");
    FunctionValidator validator = new FunctionValidator(module);
    InstructionReader reader = validator.begin(new DefinedFuncIndex(0));
    int nops = 0;
    while (reader.next()) {
      if (reader.opcode() == Opcode.NOP) {
        nops++;
        assertThat(validator.isReachable()).isFalse();
      }
      validator.step(reader);
    }
    assertThat(nops).isEqualTo(2);
  }

  @Test
  void aValidatorServesOneBodyAfterTheOther() {
    Module module =
        module(
            "(module (func (param externref) (local (ref extern))"
                + " (local.set 1 (ref.as_non_null (local.get 0))))"
                + " (func (local (ref extern)) (drop (local.get 0))))");
    FunctionValidator validator = new FunctionValidator(module);
    Validator.validateBody(validator, new DefinedFuncIndex(0));
    assertThatThrownBy(() -> Validator.validateBody(validator, new DefinedFuncIndex(1)))
        .hasMessageStartingWith("uninitialized local 0");
    Validator.validateBody(validator, new DefinedFuncIndex(0));
  }

  @Test
  void equalTypesAreOneForOperands() {
    Validator.validate(
        module(
            "(module (type $a (func)) (type $b (func))"
                + " (func (param (ref $a)) (result (ref $b)) (local.get 0)))"));
  }

  @Test
  void theMalformedRestOfABodyComesBeforeWhatIsInvalid() {
    BinaryWriter body =
        new BinaryWriter().u32(0).opcode(Opcode.I32_ADD).u8(0xFF).opcode(Opcode.END);
    Module module = OpcodeTest.oneBody(body);
    assertThatThrownBy(() -> Validator.validate(module))
        .isInstanceOf(MalformedModuleException.class)
        .hasMessageStartingWith("illegal opcode ff");
  }

  @Test
  void theErrorIsThatOfTheLowestFunction() {
    Module module = module("(module (func) (func (drop)) (func (i32.add)))");
    assertThatThrownBy(() -> Validator.validate(module)).hasMessageContaining("func[1]");
    assertThatThrownBy(() -> Validator.validateBody(module, new DefinedFuncIndex(2)))
        .hasMessageContaining("func[2]");
  }

  @Test
  void limitsOfTheImplementationHold() {
    BinaryWriter locals =
        new BinaryWriter().u32(2).u32(50_000).type(NumType.I32).u32(1).type(NumType.I64);
    Module module = OpcodeTest.oneBody(locals.opcode(Opcode.END));
    assertThatThrownBy(() -> Validator.validate(module))
        .hasMessageStartingWith("too many locals: wanted at most 50000, found 50001");
    StringBuilder chain = new StringBuilder("(module (type (sub (struct)))");
    for (int i = 0; i < 64; i++) {
      chain.append("(type (sub ").append(i).append(" (struct)))");
    }
    assertInvalid(chain.append(")").toString(), "sub type hierarchy too deep");
    String memories = "(module (import \"\" \"\" (memory 0))" + "(memory 0)".repeat(100) + ")";
    assertInvalid(memories, "too many memories");
    String params = "(module (func (param" + " i32".repeat(1001) + ")))";
    assertThatThrownBy(() -> module(params)).hasMessageStartingWith("too many parameters");
    String operands =
        "(module (type $a (array i32)) (func (unreachable) (array.new_fixed $a 10001) (drop)))";
    assertInvalid(operands, "too many operands: wanted at most 10000, found 10001");
  }

  @Test
  void featuresThatAreOffRefuse() {
    assertRefusedWithout(
        Feature.MULTI_MEMORY, "(module (memory 1) (memory 1))", "multiple memories");
    assertRefusedWithout(
        Feature.REFERENCE_TYPES, "(module (table 1 funcref) (table 1 funcref))", "multiple tables");
    assertRefusedWithout(
        Feature.MUTABLE_GLOBALS,
        "(module (global (export \"g\") (mut i32) (i32.const 0)))",
        "mutable globals cannot be exported");
    assertRefusedWithout(
        Feature.MULTI_VALUE,
        "(module (func (result i32 i32) unreachable))",
        "invalid result arity");
    assertRefusedWithout(
        Feature.EXTENDED_CONST,
        "(module (global i32 (i32.add (i32.const 1) (i32.const 2))))",
        "constant expression required");
    assertRefusedWithout(Feature.MEMORY64, "(module (memory i64 1))", "malformed limits flags");
    assertRefusedWithout(
        Feature.THREADS,
        "(module (memory 1 1 shared))",
        "malformed limits flags: found 0x3: needs the feature threads, which is off");
    assertRefusedWithout(
        Feature.CUSTOM_PAGE_SIZES, "(module (memory 1 (pagesize 1)))", "malformed limits flags");
    assertRefusedWithout(Feature.SIMD, "(module (func (param v128)))", "malformed value type");
    assertRefusedWithout(Feature.GC, "(module (type (struct)))", "malformed definition type");
    assertRefusedWithout(Feature.GC, "(module (func (param anyref)))", "malformed value type");
    assertRefusedWithout(
        Feature.FUNCTION_REFERENCES, "(module (func (param (ref func))))", "malformed value type");
    assertRefusedWithout(
        Feature.BULK_MEMORY, "(module (data \"passive\"))", "malformed data segment kind");
    Features none = Features.all().without(Feature.EXCEPTIONS, Feature.LEGACY_EXCEPTIONS);
    byte[] tag = WatParser.parse("(module (tag))", Features.all()).binary();
    assertThatThrownBy(() -> Module.decode(tag, none))
        .hasMessageStartingWith("malformed section id");
  }

  private static void assertRefusedWithout(Feature feature, String text, String message) {
    byte[] bytes = WatParser.parse(text, Features.all()).binary();
    Validator.validate(Module.decode(bytes, Features.all()));
    assertThatThrownBy(
            () -> Validator.validate(Module.decode(bytes, Features.all().without(feature))))
        .as("%s", feature)
        .isInstanceOf(WasmException.class)
        .hasMessageStartingWith(message);
  }
}
