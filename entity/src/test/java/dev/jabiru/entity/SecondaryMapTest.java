// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecondaryMapTest {
  private static final Block B0 = new Block(0);
  private static final Block B1 = new Block(1);
  private static final Block B2 = new Block(2);
  private static final Block FAR = new Block(1000);

  @Test
  void everyElementStartsAsTheDefault() {
    SecondaryMap<Block, String> map = SecondaryMap.withDefault("-");
    IntSecondaryMap<Block> ints = IntSecondaryMap.withDefault(7);
    LongSecondaryMap<Block> longs = LongSecondaryMap.withDefault(8);
    EntitySecondaryMap<Block, Value> entities = new EntitySecondaryMap<>();
    map.set(B1, "x");
    ints.set(B1, 1);
    longs.set(B1, 1);
    entities.set(B1, new Value(1));
    for (Block key : new Block[] {B0, B2, FAR, new Block(Integer.MAX_VALUE)}) {
      assertThat(map.get(key)).isEqualTo("-");
      assertThat(ints.get(key)).isEqualTo(7);
      assertThat(longs.get(key)).isEqualTo(8);
      assertThat(entities.get(key, Value::new)).isNull();
    }
    assertThat(IntSecondaryMap.<Block>create().get(B0)).isZero();
    assertThat(LongSecondaryMap.<Block>create().get(B0)).isZero();
  }

  @Test
  void readingPastTheEndNeverGrows() {
    SecondaryMap<Block, String> map = SecondaryMap.withDefault("-");
    IntSecondaryMap<Block> ints = IntSecondaryMap.create();
    LongSecondaryMap<Block> longs = LongSecondaryMap.create();
    EntitySecondaryMap<Block, Value> entities = new EntitySecondaryMap<>();
    assertThat(map.get(FAR)).isEqualTo("-");
    assertThat(ints.get(FAR)).isZero();
    assertThat(longs.get(FAR)).isZero();
    assertThat(entities.isSet(FAR)).isFalse();
    entities.set(FAR, null);
    entities.clear(FAR);
    assertThat(map.capacity()).isZero();
    assertThat(ints.capacity()).isZero();
    assertThat(longs.capacity()).isZero();
    assertThat(entities.capacity()).isZero();
  }

  @Test
  void writingPastTheEndGrows() {
    SecondaryMap<Block, String> map = SecondaryMap.withDefault("-");
    IntSecondaryMap<Block> ints = IntSecondaryMap.create();
    LongSecondaryMap<Block> longs = LongSecondaryMap.create();
    EntitySecondaryMap<Block, Value> entities = new EntitySecondaryMap<>();
    map.set(FAR, "x");
    ints.set(FAR, 1);
    assertThat(longs.add(FAR, 5)).isEqualTo(5);
    entities.set(FAR, new Value(9));
    assertThat(map.capacity()).isGreaterThan(1000);
    assertThat(ints.capacity()).isGreaterThan(1000);
    assertThat(longs.capacity()).isGreaterThan(1000);
    assertThat(entities.capacity()).isGreaterThan(1000);
    assertThat(map.get(FAR)).isEqualTo("x");
    assertThat(ints.get(FAR)).isEqualTo(1);
    assertThat(longs.get(FAR)).isEqualTo(5);
    assertThat(entities.getIndex(FAR)).isEqualTo(9);
  }

  @Test
  void withAFactoryEachKeyGetsItsOwnInstanceOnFirstMutableAccess() {
    SecondaryMap<Block, List<String>> map = SecondaryMap.withFactory(ArrayList::new);
    List<String> unset = map.get(B1);
    map.getMutable(B0).add("a");
    map.getMutable(B2).add("c");
    assertThat(map.getMutable(B0)).isSameAs(map.getMutable(B0)).isSameAs(map.get(B0));
    assertThat(map.get(B0)).containsExactly("a");
    assertThat(map.get(B1)).isEmpty();
    assertThat(map.get(B1)).isSameAs(unset).isSameAs(map.get(FAR));
    assertThat(map.getMutable(B1)).isNotSameAs(unset);
    map.clear();
    assertThat(map.get(B0)).isSameAs(unset);
    assertThat(map.getMutable(B0)).isEmpty();
  }

  @Test
  void aSharedDefaultIsNeverHandedOutForMutation() {
    SecondaryMap<Block, String> map = SecondaryMap.withDefault("-");
    assertThatIllegalStateException().isThrownBy(() -> map.getMutable(B0));
  }

  @Test
  void nullIsADefaultAndAValueLikeAnyOther() {
    SecondaryMap<Block, @org.jspecify.annotations.Nullable String> map =
        SecondaryMap.withDefault(null);
    assertThat(map.get(B0)).isNull();
    SecondaryMap<Block, @org.jspecify.annotations.Nullable String> other =
        SecondaryMap.withDefault("-");
    other.set(B0, null);
    assertThat(other.get(B0)).isNull();
  }

  @Test
  void equalityIgnoresTrailingDefaultsAndTheHashAgrees() {
    SecondaryMap<Block, String> a = SecondaryMap.withDefault("-");
    SecondaryMap<Block, String> b = SecondaryMap.withDefault("-");
    a.set(B0, "x");
    b.set(B0, "x");
    b.set(FAR, new StringBuilder("-").toString());
    assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
    b.set(FAR, "y");
    assertThat(a).isNotEqualTo(b);

    IntSecondaryMap<Block> ints = IntSecondaryMap.withDefault(7);
    IntSecondaryMap<Block> moreInts = IntSecondaryMap.withDefault(7);
    moreInts.set(FAR, 7);
    assertThat(ints).isEqualTo(moreInts).hasSameHashCodeAs(moreInts);
    moreInts.set(B0, 1);
    assertThat(ints).isNotEqualTo(moreInts);

    LongSecondaryMap<Block> longs = LongSecondaryMap.withDefault(7);
    LongSecondaryMap<Block> moreLongs = LongSecondaryMap.withDefault(7);
    moreLongs.set(FAR, 7);
    assertThat(longs).isEqualTo(moreLongs).hasSameHashCodeAs(moreLongs);
    moreLongs.set(B0, 1);
    assertThat(longs).isNotEqualTo(moreLongs);

    EntitySecondaryMap<Block, Value> entities = new EntitySecondaryMap<>();
    EntitySecondaryMap<Block, Value> moreEntities = new EntitySecondaryMap<>();
    moreEntities.set(FAR, new Value(1));
    assertThat(entities).isNotEqualTo(moreEntities);
    moreEntities.clear(FAR);
    assertThat(entities).isEqualTo(moreEntities).hasSameHashCodeAs(moreEntities);
  }

  @Test
  void mapsWithDifferentDefaultsDiffer() {
    assertThat(IntSecondaryMap.<Block>withDefault(1)).isNotEqualTo(IntSecondaryMap.create());
    assertThat(SecondaryMap.<Block, String>withDefault("a"))
        .isNotEqualTo(SecondaryMap.<Block, String>withDefault("b"));
  }

  @Test
  void aDefaultBetweenOtherValuesCounts() {
    IntSecondaryMap<Block> a = IntSecondaryMap.create();
    IntSecondaryMap<Block> b = IntSecondaryMap.create();
    a.set(B1, 1);
    b.set(B2, 1);
    assertThat(a).isNotEqualTo(b);
  }

  @Test
  void clearSetsEveryElementBackToTheDefault() {
    IntSecondaryMap<Block> map = IntSecondaryMap.withDefault(7);
    map.set(B1, 1);
    int capacity = map.capacity();
    map.clear();
    assertThat(map.get(B1)).isEqualTo(7);
    assertThat(map.capacity()).isEqualTo(capacity);
    assertThat(map).isEqualTo(IntSecondaryMap.<Block>withDefault(7));
  }

  @Test
  void resizeDropsWhatLiesBeyondAndFillsWhatIsNew() {
    IntSecondaryMap<Block> map = IntSecondaryMap.withDefault(7);
    map.set(B0, 1);
    map.set(B2, 3);
    map.resize(2);
    assertThat(map.capacity()).isEqualTo(2);
    assertThat(map.get(B2)).isEqualTo(7);
    map.resize(3);
    assertThat(map.get(B0)).isEqualTo(1);
    assertThat(map.get(B2)).isEqualTo(7);
  }

  @Test
  void trimGivesBackTrailingDefaults() {
    SecondaryMap<Block, String> map = SecondaryMap.withDefault("-");
    map.set(B1, "x");
    map.set(FAR, "-");
    map.trim();
    assertThat(map.capacity()).isEqualTo(2);
    assertThat(map.get(B1)).isEqualTo("x");
  }

  @Test
  void entityValuesAreSetAndClearedKeyByKey() {
    EntitySecondaryMap<Block, Value> map = new EntitySecondaryMap<>();
    map.set(B0, new Value(0));
    map.set(B2, new Value(2));
    assertThat(map.get(B0, Value::new)).isEqualTo(new Value(0));
    map.clear(B0);
    assertThat(map.isSet(B0)).isFalse();
    map.set(B2, null);
    assertThat(map.get(B2, Value::new)).isNull();
  }
}
