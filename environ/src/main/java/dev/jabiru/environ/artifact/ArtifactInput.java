// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** A cursor over the body of an artifact file whose header has been checked. */
final class ArtifactInput {
  private final byte[] bytes;
  private int at = ArtifactFile.BODY_OFFSET;

  private ArtifactInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Checks magic, version, length and checksum, in the order in which they are worth reporting. */
  static ArtifactInput open(byte[] file) {
    if (!ArtifactFile.isArtifact(file)) {
      throw new ArtifactException("not a Jabiru artifact: the magic bytes are missing");
    }
    if (file.length < ArtifactFile.BODY_OFFSET) {
      throw new ArtifactException("truncated artifact: " + file.length + " bytes");
    }
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int version = header.getInt(ArtifactFile.VERSION_OFFSET);
    if (version != ArtifactFile.FORMAT_VERSION) {
      throw new ArtifactException(
          "artifact of format version "
              + Integer.toUnsignedString(version)
              + "; this version of Jabiru runs format version "
              + ArtifactFile.FORMAT_VERSION
              + ": compile the module again");
    }
    long length = header.getLong(ArtifactFile.LENGTH_OFFSET);
    if (length != file.length) {
      throw new ArtifactException(
          (Long.compareUnsigned(length, file.length) > 0 ? "truncated" : "damaged")
              + " artifact: "
              + Long.toUnsignedString(length)
              + " bytes declared, "
              + file.length
              + " bytes found");
    }
    CRC32C checksum = new CRC32C();
    checksum.update(file, ArtifactFile.LENGTH_OFFSET, file.length - ArtifactFile.LENGTH_OFFSET);
    int expected = header.getInt(ArtifactFile.CHECKSUM_OFFSET);
    if ((int) checksum.getValue() != expected) {
      throw new ArtifactException("damaged artifact: the checksum does not match");
    }
    return new ArtifactInput(file);
  }

  int u8() {
    if (at >= bytes.length) {
      throw corrupt("it ends too early");
    }
    return bytes[at++] & 0xff;
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
    if (count < 0 || count > bytes.length - at) {
      throw corrupt(Integer.toUnsignedString(count) + " items in too few bytes");
    }
    return count;
  }

  Bytes blob() {
    int length = count();
    Bytes blob = Bytes.of(bytes, at, at + length);
    at += length;
    return blob;
  }

  String string() {
    int start = at;
    int length = count();
    try {
      String value =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
      at += length;
      return value;
    } catch (CharacterCodingException e) {
      at = start;
      throw corrupt("a name is not UTF-8");
    }
  }

  void end() {
    if (at != bytes.length) {
      throw corrupt((bytes.length - at) + " bytes follow the last module");
    }
  }

  ArtifactException corrupt(String what) {
    return new ArtifactException("damaged artifact: " + what + ", at byte " + at);
  }
}
