// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Keeps the table of instructions honest. */
class OpcodeTest {
  /** Blocks, and what only stands in or ends them. */
  private static final List<Opcode> STRUCTURE =
      List.of(Opcode.ELSE, Opcode.END, Opcode.CATCH, Opcode.CATCH_ALL, Opcode.DELEGATE);

  @Test
  void everyRowIsFoundByItsCode() {
    for (Opcode opcode : Opcode.values()) {
      assertThat(Opcode.of(opcode.prefix(), opcode.code())).isEqualTo(opcode);
    }
  }

  @Test
  void everyMnemonicIsFound() {
    for (Opcode opcode : Opcode.values()) {
      Opcode found = Opcode.ofMnemonic(opcode.mnemonic());
      assertThat(found).isNotNull();
      assertThat(found.mnemonic()).isEqualTo(opcode.mnemonic());
    }
    assertThat(Opcode.ofMnemonic("i32.nonsense")).isNull();
  }

  @Test
  void rowsStandInBinaryOrder() {
    int last = -1;
    for (Opcode opcode : Opcode.values()) {
      int place = opcode.prefix() << 16 | opcode.code();
      assertThat(place).as(opcode.mnemonic()).isGreaterThan(last);
      last = place;
    }
  }

  @Test
  void unknownCodesAreNull() {
    assertThat(Opcode.of(0, 0xFF)).isNull();
    assertThat(Opcode.of(0xFC, 18)).isNull();
    assertThat(Opcode.of(0xFD, 0x9A)).isNull();
    assertThat(Opcode.of(0xFD, Integer.MAX_VALUE)).isNull();
    assertThat(Opcode.of(0xFE, -1)).isNull();
    assertThat(Opcode.of(0x12, 0)).isNull();
  }

  @Test
  void accessesHaveAPowerOfTwoOfBytes() {
    for (Opcode opcode : Opcode.values()) {
      boolean accesses =
          opcode.immediate() == Immediate.MEMARG || opcode.immediate() == Immediate.MEMARG_LANE;
      assertThat(opcode.accessBytes() != 0).as(opcode.mnemonic()).isEqualTo(accesses);
      if (accesses) {
        assertThat(1 << opcode.naturalAlignmentLog2()).isEqualTo(opcode.accessBytes());
      }
    }
  }

  @Test
  void everyInstructionIsReadBackWithItsImmediates() {
    SplittableRandom random = new SplittableRandom(7);
    for (Opcode opcode : Opcode.values()) {
      if (STRUCTURE.contains(opcode)) {
        continue;
      }
      Immediates immediates = new Immediates(random);
      BinaryWriter body = new BinaryWriter().u32(0).opcode(opcode);
      immediates.write(opcode, body);
      int end = body.size();
      if (opcode.immediate() == Immediate.BLOCK_TYPE || opcode.immediate() == Immediate.CATCHES) {
        body.opcode(Opcode.END);
      }
      body.opcode(Opcode.END);
      InstructionReader reader = new InstructionReader(oneBody(body));
      reader.start(new DefinedFuncIndex(0));
      assertThat(reader.next()).isTrue();
      assertThat(reader.opcode()).isEqualTo(opcode);
      immediates.check(opcode, reader);
      assertThat(reader.endOffset() - reader.offset()).as(opcode.mnemonic()).isEqualTo(end - 1);
      while (reader.next()) {
        assertThat(reader.opcode()).isEqualTo(Opcode.END);
      }
    }
  }

  @Test
  void anInstructionOfAFeatureThatIsOffIsIllegal() {
    for (Opcode opcode : Opcode.values()) {
      if (opcode.feature() == Feature.MVP) {
        continue;
      }
      BinaryWriter body = new BinaryWriter().u32(0).opcode(opcode);
      Module module =
          Module.decode(moduleOf(body, false), Features.all().without(opcode.feature()));
      InstructionReader reader = new InstructionReader(module);
      reader.start(new DefinedFuncIndex(0));
      assertThatThrownBy(reader::next)
          .isInstanceOf(MalformedModuleException.class)
          .hasMessageStartingWith("illegal opcode ")
          .hasMessageContaining(opcode + " needs the feature " + opcode.feature().key());
    }
  }

  static Module oneBody(BinaryWriter body) {
    return Module.decode(moduleOf(body, true), Features.all());
  }

  private static byte[] moduleOf(BinaryWriter body, boolean hasDataCount) {
    BinaryWriter module = new BinaryWriter().header();
    int section = module.beginSection(SectionId.TYPE);
    module.u32(1).u8(0x60).u32(0).u32(0);
    module.endSized(section);
    section = module.beginSection(SectionId.FUNCTION);
    module.u32(1).u32(0);
    module.endSized(section);
    if (hasDataCount) {
      section = module.beginSection(SectionId.DATA_COUNT);
      module.u32(0);
      module.endSized(section);
    }
    section = module.beginSection(SectionId.CODE);
    module.u32(1).u32(body.size()).bytes(body);
    module.endSized(section);
    return module.toByteArray();
  }

  /** Random immediates that fit an instruction, written and then looked for. */
  private static final class Immediates {
    private final int index;
    private final int index2;
    private final int small;
    private final long low;
    private final long high;

    Immediates(SplittableRandom random) {
      index = random.nextInt(1 << 20);
      index2 = random.nextInt(1 << 20);
      small = random.nextInt(32);
      low = random.nextLong();
      high = random.nextLong();
    }

    void write(Opcode opcode, BinaryWriter out) {
      switch (opcode.immediate()) {
        case NONE -> {}
        case ZERO -> out.u8(0);
        case BLOCK_TYPE -> out.s64(index);
        case LABEL, FUNC, LOCAL, GLOBAL, TABLE, MEMORY, TYPE, DATA, ELEM, TAG -> out.u32(index);
        case LABELS -> out.u32(2).u32(index2).u32(small).u32(index);
        case TYPE_TABLE, TYPE_FIELD, TYPE_TYPE, TYPE_N, TYPE_DATA, TYPE_ELEM -> indices(out);
        case DATA_MEMORY, MEMORY_MEMORY, ELEM_TABLE, TABLE_TABLE -> indices(out);
        case MEMARG -> out.u32(0x40 | small).u32(index).u64(low);
        case MEMARG_LANE -> out.u32(small).u64(low).u8(small);
        case LANE -> out.u8(small);
        case SHUFFLE, V128 -> out.u64le(low).u64le(high);
        case I32 -> out.s32((int) low);
        case I64 -> out.s64(low);
        case F32 -> out.u32le((int) low);
        case F64 -> out.u64le(low);
        case HEAP_TYPE -> out.s64(index);
        case CAST -> out.u8(2).u32(index).heapType(AbstractHeapType.ANY).s64(index2);
        case CATCHES -> out.u8(0x7E).u32(2).u8(1).u32(index).u32(index2).u8(2).u32(small);
        case VAL_TYPES -> out.u32(2).type(NumType.F32).type(RefType.EXNREF);
      }
    }

    private void indices(BinaryWriter out) {
      out.u32(index).u32(index2);
    }

    void check(Opcode opcode, InstructionReader in) {
      switch (opcode.immediate()) {
        case NONE, ZERO -> {}
        case BLOCK_TYPE, LABEL, FUNC, LOCAL, GLOBAL, TABLE, MEMORY, TYPE, DATA, ELEM, TAG ->
            assertThat(in.index()).isEqualTo(index);
        case LABELS -> {
          assertThat(in.labelCount()).isEqualTo(2);
          assertThat(in.label(0)).isEqualTo(index2);
          assertThat(in.label(1)).isEqualTo(small);
          assertThat(in.index()).isEqualTo(index);
        }
        case TYPE_TABLE, TYPE_FIELD, TYPE_TYPE, TYPE_N, TYPE_DATA, TYPE_ELEM -> checkIndices(in);
        case DATA_MEMORY, MEMORY_MEMORY, ELEM_TABLE, TABLE_TABLE -> checkIndices(in);
        case MEMARG -> {
          assertThat(in.alignLog2()).isEqualTo(small);
          assertThat(in.index()).isEqualTo(index);
          assertThat(in.memoryOffset()).isEqualTo(low);
        }
        case MEMARG_LANE -> {
          assertThat(in.alignLog2()).isEqualTo(small);
          assertThat(in.index()).isZero();
          assertThat(in.memoryOffset()).isEqualTo(low);
          assertThat(in.lane()).isEqualTo(small);
        }
        case LANE -> assertThat(in.lane()).isEqualTo(small);
        case SHUFFLE -> {
          assertThat(in.shuffleLane(0)).isEqualTo((int) low & 0xFF);
          assertThat(in.shuffleLane(15)).isEqualTo((int) (high >>> 56));
        }
        case V128 -> {
          assertThat(in.v128Low()).isEqualTo(low);
          assertThat(in.v128High()).isEqualTo(high);
        }
        case I32 -> assertThat(in.i32()).isEqualTo((int) low);
        case I64 -> assertThat(in.i64()).isEqualTo(low);
        case F32 -> assertThat(in.f32Bits()).isEqualTo((int) low);
        case F64 -> assertThat(in.f64Bits()).isEqualTo(low);
        case HEAP_TYPE -> {
          assertThat(TypeCode.isConcrete(in.typeCode())).isTrue();
          assertThat(TypeCode.typeIndex(in.typeCode())).isEqualTo(index);
          boolean isNullable = opcode != Opcode.REF_TEST && opcode != Opcode.REF_CAST;
          assertThat(TypeCode.isNullable(in.typeCode())).isEqualTo(isNullable);
        }
        case CAST -> {
          assertThat(in.index()).isEqualTo(index);
          assertThat(in.typeCode()).isEqualTo(TypeCode.ref(false, AbstractHeapType.ANY));
          assertThat(in.typeCode2()).isEqualTo(TypeCode.concreteRef(true, index2));
        }
        case CATCHES -> {
          assertThat(in.index()).isEqualTo(-1);
          assertThat(in.typeCode()).isEqualTo(TypeCode.I64);
          assertThat(in.catchCount()).isEqualTo(2);
          assertThat(in.catchKind(0)).isEqualTo(InstructionReader.CATCH_REF);
          assertThat(in.catchTag(0)).isEqualTo(index);
          assertThat(in.catchLabel(0)).isEqualTo(index2);
          assertThat(in.catchKind(1)).isEqualTo(InstructionReader.CATCH_ALL);
          assertThat(in.catchTag(1)).isEqualTo(-1);
          assertThat(in.catchLabel(1)).isEqualTo(small);
        }
        case VAL_TYPES -> {
          assertThat(in.typeCount()).isEqualTo(2);
          assertThat(in.typeCode(0)).isEqualTo(TypeCode.F32);
          assertThat(in.typeCode(1)).isEqualTo(TypeCode.of(RefType.EXNREF));
        }
      }
    }

    private void checkIndices(InstructionReader in) {
      assertThat(in.index()).isEqualTo(index);
      assertThat(in.index2()).isEqualTo(index2);
    }
  }
}
