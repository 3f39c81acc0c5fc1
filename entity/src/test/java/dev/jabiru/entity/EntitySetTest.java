// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EntitySetTest {
  private static final Block B0 = new Block(0);
  private static final Block B63 = new Block(63);
  private static final Block B64 = new Block(64);
  private static final Block FAR = new Block(5000);

  @Test
  void askingNeverGrows() {
    EntitySet<Block> set = new EntitySet<>();
    assertThat(set.contains(FAR)).isFalse();
    assertThat(set.remove(FAR)).isFalse();
    assertThat(set.contains(new Block(Integer.MAX_VALUE))).isFalse();
    assertThat(set.capacity()).isZero();
  }

  @Test
  void addAndRemoveSayWhetherTheSetChanged() {
    EntitySet<Block> set = new EntitySet<>();
    assertThat(set.add(B63)).isTrue();
    assertThat(set.add(B63)).isFalse();
    assertThat(set.contains(B64)).isFalse();
    assertThat(set.remove(B63)).isTrue();
    assertThat(set.remove(B63)).isFalse();
    assertThat(set.isEmpty()).isTrue();
  }

  @Test
  void oneBitPerKey() {
    assertThat(EntitySet.<Block>withCapacity(64).capacity()).isEqualTo(64);
    assertThat(EntitySet.<Block>withCapacity(65).capacity()).isEqualTo(128);
    assertThat(EntitySet.<Block>withCapacity(0).capacity()).isZero();
  }

  @Test
  void iteratesInAscendingOrder() {
    EntitySet<Block> set = EntitySet.copyOf(List.of(FAR, B64, B0, B63));
    assertThat(set.keys(Block::new)).containsExactly(B0, B63, B64, FAR);
    assertThat(set).hasToString("{0, 63, 64, 5000}");
    assertThat(set.size()).isEqualTo(4);
    assertThat(set.nextIndex(65)).isEqualTo(5000);
    assertThat(set.nextIndex(5001)).isEqualTo(Entity.RESERVED);
    assertThat(set.nextIndex(Integer.MAX_VALUE)).isEqualTo(Entity.RESERVED);
    assertThat(set.pop(Block::new)).isEqualTo(FAR);
    assertThat(set.pop(Block::new)).isEqualTo(B64);
  }

  @Test
  void equalityIgnoresCapacityAndTheHashAgrees() {
    EntitySet<Block> a = EntitySet.copyOf(List.of(B0));
    EntitySet<Block> b = EntitySet.copyOf(List.of(B0, FAR));
    assertThat(a).isNotEqualTo(b);
    b.remove(FAR);
    assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
    b.trim();
    assertThat(b.capacity()).isEqualTo(64);
  }

  @Test
  void setOperationsSayWhetherTheSetChanged() {
    EntitySet<Block> a = EntitySet.copyOf(List.of(B0, B63));
    EntitySet<Block> b = EntitySet.copyOf(List.of(B63, FAR));
    EntitySet<Block> union = a.copy();
    assertThat(union.addAll(b)).isTrue();
    assertThat(union.addAll(b)).isFalse();
    assertThat(union.keys(Block::new)).containsExactly(B0, B63, FAR);
    assertThat(union.containsAll(a)).isTrue();
    assertThat(a.containsAll(union)).isFalse();
    EntitySet<Block> intersection = union.copy();
    assertThat(intersection.retainAll(a)).isTrue();
    assertThat(intersection.retainAll(a)).isFalse();
    assertThat(intersection).isEqualTo(a);
    EntitySet<Block> difference = union.copy();
    assertThat(difference.removeAll(a)).isTrue();
    assertThat(difference.removeAll(a)).isFalse();
    assertThat(difference.keys(Block::new)).containsExactly(FAR);
  }

  @Test
  void clearForgetsAllKeys() {
    EntitySet<Block> set = EntitySet.copyOf(List.of(B0, FAR));
    set.clear();
    assertThat(set.isEmpty()).isTrue();
    assertThat(set.keys(Block::new)).isEmpty();
    assertThat(set).isEqualTo(new EntitySet<Block>());
  }
}
