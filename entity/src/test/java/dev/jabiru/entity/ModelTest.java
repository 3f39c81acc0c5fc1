// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Drives each container and a model from {@code java.util} through the same random operations.
 *
 * <p>Every run has a new seed, which it prints. {@code -Djabiru.seed=N} replays one.
 */
class ModelTest {
  private static final int STEPS = 3_000;

  private Random random = new Random(0);

  @BeforeEach
  void seed() {
    long seed = Long.getLong("jabiru.seed", System.nanoTime());
    System.out.println("replay with -Djabiru.seed=" + seed);
    random = new Random(seed);
  }

  /** Mostly small indices, sometimes around a word or page boundary, rarely far out. */
  private Block anyKey() {
    return new Block(
        switch (random.nextInt(10)) {
          case 0 -> 64 * random.nextInt(5) + random.nextInt(3);
          case 1 -> random.nextInt(5_000);
          default -> random.nextInt(100);
        });
  }

  private Value anyValue() {
    return new Value(random.nextInt(1_000));
  }

  @RepeatedTest(3)
  void primaryMapsAgreeWithArrayList() throws IOException {
    List<Integer> model = new ArrayList<>();
    PrimaryMap<Block, Integer> map = new PrimaryMap<>();
    IntPrimaryMap<Block> ints = new IntPrimaryMap<>();
    LongPrimaryMap<Block> longs = new LongPrimaryMap<>();
    EntityPrimaryMap<Block, Value> entities = new EntityPrimaryMap<>();
    for (int step = 0; step < STEPS; step++) {
      int choice = random.nextInt(1_000);
      int value = random.nextInt(1_000);
      if (choice < 2) {
        model.clear();
        map.clear();
        ints.clear();
        longs.clear();
        entities.clear();
      } else if (choice < 600 || model.isEmpty()) {
        Block key = new Block(model.size());
        model.add(value);
        assertThat(map.push(value, Block::new)).isEqualTo(key);
        assertThat(ints.push(value, Block::new)).isEqualTo(key);
        assertThat(longs.push(value + (1L << 40), Block::new)).isEqualTo(key);
        assertThat(entities.push(new Value(value), Block::new)).isEqualTo(key);
      } else {
        Block key = new Block(random.nextInt(model.size()));
        model.set(key.index(), value);
        map.set(key, value);
        ints.set(key, value);
        longs.set(key, value + (1L << 40));
        entities.set(key, new Value(value));
      }
      if (!model.isEmpty()) {
        Block key = new Block(random.nextInt(model.size()));
        int expected = model.get(key.index());
        assertThat(map.get(key)).isEqualTo(expected);
        assertThat(ints.get(key)).isEqualTo(expected);
        assertThat(longs.get(key)).isEqualTo(expected + (1L << 40));
        assertThat(entities.get(key, Value::new)).isEqualTo(new Value(expected));
      }
      assertThat(map.size()).isEqualTo(model.size());
    }
    assertThat(map.values()).containsExactlyElementsOf(model);
    assertThat(map).isEqualTo(PrimaryMap.copyOf(model)).hasSameHashCodeAs(model);
    DataInput in = written(out -> map.write(out, INT));
    assertThat(PrimaryMap.<Block, Integer>read(in, INT)).isEqualTo(map);
    assertThat(IntPrimaryMap.<Block>read(written(ints::write))).isEqualTo(ints);
    assertThat(LongPrimaryMap.<Block>read(written(longs::write))).isEqualTo(longs);
    assertThat(EntityPrimaryMap.<Block, Value>read(written(entities::write))).isEqualTo(entities);
  }

  @RepeatedTest(3)
  void secondaryMapsAgreeWithTreeMap() throws IOException {
    TreeMap<Integer, Integer> model = new TreeMap<>();
    SecondaryMap<Block, Integer> map = SecondaryMap.withDefault(5);
    SecondaryMap<Block, List<Integer>> own = SecondaryMap.withFactory(ArrayList::new);
    IntSecondaryMap<Block> ints = IntSecondaryMap.withDefault(5);
    LongSecondaryMap<Block> longs = LongSecondaryMap.withDefault(5);
    EntitySecondaryMap<Block, Value> entities = new EntitySecondaryMap<>();
    for (int step = 0; step < STEPS; step++) {
      Block key = anyKey();
      int index = key.index();
      int choice = random.nextInt(1_000);
      if (choice < 2) {
        model.clear();
        map.clear();
        own.clear();
        ints.clear();
        longs.clear();
        entities.clear();
      } else if (choice < 4) {
        int limit = random.nextInt(300);
        model.tailMap(limit).clear();
        map.resize(limit);
        own.resize(limit);
        ints.resize(limit);
        longs.resize(limit);
        entities.resize(limit);
      } else if (choice < 10) {
        map.trim();
        own.trim();
        ints.trim();
        longs.trim();
        entities.trim();
      } else if (choice < 200) {
        model.remove(index);
        map.set(key, 5);
        own.getMutable(key).clear();
        ints.set(key, 5);
        longs.set(key, 5);
        entities.clear(key);
      } else if (choice < 600) {
        int value = random.nextInt(100);
        model.put(index, value);
        map.set(key, value);
        own.set(key, new ArrayList<>(List.of(value)));
        ints.add(key, value - ints.get(key));
        longs.add(key, value - longs.get(key));
        entities.set(key, new Value(value));
      }
      Integer expected = model.get(index);
      assertThat(map.get(key)).isEqualTo(expected == null ? 5 : expected);
      assertThat(own.get(key)).isEqualTo(expected == null ? List.of() : List.of(expected));
      assertThat(ints.get(key)).isEqualTo(expected == null ? 5 : expected);
      assertThat(longs.get(key)).isEqualTo(expected == null ? 5 : expected);
      assertThat(entities.get(key, Value::new))
          .isEqualTo(expected == null ? null : new Value(expected));
    }
    SecondaryMap<Block, Integer> rebuilt = SecondaryMap.withDefault(5);
    model.forEach((index, value) -> rebuilt.set(new Block(index), value));
    assertThat(map).isEqualTo(rebuilt).hasSameHashCodeAs(rebuilt);
    SecondaryMap<Block, Integer> read = SecondaryMap.withDefault(5);
    read.set(new Block(1_000_000), 1);
    read.readFrom(written(out -> map.write(out, INT)), INT);
    assertThat(read).isEqualTo(map).hasSameHashCodeAs(map);
    assertThat(IntSecondaryMap.<Block>read(written(ints::write), 5)).isEqualTo(ints);
    assertThat(LongSecondaryMap.<Block>read(written(longs::write), 5)).isEqualTo(longs);
    assertThat(EntitySecondaryMap.<Block, Value>read(written(entities::write))).isEqualTo(entities);
    List<Integer> seen = new ArrayList<>();
    entities.forEach(Block::new, Value::new, (k, v) -> seen.add(k.index()));
    assertThat(seen).containsExactlyElementsOf(model.keySet());
  }

  @RepeatedTest(3)
  void setsAgreeWithTreeSet() throws IOException {
    TreeSet<Integer> model = new TreeSet<>();
    EntitySet<Block> bits = new EntitySet<>();
    SparseSet<Block> sparse = new SparseSet<>();
    for (int step = 0; step < STEPS; step++) {
      Block key = anyKey();
      int choice = random.nextInt(1_000);
      if (choice < 3) {
        model.clear();
        bits.clear();
        sparse.clear();
      } else if (choice < 500) {
        boolean added = model.add(key.index());
        assertThat(bits.add(key)).isEqualTo(added);
        assertThat(sparse.add(key)).isEqualTo(added);
      } else if (choice < 900) {
        boolean removed = model.remove(key.index());
        assertThat(bits.remove(key)).isEqualTo(removed);
        assertThat(sparse.remove(key)).isEqualTo(removed);
      } else if (choice < 910) {
        bits.trim();
      } else {
        changeWithAnotherSet(choice, model, bits, sparse);
      }
      Block probe = anyKey();
      assertThat(bits.contains(probe)).isEqualTo(model.contains(probe.index()));
      assertThat(sparse.contains(probe)).isEqualTo(model.contains(probe.index()));
      assertThat(sparse.size()).isEqualTo(model.size());
    }
    assertThat(bits.size()).isEqualTo(model.size());
    assertThat(bits.keys(Block::new)).extracting(Block::index).containsExactlyElementsOf(model);
    assertThat(sparse.keys(Block::new))
        .extracting(Block::index)
        .containsExactlyInAnyOrderElementsOf(model);
    EntitySet<Block> same = EntitySet.copyOf(sparse.keys(Block::new));
    assertThat(bits).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(sparse).isEqualTo(SparseSet.copyOf(bits.keys(Block::new)));
    assertThat(EntitySet.<Block>read(written(bits::write))).isEqualTo(bits);
    assertThat(SparseSet.<Block>read(written(sparse::write))).isEqualTo(sparse);
  }

  private void changeWithAnotherSet(
      int choice, TreeSet<Integer> model, EntitySet<Block> bits, SparseSet<Block> sparse) {
    Set<Integer> others = new HashSet<>();
    EntitySet<Block> otherBits = new EntitySet<>();
    for (int i = random.nextInt(60); i > 0; i--) {
      Block key = anyKey();
      others.add(key.index());
      otherBits.add(key);
    }
    switch (choice % 3) {
      case 0 -> {
        assertThat(bits.addAll(otherBits)).isEqualTo(model.addAll(others));
        otherBits.forEach(Block::new, sparse::add);
      }
      case 1 -> {
        assertThat(bits.removeAll(otherBits)).isEqualTo(model.removeAll(others));
        otherBits.forEach(Block::new, sparse::remove);
      }
      default -> {
        assertThat(bits.containsAll(otherBits)).isEqualTo(model.containsAll(others));
        assertThat(bits.retainAll(otherBits)).isEqualTo(model.retainAll(others));
        List<Block> gone = new ArrayList<>();
        for (Block key : sparse.keys(Block::new)) {
          if (!otherBits.contains(key)) {
            gone.add(key);
          }
        }
        gone.forEach(sparse::remove);
      }
    }
  }

  @RepeatedTest(3)
  void sparseMapAgreesWithTreeMap() throws IOException {
    TreeMap<Integer, Integer> model = new TreeMap<>();
    SparseMap<Block, Integer> map = new SparseMap<>();
    for (int step = 0; step < STEPS; step++) {
      Block key = anyKey();
      int choice = random.nextInt(1_000);
      if (choice < 4) {
        model.clear();
        map.clear();
      } else if (choice < 500) {
        model.put(key.index(), step);
        map.set(key, step);
      } else if (choice < 900) {
        assertThat(map.remove(key)).isEqualTo(model.remove(key.index()));
      }
      Block probe = anyKey();
      assertThat(map.get(probe)).isEqualTo(model.get(probe.index()));
      assertThat(map.contains(probe)).isEqualTo(model.containsKey(probe.index()));
      assertThat(map.size()).isEqualTo(model.size());
    }
    TreeMap<Integer, Integer> seen = new TreeMap<>();
    map.forEach(Block::new, (key, value) -> seen.put(key.index(), value));
    assertThat(seen).isEqualTo(model);
    SparseMap<Block, Integer> read = SparseMap.read(written(out -> map.write(out, INT)), INT);
    assertThat(read).isEqualTo(map).hasSameHashCodeAs(map).hasToString(map.toString());
  }

  @RepeatedTest(3)
  void listsOfOnePoolAgreeWithArrayLists() throws IOException {
    List<List<Value>> models = new ArrayList<>();
    List<EntityList<Value>> lists = new ArrayList<>();
    ListPool<Value> pool = new ListPool<>();
    for (int i = 0; i < 20; i++) {
      models.add(new ArrayList<>());
      lists.add(EntityList.empty());
    }
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(1_000) == 0) {
        pool.clear();
        models.forEach(List::clear);
        lists.replaceAll(list -> EntityList.empty());
      }
      int i = random.nextInt(models.size());
      lists.set(i, change(models, lists, i, pool));
      for (int j = 0; j < models.size(); j++) {
        check(models.get(j), lists.get(j), pool);
      }
    }
    for (EntityList<Value> list : lists) {
      EntityList<Value> read = pool.codec().read(written(out -> pool.codec().write(list, out)));
      assertThat(pool.contentEquals(read, list)).isTrue();
      assertThat(pool.contentHash(read)).isEqualTo(pool.contentHash(list));
    }
  }

  private EntityList<Value> change(
      List<List<Value>> models, List<EntityList<Value>> lists, int i, ListPool<Value> pool) {
    List<Value> model = models.get(i);
    EntityList<Value> list = lists.get(i);
    Value value = anyValue();
    int size = model.size();
    int at = size == 0 ? 0 : random.nextInt(size);
    int choice = random.nextInt(100);
    if (choice < 30) {
      model.add(value);
      return pool.push(list, value);
    } else if (choice < 50) {
      model.add(at, value);
      return pool.insert(list, at, value);
    } else if (choice < 55) {
      int j = random.nextInt(models.size());
      if (size + models.get(j).size() > 100) {
        return list;
      }
      model.addAll(List.copyOf(models.get(j)));
      return pool.pushAll(list, lists.get(j));
    } else if (choice < 57) {
      pool.free(list);
      model.clear();
      return EntityList.empty();
    } else if (choice < 60) {
      EntityList<Value> copy = pool.copyOf(list);
      pool.free(list);
      return copy;
    } else if (size == 0) {
      model.addAll(List.of(value, value, new Value(1)));
      return pool.of(value, value, new Value(1));
    } else if (choice < 75) {
      model.remove(at);
      return pool.remove(list, at);
    } else if (choice < 85) {
      model.set(at, model.getLast());
      model.removeLast();
      return pool.swapRemove(list, at);
    } else if (choice < 88) {
      model.subList(at, size).clear();
      return pool.truncate(list, at);
    }
    model.set(at, value);
    pool.set(list, at, value);
    return list;
  }

  private static void check(List<Value> model, EntityList<Value> list, ListPool<Value> pool) {
    assertThat(pool.size(list)).isEqualTo(model.size());
    for (int i = 0; i < model.size(); i++) {
      assertThat(pool.indexAt(list, i)).isEqualTo(model.get(i).index());
    }
  }

  /** Writes to memory. */
  private interface Writer {
    void write(DataOutput out) throws IOException;
  }

  private static DataInput written(Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.write(new DataOutputStream(bytes));
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }

  private static final ValueCodec<Integer> INT =
      new ValueCodec<>() {
        @Override
        public void write(Integer value, DataOutput out) throws IOException {
          out.writeInt(value);
        }

        @Override
        public Integer read(DataInput in) throws IOException {
          return in.readInt();
        }
      };
}
