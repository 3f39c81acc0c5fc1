// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity.bforest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ForestTest {
  @Prefix("v")
  private static final class Value extends Entity {
    Value(int index) {
      super(index);
    }
  }

  private Random random = new Random(0);

  @BeforeEach
  void seed() {
    long seed = Long.getLong("jabiru.seed", System.nanoTime());
    System.out.println("replay with -Djabiru.seed=" + seed);
    random = new Random(seed);
  }

  @Test
  void ascendingDescendingAndAlternatingInsertionsIterateInOrder() {
    SetForest<Value> forest = new SetForest<>();
    ForestSet<Value> up = ForestSet.empty();
    ForestSet<Value> down = ForestSet.empty();
    ForestSet<Value> both = ForestSet.empty();
    List<Value> expected = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      up = forest.add(up, new Value(i));
      down = forest.add(down, new Value(999 - i));
      both = forest.add(both, new Value(i % 2 == 0 ? i / 2 : 999 - i / 2));
      expected.add(new Value(i));
    }
    assertThat(forest.keys(up, Value::new)).containsExactlyElementsOf(expected);
    assertThat(forest.keys(down, Value::new)).containsExactlyElementsOf(expected);
    assertThat(forest.keys(both, Value::new)).containsExactlyElementsOf(expected);
  }

  @Test
  void theGreatestIndexIsAKeyLikeAnyOther() {
    SetForest<Value> forest = new SetForest<>();
    ForestSet<Value> set = forest.add(ForestSet.empty(), new Value(Integer.MAX_VALUE));
    assertThat(forest.keys(set, Value::new)).containsExactly(new Value(Integer.MAX_VALUE));
  }

  @Test
  void freedNodesAreReused() {
    SetForest<Value> forest = new SetForest<>();
    int nodes = 0;
    for (int round = 0; round < 10; round++) {
      ForestSet<Value> set = ForestSet.empty();
      for (int i = 0; i < 500; i++) {
        set = forest.add(set, new Value(i));
      }
      if (round % 2 == 0) {
        forest.free(set);
      } else {
        for (int i = 0; i < 500; i++) {
          set = forest.remove(set, new Value(i));
        }
        assertThat(set.isEmpty()).isTrue();
      }
      assertThat(round == 0 ? 0 : forest.nodes()).isEqualTo(nodes);
      nodes = forest.nodes();
    }
  }

  @Test
  void aFreedSetIsCaught() {
    SetForest<Value> forest = new SetForest<>();
    ForestSet<Value> set = forest.add(ForestSet.empty(), new Value(1));
    forest.free(set);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> forest.contains(set, new Value(1)))
        .withMessage("tree 1 is freed");
    assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> forest.free(set));
    assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> forest.size(set));
  }

  @RepeatedTest(5)
  void setsAgreeWithTreeSet() {
    SetForest<Value> forest = new SetForest<>();
    List<TreeSet<Integer>> models = new ArrayList<>();
    List<ForestSet<Value>> sets = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      models.add(new TreeSet<>());
      sets.add(ForestSet.empty());
    }
    for (int step = 0; step < 8_000; step++) {
      int i = random.nextInt(sets.size());
      Value key = new Value(random.nextInt(600));
      // Half of the time the sets grow, half of the time they shrink.
      if (random.nextInt(10) < (step / 1_000 % 2 == 0 ? 7 : 3)) {
        models.get(i).add(key.index());
        sets.set(i, forest.add(sets.get(i), key));
      } else {
        models.get(i).remove(key.index());
        sets.set(i, forest.remove(sets.get(i), key));
      }
      int probe = random.nextInt(600);
      assertThat(forest.contains(sets.get(i), new Value(probe)))
          .isEqualTo(models.get(i).contains(probe));
      Integer next = models.get(i).ceiling(probe);
      assertThat(forest.nextIndex(sets.get(i), probe)).isEqualTo(next == null ? -1 : next);
    }
    for (int i = 0; i < sets.size(); i++) {
      assertThat(forest.keys(sets.get(i), Value::new))
          .extracting(Value::index)
          .containsExactlyElementsOf(models.get(i));
      assertThat(forest.size(sets.get(i))).isEqualTo(models.get(i).size());
    }
  }

  @RepeatedTest(5)
  void mapsAgreeWithTreeMap() {
    MapForest<Value, Value> forest = new MapForest<>();
    TreeMap<Integer, Integer> model = new TreeMap<>();
    ForestMap<Value, Value> map = ForestMap.empty();
    for (int step = 0; step < 8_000; step++) {
      Value key = new Value(random.nextInt(600));
      if (random.nextInt(10) < (step / 1_000 % 2 == 0 ? 7 : 3)) {
        model.put(key.index(), step);
        map = forest.set(map, key, new Value(step));
      } else {
        model.remove(key.index());
        map = forest.remove(map, key);
      }
      int probe = random.nextInt(600);
      Integer expected = model.get(probe);
      assertThat(forest.get(map, new Value(probe), Value::new))
          .isEqualTo(expected == null ? null : new Value(expected));
    }
    TreeMap<Integer, Integer> seen = new TreeMap<>();
    forest.forEach(map, Value::new, Value::new, (k, v) -> seen.put(k.index(), v.index()));
    assertThat(seen).isEqualTo(model);
    assertThat(forest.size(map)).isEqualTo(model.size());
    forest.clear();
    assertThat(forest.get(ForestMap.empty(), new Value(1), Value::new)).isNull();
  }
}
