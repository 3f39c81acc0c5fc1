// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the writer's primitives write, the reader's read, and nothing else. */
class BinaryWriterTest {
  private static ByteReader reader(BinaryWriter writer) {
    return reader(writer.toByteArray());
  }

  private static ByteReader reader(byte... bytes) {
    return new ByteReader(bytes, Features.all(), 0, bytes.length);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void numbersOfEverySizeAreReadBack() {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 20_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      BinaryWriter writer = new BinaryWriter();
      writer.u32((int) value).s32((int) value).u64(value).s64(value).s64(value >> 31);
      writer.u32le((int) value).u64le(value);
      ByteReader in = reader(writer);
      assertThat(in.u32()).isEqualTo((int) value);
      assertThat(in.s32()).isEqualTo((int) value);
      assertThat(in.u64()).isEqualTo(value);
      assertThat(in.s64()).isEqualTo(value);
      assertThat(in.s33()).isEqualTo(value >> 31);
      assertThat(in.u32le()).isEqualTo((int) value);
      assertThat(in.u64le()).isEqualTo(value);
      assertThat(in.pos).isEqualTo(in.end);
      assertThat(BinaryWriter.u32Bytes((int) value))
          .isEqualTo(new BinaryWriter().u32((int) value).size());
    }
  }

  @Test
  void numbersMayBeWrittenLongerThanNeeded() {
    assertThat(reader(bytes(0x85, 0x80, 0x80, 0x80, 0x00)).u32()).isEqualTo(5);
    assertThat(reader(bytes(0xFB, 0xFF, 0xFF, 0xFF, 0x7F)).s32()).isEqualTo(-5);
    assertThat(reader(bytes(0xFB, 0xFF, 0xFF, 0xFF, 0x7F)).s33()).isEqualTo(-5);
  }

  @Test
  void unusedBitsMustExtendTheSign() {
    assertThatThrownBy(() -> reader(bytes(0x80, 0x80, 0x80, 0x80, 0x10)).u32())
        .hasMessageStartingWith("integer too large");
    assertThatThrownBy(() -> reader(bytes(0xFF, 0xFF, 0xFF, 0xFF, 0x0F)).s32())
        .hasMessageStartingWith("integer too large");
    assertThatThrownBy(() -> reader(bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x00)).u32())
        .hasMessageStartingWith("integer representation too long");
    assertThatThrownBy(() -> reader(bytes(0x80, 0x80)).u32())
        .hasMessageStartingWith("unexpected end");
  }

  @Test
  void sizesStandBeforeWhatTheyMeasure() {
    for (int length : new int[] {0, 1, 127, 128, 16_383, 16_384, 300_000}) {
      BinaryWriter writer = new BinaryWriter().u8(7);
      int section = writer.beginSection(3);
      writer.bytes(new byte[length]);
      writer.endSized(section);
      writer.u8(9);
      ByteReader in = reader(writer);
      assertThat(in.u8()).isEqualTo(7);
      assertThat(in.u8()).isEqualTo(3);
      assertThat(in.u32()).isEqualTo(length);
      in.skip(length);
      assertThat(in.u8()).isEqualTo(9);
      assertThat(in.pos).isEqualTo(in.end);
    }
  }

  @Test
  void namesAreReadBack() {
    for (String name : new String[] {"", "fib", "größe", "€", "\uD83D\uDC26 and \u0000"}) {
      assertThat(reader(new BinaryWriter().name(name)).name()).isEqualTo(name);
    }
  }

  @Test
  void utf8IsCheckedAsTheJdkDoes() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(4)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] =
            (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0x80 + random.nextInt(128));
      }
      String decoded = new String(bytes, StandardCharsets.UTF_8);
      byte[] again = decoded.getBytes(StandardCharsets.UTF_8);
      boolean isWellFormed = Arrays.equals(bytes, again);
      assertThat(Utf8.firstMalformed(bytes, 0, bytes.length) < 0)
          .as(HexFormat.of().formatHex(bytes))
          .isEqualTo(isWellFormed);
    }
  }

  @Test
  void everyTypeIsReadBack() {
    for (boolean nullable : new boolean[] {false, true}) {
      for (AbstractHeapType heap : AbstractHeapType.values()) {
        checkType(new RefType(nullable, heap));
      }
      checkType(new RefType(nullable, new ConcreteHeapType(new TypeIndex(12_345))));
    }
    for (NumType type : NumType.values()) {
      checkType(type);
    }
    checkType(VecType.V128);
  }

  private static void checkType(ValType type) {
    ByteReader in = reader(new BinaryWriter().type(type));
    assertThat(TypeCode.toValType(in.valTypeCode())).isEqualTo(type);
    assertThat(in.pos).isEqualTo(in.end);
  }
}
