// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A cursor over part of an artifact. */
final class ArtifactInput {
  private final Bytes bytes;
  private final int end;

  /** Where in the file the part is; for messages. */
  private final int offset;

  private int at;

  /**
   * Begins to read.
   *
   * @param bytes the part, in memory
   * @param offset where it is in the file
   */
  ArtifactInput(Bytes bytes, int offset) {
    this.bytes = bytes;
    this.end = bytes.length();
    this.offset = offset;
  }

  int u8() {
    if (at >= end) {
      throw corrupt("it ends too early");
    }
    return bytes.get(at++) & 0xff;
  }

  int varint() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = u8();
      if (shift == 28 && (b & 0xf0) != 0) {
        break;
      }
      value |= (b & 0x7f) << shift;
      if (b < 0x80) {
        if (b == 0 && shift > 0) {
          break;
        }
        return value;
      }
    }
    throw corrupt("a number is not in its shortest form");
  }

  /** A number of things of at least one byte each: never more than the bytes that are left. */
  int count() {
    int count = varint();
    if (count < 0 || count > end - at) {
      throw corrupt(Integer.toUnsignedString(count) + " items in too few bytes");
    }
    return count;
  }

  Bytes raw(int length) {
    if (length > end - at) {
      throw corrupt("it ends too early");
    }
    Bytes raw = bytes.slice(at, at + length);
    at += length;
    return raw;
  }

  Bytes blob() {
    return raw(count());
  }

  String string() {
    int start = at;
    int length = count();
    try {
      String value =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.slice(at, at + length).toArray()))
              .toString();
      at += length;
      return value;
    } catch (CharacterCodingException e) {
      at = start;
      throw corrupt("a name is not UTF-8");
    }
  }

  /** All that is left. */
  Bytes rest() {
    return raw(end - at);
  }

  void end() {
    if (at != end) {
      throw corrupt((end - at) + " bytes too many");
    }
  }

  ArtifactException corrupt(String what) {
    return new ArtifactException("damaged artifact: " + what + ", at byte " + (offset + at));
  }
}
