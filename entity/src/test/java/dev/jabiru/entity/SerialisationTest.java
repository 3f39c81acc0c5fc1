// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Formats and malformed input; round trips of random contents are in {@link ModelTest}. */
class SerialisationTest {
  private static final ValueCodec<String> TEXT =
      new ValueCodec<>() {
        @Override
        public void write(String value, DataOutput out) throws IOException {
          out.writeUTF(value);
        }

        @Override
        public String read(DataInput in) throws IOException {
          return in.readUTF();
        }
      };

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  private static DataInputStream in(int... words) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int word : words) {
      new DataOutputStream(bytes).writeInt(word);
    }
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }

  private DataInputStream written() {
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }

  @Test
  void trailingDefaultsAreTrimmed() throws IOException {
    IntSecondaryMap<Block> ints = IntSecondaryMap.withDefault(7);
    ints.set(new Block(1), 3);
    ints.set(new Block(500), 7);
    ints.write(out);
    assertThat(bytes.toByteArray()).hasSize(4 + 2 * 4).endsWith(0, 0, 0, 7, 0, 0, 0, 3);
    bytes.reset();
    SecondaryMap<Block, String> texts = SecondaryMap.withDefault("-");
    texts.set(new Block(0), "x");
    texts.set(new Block(500), "-");
    texts.write(out, TEXT);
    assertThat(bytes.toByteArray()).hasSize(4 + 3);
    bytes.reset();
    LongSecondaryMap<Block> longs = LongSecondaryMap.create();
    longs.set(new Block(500), 0);
    longs.write(out);
    assertThat(bytes.toByteArray()).hasSize(4);
    bytes.reset();
    EntitySecondaryMap<Block, Value> entities = new EntitySecondaryMap<>();
    entities.set(new Block(500), new Value(1));
    entities.clear(new Block(500));
    entities.write(out);
    assertThat(bytes.toByteArray()).hasSize(4);
    bytes.reset();
    EntitySet<Block> set = EntitySet.copyOf(List.of(new Block(3), new Block(500)));
    set.remove(new Block(500));
    set.write(out);
    assertThat(bytes.toByteArray()).hasSize(4 + 8);
  }

  @Test
  void aSliceReadsWhatAMapWrote() throws IOException {
    PrimaryMap<Block, String> map = PrimaryMap.copyOf(List.of("a", "b"));
    map.write(out, TEXT);
    BoxedSlice<Block, String> slice = BoxedSlice.read(written(), TEXT);
    assertThat(slice).isEqualTo(map.freeze());
    bytes.reset();
    slice.write(out, TEXT);
    assertThat(PrimaryMap.<Block, String>read(written(), TEXT)).isEqualTo(map);
  }

  @Test
  void aNegativeCountIsMalformed() {
    assertThatExceptionOfType(StreamCorruptedException.class)
        .isThrownBy(() -> IntPrimaryMap.read(in(-1)))
        .withMessage("wanted a count, found -1");
    assertThatExceptionOfType(StreamCorruptedException.class)
        .isThrownBy(() -> EntitySet.read(in(Integer.MIN_VALUE)));
  }

  @Test
  void aCountAllocatesNothingByItself() {
    for (int count : new int[] {Integer.MAX_VALUE, 1 << 28}) {
      assertThatExceptionOfType(EOFException.class)
          .isThrownBy(() -> IntPrimaryMap.read(in(count, 1)));
      assertThatExceptionOfType(EOFException.class)
          .isThrownBy(() -> LongSecondaryMap.read(in(count, 1), 0));
      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> EntitySet.read(in(count, 1)));
      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> SparseSet.read(in(count, 1)));
      assertThatExceptionOfType(EOFException.class)
          .isThrownBy(() -> PrimaryMap.<Block, String>read(in(count), TEXT));
      assertThatExceptionOfType(EOFException.class)
          .isThrownBy(() -> new ListPool<Value>().codec().read(in(1 << 28, 1)));
    }
  }

  @Test
  void theReservedIndexIsNoneAndWhatLiesBelowIsMalformed() throws IOException {
    EntityPrimaryMap<Block, Value> map = EntityPrimaryMap.read(in(1, -1));
    assertThat(map.getOrNull(new Block(0), Value::new)).isNull();
    assertThatExceptionOfType(StreamCorruptedException.class)
        .isThrownBy(() -> EntityPrimaryMap.read(in(1, -2)))
        .withMessage("wanted an index or -1, found -2");
    assertThatExceptionOfType(StreamCorruptedException.class)
        .isThrownBy(() -> new ListPool<Value>().codec().read(in(1, -2)));
    assertThatExceptionOfType(StreamCorruptedException.class)
        .isThrownBy(() -> SparseSet.read(in(1, -1)))
        .withMessage("wanted an index, found -1");
  }

  @Test
  void anIndexTwiceIsMalformed() {
    assertThatExceptionOfType(StreamCorruptedException.class)
        .isThrownBy(() -> SparseSet.read(in(2, 4, 4)))
        .withMessage("index 4 twice");
  }
}
