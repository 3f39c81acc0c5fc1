// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.dwarf;

import dev.jabiru.wasm.CustomSection;
import dev.jabiru.wasm.Module;
import java.nio.charset.StandardCharsets;

/** A cursor over a section of DWARF in a Wasm binary, or over a part of it; little-endian. */
final class DwarfInput {
  /** What is read is no DWARF, or of a kind that is not read. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable() {
      super(null, null, false, false);
    }
  }

  private static final int DW_FORM_ADDR = 0x01;
  private static final int DW_FORM_DATA2 = 0x05;
  private static final int DW_FORM_DATA4 = 0x06;
  private static final int DW_FORM_DATA8 = 0x07;
  private static final int DW_FORM_STRING = 0x08;
  private static final int DW_FORM_BLOCK = 0x09;
  private static final int DW_FORM_DATA1 = 0x0b;
  private static final int DW_FORM_FLAG = 0x0c;
  private static final int DW_FORM_SDATA = 0x0d;
  private static final int DW_FORM_STRP = 0x0e;
  private static final int DW_FORM_UDATA = 0x0f;
  private static final int DW_FORM_SEC_OFFSET = 0x17;
  private static final int DW_FORM_EXPRLOC = 0x18;
  private static final int DW_FORM_FLAG_PRESENT = 0x19;
  private static final int DW_FORM_STRX = 0x1a;
  private static final int DW_FORM_ADDRX = 0x1b;
  private static final int DW_FORM_DATA16 = 0x1e;
  private static final int DW_FORM_LINE_STRP = 0x1f;
  private static final int DW_FORM_IMPLICIT_CONST = 0x21;
  private static final int DW_FORM_STRX1 = 0x25;
  private static final int DW_FORM_STRX2 = 0x26;
  private static final int DW_FORM_STRX3 = 0x27;
  private static final int DW_FORM_STRX4 = 0x28;
  private static final int DW_FORM_ADDRX1 = 0x29;
  private static final int DW_FORM_ADDRX2 = 0x2a;
  private static final int DW_FORM_ADDRX3 = 0x2b;
  private static final int DW_FORM_ADDRX4 = 0x2c;

  private final byte[] bytes;
  private final int start;
  private final int end;
  private int at;

  private DwarfInput(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.at = start;
  }

  /** {@return a section of a module, empty if it has none of that name} */
  static DwarfInput of(Module module, String name) {
    for (CustomSection each : module.customSections()) {
      if (each.name().equals(name)) {
        return new DwarfInput(module.bytes(), each.offset(), each.offset() + each.length());
      }
    }
    return new DwarfInput(new byte[0], 0, 0);
  }

  /** {@return where the cursor is, from the start of the section} */
  int offset() {
    return at - start;
  }

  boolean isAtEnd() {
    return at >= end;
  }

  /** Goes to an offset in the section. */
  DwarfInput moveTo(long offset) {
    if (offset < 0 || offset > end - start) {
      throw new Unreadable();
    }
    at = start + (int) offset;
    return this;
  }

  void skip(long count) {
    moveTo(offset() + count);
  }

  /** Takes so many bytes as a part of its own, which has the offsets of the section. */
  DwarfInput take(int length) {
    if (length < 0 || length > end - at) {
      throw new Unreadable();
    }
    DwarfInput part = new DwarfInput(bytes, start, at + length);
    part.at = at;
    at += length;
    return part;
  }

  int u8() {
    if (at >= end) {
      throw new Unreadable();
    }
    return bytes[at++] & 0xff;
  }

  int u16() {
    return u8() | u8() << 8;
  }

  /** A number of 32 bits that has to be less than 2^31. */
  int u31() {
    int value = u16() | u16() << 16;
    if (value < 0) {
      throw new Unreadable();
    }
    return value;
  }

  /** A number of 32 bits. */
  long u32() {
    return u16() | (long) u16() << 16;
  }

  long uleb() {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new Unreadable();
  }

  long sleb() {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value << 57 - shift >> 57 - shift;
      }
    }
    throw new Unreadable();
  }

  String string() {
    int from = at;
    while (u8() != 0) {}
    return new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8);
  }

  /** Reads an attribute that may be a string. {@return it, or "" if it is something else} */
  String string(int form, Module module) {
    return switch (form) {
      case DW_FORM_STRING -> string();
      case DW_FORM_STRP -> of(module, ".debug_str").moveTo(u31()).string();
      case DW_FORM_LINE_STRP -> of(module, ".debug_line_str").moveTo(u31()).string();
      default -> {
        number(form);
        yield "";
      }
    };
  }

  /**
   * Reads an attribute of addresses of 32 bits. {@return the number or offset that it is, or 0 if
   * it is something else}
   */
  long number(int form) {
    switch (form) {
      case DW_FORM_FLAG_PRESENT, DW_FORM_IMPLICIT_CONST -> {
        return 0;
      }
      case DW_FORM_DATA1, DW_FORM_FLAG, DW_FORM_STRX1, DW_FORM_ADDRX1 -> {
        return u8();
      }
      case DW_FORM_DATA2, DW_FORM_STRX2, DW_FORM_ADDRX2 -> {
        return u16();
      }
      case DW_FORM_STRX3, DW_FORM_ADDRX3 -> {
        return u16() | u8() << 16;
      }
      case DW_FORM_DATA4,
          DW_FORM_SEC_OFFSET,
          DW_FORM_STRP,
          DW_FORM_LINE_STRP,
          DW_FORM_STRX4,
          DW_FORM_ADDRX4,
          DW_FORM_ADDR -> {
        return u32();
      }
      case DW_FORM_DATA8 -> skip(8);
      case DW_FORM_DATA16 -> skip(16);
      case DW_FORM_UDATA, DW_FORM_STRX, DW_FORM_ADDRX -> {
        return uleb();
      }
      case DW_FORM_SDATA -> sleb();
      case DW_FORM_STRING -> string();
      case DW_FORM_BLOCK, DW_FORM_EXPRLOC -> skip(uleb());
      default -> throw new Unreadable();
    }
    return 0;
  }
}
