// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity.bitset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class BitSetTest {
  @Test
  void aScalarSetHoldsZeroToSixtyThree() {
    ScalarBitSet set = ScalarBitSet.EMPTY.with(0).with(63);
    assertThat(set).hasToString("{0, 63}");
    assertThat(set.contains(63)).isTrue();
    assertThat(set.contains(62)).isFalse();
    assertThat(set.greatest()).isEqualTo(63);
    assertThat(ScalarBitSet.EMPTY.greatest()).isEqualTo(-1);
    assertThat(set.next(1)).isEqualTo(63);
    assertThat(set.next(64)).isEqualTo(-1);
    for (int number : new int[] {-1, 64}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> set.with(number));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> set.contains(number));
    }
  }

  @Test
  void scalarSetsCombine() {
    ScalarBitSet low = ScalarBitSet.below(4);
    ScalarBitSet high = ScalarBitSet.below(64).difference(ScalarBitSet.below(2));
    assertThat(low.intersection(high)).hasToString("{2, 3}");
    assertThat(low.union(high)).isEqualTo(ScalarBitSet.below(64));
    assertThat(low.without(0).size()).isEqualTo(3);
    assertThat(ScalarBitSet.below(0).isEmpty()).isTrue();
  }

  @Test
  void equalityOfCompoundSetsIgnoresCapacity() {
    CompoundBitSet a = new CompoundBitSet();
    CompoundBitSet b = new CompoundBitSet();
    a.add(3);
    b.add(3);
    b.add(1_000);
    assertThat(a).isNotEqualTo(b);
    b.remove(1_000);
    assertThat(a).isEqualTo(b).hasSameHashCodeAs(b).isEqualTo(a.copy());
  }

  @RepeatedTest(3)
  void compoundSetsAgreeWithBitSet() {
    long seed = Long.getLong("jabiru.seed", System.nanoTime());
    System.out.println("replay with -Djabiru.seed=" + seed);
    Random random = new Random(seed);
    BitSet model = new BitSet();
    CompoundBitSet set = new CompoundBitSet();
    for (int step = 0; step < 2_000; step++) {
      int number = random.nextInt(300);
      if (random.nextInt(100) == 0) {
        CompoundBitSet more = new CompoundBitSet();
        more.add(number);
        more.add(number + 200);
        assertThat(set.addAll(more)).isEqualTo(!model.get(number) || !model.get(number + 200));
        model.set(number);
        model.set(number + 200);
      } else if (random.nextBoolean()) {
        assertThat(set.add(number)).isEqualTo(!model.get(number));
        model.set(number);
      } else {
        assertThat(set.remove(number)).isEqualTo(model.get(number));
        model.clear(number);
      }
      int probe = random.nextInt(600);
      assertThat(set.contains(probe)).isEqualTo(model.get(probe));
      assertThat(set.next(probe)).isEqualTo(model.nextSetBit(probe));
      assertThat(set.size()).isEqualTo(model.cardinality());
    }
    assertThat(set).hasToString(model.toString());
    set.clear();
    assertThat(set.isEmpty()).isTrue();
  }
}
