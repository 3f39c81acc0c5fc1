// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every instruction with a fixed signature takes and leaves exactly that. */
class SignatureTest {
  private static final AddressType ADDRESS = AddressType.I32;

  @Test
  void everyFixedSignatureValidates() {
    int checked = 0;
    for (Opcode opcode : Opcode.values()) {
      if (opcode.signature() != Signature.BY_HAND) {
        validate(opcode, opcode.signature().params(ADDRESS), opcode.signature().results(ADDRESS));
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(450);
  }

  @Test
  void anOperandTooFewIsRefused() {
    for (Opcode opcode : Opcode.values()) {
      List<ValType> params = opcode.signature().params(ADDRESS);
      if (!params.isEmpty()) {
        assertRefused(
            opcode, params.subList(1, params.size()), opcode.signature().results(ADDRESS));
      }
    }
  }

  @Test
  void aWrongOperandIsRefused() {
    for (Opcode opcode : Opcode.values()) {
      List<ValType> params = opcode.signature().params(ADDRESS);
      for (int i = 0; i < params.size(); i++) {
        List<ValType> wrong = new ArrayList<>(params);
        wrong.set(i, params.get(i) == NumType.F32 ? NumType.F64 : NumType.F32);
        assertRefused(opcode, wrong, opcode.signature().results(ADDRESS));
      }
    }
  }

  @Test
  void aResultTooManyIsRefused() {
    for (Opcode opcode : Opcode.values()) {
      List<ValType> results = opcode.signature().results(ADDRESS);
      if (!results.isEmpty()) {
        List<ValType> fewer = results.subList(1, results.size());
        assertThatThrownBy(() -> validate(opcode, opcode.signature().params(ADDRESS), fewer))
            .as(opcode.mnemonic())
            .isInstanceOf(InvalidModuleException.class)
            .hasMessageStartingWith("type mismatch: ");
      }
    }
  }

  private static void assertRefused(Opcode opcode, List<ValType> params, List<ValType> results) {
    assertThatThrownBy(() -> validate(opcode, params, results))
        .as(opcode.mnemonic())
        .isInstanceOf(InvalidModuleException.class)
        .hasMessageStartingWith(
            "type mismatch: instruction requires ["
                + text(opcode.signature().params(ADDRESS))
                + "] but stack has ["
                + text(params)
                + "]");
  }

  private static String text(List<ValType> types) {
    return String.join(" ", types.stream().map(Object::toString).toList());
  }

  /** Validates a function that hands its parameters to the instruction and returns its results. */
  private static void validate(Opcode opcode, List<ValType> params, List<ValType> results) {
    BinaryWriter out = new BinaryWriter().header();
    int section = out.beginSection(SectionId.TYPE);
    out.u32(1).u8(0x60).u32(params.size());
    params.forEach(out::type);
    out.u32(results.size());
    results.forEach(out::type);
    out.endSized(section);
    section = out.beginSection(SectionId.FUNCTION);
    out.u32(1).u32(0);
    out.endSized(section);
    section = out.beginSection(SectionId.MEMORY);
    out.u32(1).u8(3).u32(1).u32(1);
    out.endSized(section);
    section = out.beginSection(SectionId.ELEMENT);
    out.u32(1).u8(1).u8(0).u32(0);
    out.endSized(section);
    section = out.beginSection(SectionId.DATA_COUNT);
    out.u32(1);
    out.endSized(section);
    section = out.beginSection(SectionId.CODE);
    out.u32(1);
    int body = out.beginSized();
    out.u32(0);
    for (int i = 0; i < params.size(); i++) {
      out.opcode(Opcode.LOCAL_GET).u32(i);
    }
    out.opcode(opcode);
    switch (opcode.immediate()) {
      case NONE -> {}
      case MEMORY, DATA, ELEM -> out.u32(0);
      case DATA_MEMORY -> out.u32(0).u32(0);
      case MEMARG -> out.u32(opcode.naturalAlignmentLog2()).u32(0);
      case MEMARG_LANE -> out.u32(opcode.naturalAlignmentLog2()).u32(0).u8(0);
      case LANE, ZERO -> out.u8(0);
      case SHUFFLE, V128 -> out.u64le(0).u64le(0);
      case I32, I64 -> out.s32(0);
      case F32 -> out.u32le(0);
      case F64 -> out.u64le(0);
      default -> throw new AssertionError(opcode);
    }
    out.opcode(Opcode.END);
    out.endSized(body);
    out.endSized(section);
    section = out.beginSection(SectionId.DATA);
    out.u32(1).u8(1).u32(0);
    out.endSized(section);
    Validator.validate(Module.decode(out.toByteArray(), Features.all()));
  }
}
