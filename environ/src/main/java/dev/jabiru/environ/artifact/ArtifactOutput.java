// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Grows an artifact file; {@link #finish} fills in the header. */
final class ArtifactOutput {
  private byte[] bytes = new byte[4096];
  private int length = ArtifactFile.BODY_OFFSET;

  void u8(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  void varint(int value) {
    reserve(5);
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  void blob(Bytes blob) {
    varint(blob.length());
    reserve(blob.length());
    blob.copyTo(bytes, length);
    length += blob.length();
  }

  void string(String value) {
    blob(Bytes.of(value.getBytes(StandardCharsets.UTF_8)));
  }

  byte[] finish() {
    byte[] file = Arrays.copyOf(bytes, length);
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    header.put(0, ArtifactFile.MAGIC);
    header.putInt(ArtifactFile.VERSION_OFFSET, ArtifactFile.FORMAT_VERSION);
    header.putLong(ArtifactFile.LENGTH_OFFSET, length);
    CRC32C checksum = new CRC32C();
    checksum.update(file, ArtifactFile.LENGTH_OFFSET, length - ArtifactFile.LENGTH_OFFSET);
    header.putInt(ArtifactFile.CHECKSUM_OFFSET, (int) checksum.getValue());
    return file;
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, Math.addExact(length, length / 2)));
    }
  }
}
