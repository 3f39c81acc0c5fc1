// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.nio.charset.StandardCharsets;

/**
 * A position in an array of bytes, and the primitives of the binary format read there.
 *
 * <p>Every index is read as a number from 0 to {@link Integer#MAX_VALUE}: what lies above is cut to
 * that, which no index space reaches.
 */
class ByteReader {
  final byte[] bytes;
  final Features features;
  int pos;
  int end;

  ByteReader(byte[] bytes, Features features, int pos, int end) {
    this.bytes = bytes;
    this.features = features;
    this.pos = pos;
    this.end = end;
  }

  final MalformedModuleException malformed(String message, int at) {
    return new MalformedModuleException(message + where(at), at);
  }

  /** Says where a byte is; what is after the phrase and the values in a message. */
  String where(int at) {
    return " at byte 0x" + Integer.toHexString(at);
  }

  MalformedModuleException unexpectedEnd() {
    return malformed("unexpected end of section or function", pos);
  }

  final int u8() {
    if (pos >= end) {
      throw unexpectedEnd();
    }
    return bytes[pos++] & 0xFF;
  }

  /** Reads an unsigned number of 32 bits. */
  final int u32() {
    if (pos < end && bytes[pos] >= 0) {
      return bytes[pos++];
    }
    return (int) unsignedLeb(32);
  }

  /** Reads an index, see the class. */
  final int readIndex() {
    int value = u32();
    return value < 0 ? Integer.MAX_VALUE : value;
  }

  final long u64() {
    if (pos < end && bytes[pos] >= 0) {
      return bytes[pos++];
    }
    return unsignedLeb(64);
  }

  final int s32() {
    return (int) signedLeb(32);
  }

  final long s33() {
    return signedLeb(33);
  }

  final long s64() {
    return signedLeb(64);
  }

  private long unsignedLeb(int bits) {
    long value = 0;
    for (int shift = 0; shift < bits; shift += 7) {
      int b = u8();
      int left = bits - shift;
      if (left < 7 && (b & 0x7F) >= 1 << left) {
        throw malformed("integer too large: wanted " + bits + " bits", pos - 1);
      }
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw malformed("integer representation too long: wanted " + bits + " bits", pos);
  }

  private long signedLeb(int bits) {
    if (pos < end && bytes[pos] >= 0) {
      return bytes[pos++] << 25 >> 25;
    }
    long value = 0;
    for (int shift = 0; shift < bits; shift += 7) {
      int b = u8();
      int left = bits - shift;
      if (left < 7) {
        int mask = -1 << (left - 1) & 0x7F;
        if ((b & mask) != 0 && (b & mask) != mask) {
          throw malformed("integer too large: wanted " + bits + " bits", pos - 1);
        }
      }
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        int unused = Math.max(64 - 7 - shift, 0);
        return value << unused >> unused;
      }
    }
    throw malformed("integer representation too long: wanted " + bits + " bits", pos);
  }

  final int u32le() {
    if (end - pos < 4) {
      pos = end;
      throw unexpectedEnd();
    }
    int value =
        bytes[pos] & 0xFF
            | (bytes[pos + 1] & 0xFF) << 8
            | (bytes[pos + 2] & 0xFF) << 16
            | bytes[pos + 3] << 24;
    pos += 4;
    return value;
  }

  final long u64le() {
    return Integer.toUnsignedLong(u32le()) | (long) u32le() << 32;
  }

  /** Reads a number of bytes or of things that take a byte at least, each of them still to come. */
  final int length() {
    int at = pos;
    int length = u32();
    if (length < 0 || length > end - at) {
      throw malformed(
          "length out of bounds: wanted at most " + (end - at) + ", found " + unsigned(length), at);
    }
    return length;
  }

  /** Reads a {@link #length} of which the implementation takes only so much. */
  final int count(int limit, String things) {
    int at = pos;
    int count = length();
    if (count > limit) {
      throw malformed("too many " + things + ": wanted at most " + limit + ", found " + count, at);
    }
    return count;
  }

  /** Moves on over bytes, which must be there. */
  final void skip(int length) {
    if (length > end - pos) {
      pos = end;
      throw unexpectedEnd();
    }
    pos += length;
  }

  final String name() {
    int length = length();
    int start = pos;
    skip(length);
    int bad = Utf8.firstMalformed(bytes, start, pos);
    if (bad >= 0) {
      throw malformed("malformed UTF-8 encoding", bad);
    }
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }

  /** Reads a value type into its {@link TypeCode}. */
  final int valTypeCode() {
    int at = pos;
    int b = u8();
    switch (b) {
      case 0x7F:
        return TypeCode.I32;
      case 0x7E:
        return TypeCode.I64;
      case 0x7D:
        return TypeCode.F32;
      case 0x7C:
        return TypeCode.F64;
      case 0x7B:
        return need(TypeCode.V128, Feature.SIMD, "malformed value type", at);
      default:
        pos = at;
        int code = refTypeCode("malformed value type");
        return need(code, Feature.REFERENCE_TYPES, "malformed value type", at);
    }
  }

  /** Reads a reference type into its {@link TypeCode}. */
  final int refTypeCode(String phrase) {
    int at = pos;
    int b = u8();
    if (b == 0x63 || b == 0x64) {
      return need(heapTypeCode(b == 0x63), Feature.FUNCTION_REFERENCES, phrase, at);
    }
    AbstractHeapType type = AbstractHeapType.ofCode(b);
    if (type == null) {
      throw malformed(phrase + ": found 0x" + Integer.toHexString(b), at);
    }
    return abstractCode(true, type, phrase, at);
  }

  /** Reads a heap type into the {@link TypeCode} of a reference to it. */
  final int heapTypeCode(boolean nullable) {
    int at = pos;
    long code = s33();
    if (code >= 0) {
      need(0, Feature.FUNCTION_REFERENCES, "malformed heap type", at);
      return TypeCode.concreteRef(nullable, (int) Math.min(code, TypeCode.INDEX_MASK));
    }
    AbstractHeapType type =
        code < -64 || pos != at + 1 ? null : AbstractHeapType.ofCode((int) code & 0x7F);
    if (type == null) {
      throw malformed("malformed heap type: found " + code, at);
    }
    return abstractCode(nullable, type, "malformed heap type", at);
  }

  private int abstractCode(boolean nullable, AbstractHeapType type, String phrase, int at) {
    int code = TypeCode.ref(nullable, type);
    return switch (type) {
      case FUNC, EXTERN -> code;
      case EXN -> need(code, Feature.EXCEPTIONS, phrase, at);
      default -> need(code, Feature.GC, phrase, at);
    };
  }

  private int need(int code, Feature feature, String phrase, int at) {
    if (!features.has(feature)) {
      throw malformed(phrase + ": needs the feature " + feature.key() + ", which is off", at);
    }
    return code;
  }

  static String unsigned(int value) {
    return Integer.toUnsignedString(value);
  }
}
