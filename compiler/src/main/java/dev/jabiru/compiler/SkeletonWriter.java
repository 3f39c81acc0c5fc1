// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.wasm.BinaryWriter;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Opcode;

/**
 * Reduces a module's binary to what running its compiled code needs.
 *
 * <p>Every body becomes {@code unreachable}, so that the skeleton is a valid module. Of the custom
 * sections only the names of the module and its functions stay, for backtraces.
 */
final class SkeletonWriter {
  private static final int CUSTOM = 0;
  private static final int CODE = 10;
  private static final int HEADER_BYTES = 8;

  /** Subsections of the name section up to this one are kept: those of the module and functions. */
  private static final int LAST_KEPT_NAMES = 1;

  private final byte[] bytes;
  private final BinaryWriter out = new BinaryWriter();
  private int at = HEADER_BYTES;

  private SkeletonWriter(Module module) {
    this.bytes = module.bytes();
  }

  /** {@return the skeleton of a valid module} */
  static byte[] skeletonOf(Module module) {
    SkeletonWriter writer = new SkeletonWriter(module);
    writer.out.header();
    while (writer.at < writer.bytes.length) {
      writer.section(module);
    }
    return writer.out.toByteArray();
  }

  private void section(Module module) {
    int start = at;
    int id = bytes[at++];
    int length = u32();
    int end = at + length;
    switch (id) {
      case CODE -> code(module.definedFuncCount());
      case CUSTOM -> names(end);
      default -> out.bytes(bytes, start, end - start);
    }
    at = end;
  }

  private void code(int count) {
    BinaryWriter section = new BinaryWriter().u32(count);
    for (int i = 0; i < count; i++) {
      section.u32(3).u32(0).opcode(Opcode.UNREACHABLE).opcode(Opcode.END);
    }
    out.u8(CODE).u32(section.size()).bytes(section);
  }

  private void names(int end) {
    int length = u32();
    String name = new String(bytes, at, length, java.nio.charset.StandardCharsets.UTF_8);
    at += length;
    if (!name.equals("name")) {
      return;
    }
    BinaryWriter section = new BinaryWriter().name(name);
    int empty = section.size();
    while (at < end) {
      int start = at;
      int id = bytes[at++];
      int subsectionEnd = u32() + at;
      if (subsectionEnd < at || subsectionEnd > end) {
        break; // Names are a courtesy; what cannot be read is left out.
      }
      if (id <= LAST_KEPT_NAMES) {
        section.bytes(bytes, start, subsectionEnd - start);
      }
      at = subsectionEnd;
    }
    if (section.size() > empty) {
      out.u8(CUSTOM).u32(section.size()).bytes(section);
    }
  }

  /**
   * Reads a number that the decoder has read before; in names, nonsense ends at the array's end.
   */
  private int u32() {
    int value = 0;
    for (int shift = 0; shift < 35 && at < bytes.length; shift += 7) {
      byte b = bytes[at++];
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        break;
      }
    }
    return value;
  }
}
