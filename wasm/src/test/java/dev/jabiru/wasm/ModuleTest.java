// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.wasm.text.WatParser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the decoder makes of each section. */
class ModuleTest {
  private static Module module(String text) {
    return Module.decode(WatParser.parse(text, Features.all()).binary(), Features.all());
  }

  @Test
  void importsStandBeforeDefinitions() {
    Module module =
        module(
            "(module (import \"a\" \"f\" (func (param i32))) (import \"a\" \"m\" (memory 1))"
                + " (func (result i64) (i64.const 0)) (memory i64 2 3) (export \"x\" (func 1)))");
    assertThat(module.importCount(ExternKind.FUNC)).isEqualTo(1);
    assertThat(module.funcCount()).isEqualTo(2);
    assertThat(module.definedFuncs()).containsExactly(new DefinedFuncIndex(0));
    assertThat(module.isImported(new FuncIndex(0))).isTrue();
    assertThat(module.isImported(new FuncIndex(1))).isFalse();
    assertThat(module.funcIndex(new DefinedFuncIndex(0))).isEqualTo(new FuncIndex(1));
    assertThat(module.definedFuncIndex(new FuncIndex(1))).isEqualTo(new DefinedFuncIndex(0));
    assertThat(module.funcType(new FuncIndex(1)).results()).containsExactly(NumType.I64);
    assertThat(module.imports().get(0))
        .isEqualTo(
            new Import("a", "f", new ExternType.Func(module.funcTypeIndex(new FuncIndex(0)))));
    MemoryType memory = module.memories().get(new MemoryIndex(1));
    assertThat(memory).isEqualTo(new MemoryType(AddressType.I64, Limits.of(2, 3), false, 16));
    assertThat(module.exports()).containsExactly(new Export("x", ExternKind.FUNC, 1));
  }

  @Test
  void allFormsOfElementSegmentsAreTold() {
    Module module =
        module(
            "(module (func $f) (table $t 1 funcref) (table $u 1 externref)"
                + "(elem (i32.const 0) $f) (elem func $f $f) (elem declare func $f)"
                + "(elem (table $u) (i32.const 3) externref (ref.null extern))"
                + "(elem funcref (ref.func $f) (ref.null func)) (elem declare funcref (ref.func $f)))");
    StringBuilder forms = new StringBuilder();
    for (ElementSegment segment : module.elements().values()) {
      forms.append(segment.mode()).append(segment.areFunctions() ? " funcs " : " exprs ");
      forms.append(segment.type()).append(' ').append(segment.size()).append('\n');
    }
    assertThat(forms.toString())
        .isEqualTo(
            "ACTIVE funcs (ref func) 1\nPASSIVE funcs (ref func) 2\nDECLARATIVE funcs (ref func) 1\n"
                + "ACTIVE exprs externref 1\nPASSIVE exprs funcref 2\nDECLARATIVE exprs funcref 1\n");
    ElementSegment passive = module.elements().get(new ElemIndex(4));
    InstructionReader reader = new InstructionReader(module);
    reader.start(passive.expr(1));
    assertThat(reader.next()).isTrue();
    assertThat(reader.opcode()).isEqualTo(Opcode.REF_NULL);
    assertThat(reader.next()).isTrue();
    assertThat(reader.next()).isFalse();
    assertThat(module.elements().get(new ElemIndex(3)).table()).isEqualTo(new TableIndex(1));
  }

  @Test
  void dataSegmentsAreSlices() {
    Module module = module("(module (memory 1) (data (i32.const 5) \"hello\") (data \"you\"))");
    DataSegment active = module.dataSegments().get(new DataIndex(0));
    DataSegment passive = module.dataSegments().get(new DataIndex(1));
    assertThat(text(module, active.offset(), active.length())).isEqualTo("hello");
    assertThat(active.memory()).isEqualTo(new MemoryIndex(0));
    assertThat(text(module, passive.offset(), passive.length())).isEqualTo("you");
    assertThat(passive.mode()).isEqualTo(SegmentMode.PASSIVE);
    assertThat(passive.address()).isNull();
  }

  private static String text(Module module, int offset, int length) {
    return new String(module.bytes(), offset, length, StandardCharsets.UTF_8);
  }

  @Test
  void namesAreReadWhenAskedFor() {
    Module module = module("(module $m (func $f (param $x i32) (local $y i64)) (func))");
    NameSection names = module.names();
    assertThat(names.moduleName()).isEqualTo("m");
    assertThat(names.funcName(new FuncIndex(0))).isEqualTo("f");
    assertThat(names.funcName(new FuncIndex(1))).isNull();
    assertThat(names.localName(new FuncIndex(0), new LocalIndex(1))).isEqualTo("y");
    assertThat(names.localName(new FuncIndex(1), new LocalIndex(0))).isNull();
  }

  @Test
  void aDamagedNameSectionIsNoError() {
    BinaryWriter out = new BinaryWriter().header();
    int section = out.beginSection(SectionId.CUSTOM);
    out.name("name").u8(1).u32(8).u32(2).u32(0).name("fib").u32(1).u8(0x80).u8(7);
    out.endSized(section);
    Module module = Module.decode(out.toByteArray(), Features.defaults());
    assertThat(module.names().funcName(new FuncIndex(0))).isEqualTo("fib");
    assertThat(module.names().moduleName()).isNull();
  }

  @Test
  void unknownCustomSectionsAreKeptWithTheirPlace() {
    Module module =
        module("(module (@custom \"a\" (before first) \"xy\") (type (func)) (@custom \"b\" \"\"))");
    assertThat(module.customSections()).hasSize(2);
    CustomSection first = module.customSections().get(0);
    assertThat(first.name()).isEqualTo("a");
    assertThat(first.after()).isZero();
    assertThat(text(module, first.offset(), first.length())).isEqualTo("xy");
    assertThat(module.customSections().get(1).after()).isEqualTo(SectionId.TYPE);
  }

  @Test
  void everySectionMayStandOnceAndInItsPlace() {
    int[] order = {1, 2, 3, 4, 5, 13, 6, 7, 9, 12, 10, 11};
    for (int first = 0; first < order.length; first++) {
      for (int second = 0; second < order.length; second++) {
        BinaryWriter out = new BinaryWriter().header();
        for (int id : new int[] {order[first], order[second]}) {
          out.u8(id).u32(1).u32(0);
        }
        if (first < second) {
          Validator.validate(Module.decode(out.toByteArray(), Features.defaults()));
        } else {
          assertThatThrownBy(() -> Module.decode(out.toByteArray(), Features.defaults()))
              .hasMessageStartingWith("unexpected content after last section");
        }
      }
    }
  }

  @Test
  void aMistakeInABodyComesBeforeOneAfterIt() {
    BinaryWriter out = new BinaryWriter().header();
    int section = out.beginSection(SectionId.TYPE);
    out.u32(1).u8(0x60).u32(0).u32(0);
    out.endSized(section);
    section = out.beginSection(SectionId.FUNCTION);
    out.u32(1).u32(0);
    out.endSized(section);
    section = out.beginSection(SectionId.CODE);
    out.u32(1).u32(3).u32(0).u8(0xFF).opcode(Opcode.END);
    out.endSized(section);
    out.u8(99);
    assertThatThrownBy(() -> Module.decode(out.toByteArray(), Features.defaults()))
        .hasMessageStartingWith("illegal opcode ff");
  }
}
