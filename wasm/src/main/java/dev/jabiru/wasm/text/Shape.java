// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

/** How the text of a vector literal divides it into lanes. */
enum Shape {
  I8X16("i8x16", 16),
  I16X8("i16x8", 8),
  I32X4("i32x4", 4),
  I64X2("i64x2", 2),
  F32X4("f32x4", 4),
  F64X2("f64x2", 2);

  private final String keyword;
  private final int lanes;

  Shape(String keyword, int lanes) {
    this.keyword = keyword;
    this.lanes = lanes;
  }

  String keyword() {
    return keyword;
  }

  int lanes() {
    return lanes;
  }

  int laneBytes() {
    return 16 / lanes;
  }

  static Shape read(TokenCursor in) {
    for (Shape shape : values()) {
      if (in.takeKeyword(shape.keyword)) {
        return shape;
      }
    }
    throw in.unexpected("a vector shape");
  }

  static boolean isNumber(TokenKind kind) {
    return kind == TokenKind.NAT || kind == TokenKind.INT || kind == TokenKind.FLOAT;
  }

  /** Reads a lane as the low bits of a number. */
  long lane(TokenCursor in) {
    return switch (this) {
      case F32X4 -> in.f32Bits() & 0xFFFFFFFFL;
      case F64X2 -> in.f64Bits();
      default -> in.integer(8 * laneBytes());
    };
  }

  void lane(TokenCursor in, ByteBuilder out) {
    out.littleEndian(lane(in), laneBytes());
  }
}
