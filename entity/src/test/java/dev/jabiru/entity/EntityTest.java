// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EntityTest {
  /** A key type that names no prefix. */
  private static final class Nameless extends Entity {
    Nameless(int index) {
      super(index);
    }
  }

  @Test
  void printsPrefixAndIndex() {
    assertThat(new Block(3)).hasToString("block3");
    assertThat(new Value(Integer.MAX_VALUE)).hasToString("v2147483647");
    assertThat(new Nameless(1)).hasToString("nameless#1");
  }

  @Test
  void parsesWhatItPrints() {
    for (int index : new int[] {0, 1, 9, 10, 123, Integer.MAX_VALUE}) {
      Block block = new Block(index);
      assertThat(Entity.parse(block.toString(), Block.class, Block::new)).isEqualTo(block);
    }
  }

  @Test
  void parsesNothingElse() {
    for (String text :
        new String[] {
          "",
          "block",
          "3",
          "v3",
          "Block3",
          "block-1",
          "block+1",
          "block03",
          "block 3",
          "block3 ",
          "block2147483648",
          "block99999999999",
          "block4294967296",
          "block\u0663"
        }) {
      assertThatIllegalArgumentException()
          .as(text)
          .isThrownBy(() -> Entity.parse(text, Block.class, Block::new))
          .withMessage("malformed entity: wanted block<number>, found \"" + text + '"');
    }
  }

  @Test
  void theReservedIndexCannotBeCreated() {
    assertThatThrownBy(() -> new Block(Entity.RESERVED))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("the reserved index cannot be created");
    assertThatThrownBy(() -> new Block(Integer.MIN_VALUE))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("negative index -2147483648");
  }

  @Test
  void equalsByKindAndIndex() {
    assertThat(new Block(1)).isEqualTo(new Block(1)).hasSameHashCodeAs(new Block(1));
    assertThat(new Block(1)).isNotEqualTo(new Block(2)).isNotEqualTo(null);
    assertThat((Entity) new Block(1)).isNotEqualTo(new Value(1));
  }

  @Test
  void ordersByIndexWithinAKind() {
    assertThat(new Block(2)).isLessThan(new Block(10));
    assertThatThrownBy(() -> ((Entity) new Block(1)).compareTo(new Value(1)))
        .isInstanceOf(ClassCastException.class)
        .hasMessage("cannot compare block1 with v1");
  }

  @Test
  void packsNoneAsTheReservedIndex() {
    assertThat(PackedOption.pack(null)).isEqualTo(Entity.RESERVED);
    assertThat(PackedOption.pack(new Block(7))).isEqualTo(7);
    assertThat(PackedOption.unpack(PackedOption.NONE, Block::new)).isNull();
    assertThat(PackedOption.unpack(7, Block::new)).isEqualTo(new Block(7));
  }
}
