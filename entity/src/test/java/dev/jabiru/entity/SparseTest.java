// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparseTest {
  private static final Block B0 = new Block(0);
  private static final Block B1 = new Block(1);
  private static final Block B2 = new Block(2);
  private static final Block FAR = new Block(100_000);

  @Test
  void aStaleEntryIsNotAMember() {
    SparseMap<Block, String> map = new SparseMap<>();
    map.set(B0, "a");
    map.set(B1, "b");
    map.clear();
    // The entries of B0 and B1 still point at dense places 0 and 1; now B2 takes place 0.
    map.set(B2, "c");
    assertThat(map.contains(B0)).isFalse();
    assertThat(map.get(B0)).isNull();
    assertThat(map.get(B1)).isNull();
    assertThat(map.remove(B0)).isNull();
    assertThat(map.get(B2)).isEqualTo("c");
    assertThat(map.size()).isEqualTo(1);
    // An entry never written reads 0, and dense place 0 belongs to another key.
    assertThat(map.contains(new Block(3))).isFalse();
  }

  @Test
  void aRemovedKeyIsNotAMember() {
    SparseSet<Block> set = SparseSet.copyOf(List.of(B0, B1, B2));
    assertThat(set.remove(B0)).isTrue();
    assertThat(set.remove(B0)).isFalse();
    assertThat(set.contains(B0)).isFalse();
    assertThat(set.keys(Block::new)).containsExactly(B2, B1);
    assertThat(set.remove(B1)).isTrue();
    assertThat(set.contains(B2)).isTrue();
  }

  @Test
  void clearKeepsStorageAndForgetsAllKeys() {
    SparseSet<Block> set = SparseSet.copyOf(List.of(B0, B1, FAR));
    int capacity = set.capacity();
    set.clear();
    assertThat(set.isEmpty()).isTrue();
    assertThat(set.capacity()).isEqualTo(capacity);
    assertThat(set.contains(FAR)).isFalse();
    assertThat(set.keys(Block::new)).isEmpty();
  }

  @Test
  void iterationFollowsInsertion() {
    SparseMap<Block, String> map = new SparseMap<>();
    map.set(FAR, "far");
    map.set(B1, "b");
    map.set(B0, "a");
    map.set(B1, "bb");
    assertThat(map.entries(Block::new))
        .containsExactly(new Entry<>(FAR, "far"), new Entry<>(B1, "bb"), new Entry<>(B0, "a"));
    assertThat(map).hasToString("{100000=far, 1=bb, 0=a}");
    assertThat(map.remove(FAR)).isEqualTo("far");
    assertThat(map.entries(Block::new))
        .containsExactly(new Entry<>(B0, "a"), new Entry<>(B1, "bb"));
  }

  @Test
  void equalityIgnoresOrder() {
    SparseSet<Block> a = SparseSet.copyOf(List.of(B0, FAR));
    SparseSet<Block> b = SparseSet.copyOf(List.of(FAR, B0));
    assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
    b.remove(B0);
    assertThat(a).isNotEqualTo(b);
    b.add(B1);
    assertThat(a).isNotEqualTo(b);
    SparseMap<Block, String> m = new SparseMap<>();
    SparseMap<Block, String> n = new SparseMap<>();
    m.set(B0, "a");
    m.set(B1, "b");
    n.set(B1, "b");
    n.set(B0, "a");
    assertThat(m).isEqualTo(n).hasSameHashCodeAs(n);
    n.set(B0, "x");
    assertThat(m).isNotEqualTo(n);
  }

  @Test
  void popTakesTheLastKeyAdded() {
    SparseSet<Block> set = SparseSet.copyOf(List.of(B2, B0));
    assertThat(set.pop(Block::new)).isEqualTo(B0);
    assertThat(set.pop(Block::new)).isEqualTo(B2);
    assertThat(set.pop(Block::new)).isNull();
  }
}
