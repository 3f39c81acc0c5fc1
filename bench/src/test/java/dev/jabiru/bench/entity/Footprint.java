// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.entity;

import dev.jabiru.bench.entity.SixKinds.Value;
import dev.jabiru.entity.BoxedSlice;
import dev.jabiru.entity.EntityList;
import dev.jabiru.entity.EntityPrimaryMap;
import dev.jabiru.entity.EntitySecondaryMap;
import dev.jabiru.entity.EntitySet;
import dev.jabiru.entity.IntPrimaryMap;
import dev.jabiru.entity.IntSecondaryMap;
import dev.jabiru.entity.ListPool;
import dev.jabiru.entity.LongPrimaryMap;
import dev.jabiru.entity.PrimaryMap;
import dev.jabiru.entity.SecondaryMap;
import dev.jabiru.entity.SparseMap;
import dev.jabiru.entity.SparseSet;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.openjdk.jol.info.GraphLayout;

/** Prints bytes per element, by JOL; the one value that all elements share is not counted. */
public final class Footprint {
  private static final int N = 100_000;

  private static final String SHARED = "x";

  private Footprint() {}

  /**
   * Prints the tables of {@code entity/README.md}.
   *
   * @param args none
   */
  public static void main(String[] args) {
    System.out.println("full, " + N + " elements");
    full();
    for (double percent : new double[] {0.1, 1, 10}) {
      int count = (int) (N * percent / 100);
      System.out.printf(
          "%s %% of %d keys: bytes per entry, scattered / in runs of 20%n", percent, N);
      sparse(scattered(count), runs(count));
    }
  }

  private static void full() {
    PrimaryMap<Value, String> primary = new PrimaryMap<>();
    IntPrimaryMap<Value> ints = new IntPrimaryMap<>();
    LongPrimaryMap<Value> longs = new LongPrimaryMap<>();
    EntityPrimaryMap<Value, Value> entities = new EntityPrimaryMap<>();
    EntitySet<Value> set = new EntitySet<>();
    ArrayList<String> list = new ArrayList<>();
    HashMap<Integer, String> hash = new HashMap<>();
    HashMap<Value, String> entityHash = new HashMap<>();
    Int2ObjectOpenHashMap<String> fast = new Int2ObjectOpenHashMap<>();
    ListPool<Value> pool = new ListPool<>();
    int[] handles = new int[N / 3];
    List<List<Value>> lists = new ArrayList<>();
    for (int i = 0; i < N; i++) {
      Value value = new Value(i);
      primary.push(SHARED, Value::new);
      ints.push(i, Value::new);
      longs.push(i, Value::new);
      entities.push(value, Value::new);
      set.add(value);
      list.add(SHARED);
      hash.put(i, SHARED);
      entityHash.put(value, SHARED);
      fast.put(i, SHARED);
    }
    for (int i = 0; i < handles.length; i++) {
      Value value = new Value(i);
      EntityList<Value> l = pool.of(value, value, value);
      handles[i] = l.handle();
      lists.add(new ArrayList<>(List.of(value, value, value)));
    }
    print("PrimaryMap as pushed", N, primary);
    print("PrimaryMap.freeze", N, primary.freeze());
    print("BoxedSlice of list", N, BoxedSlice.<Value, String>copyOf(list));
    print("IntPrimaryMap", N, ints);
    print("LongPrimaryMap", N, longs);
    print("EntityPrimaryMap", N, entities);
    print("EntitySet", N, set);
    print("ArrayList", N, list);
    print("HashMap<Integer, V>", N, hash);
    print("HashMap<Value, V>", N, entityHash);
    print("fastutil Int2ObjectOpenHashMap", N, fast);
    print("operands in ListPool, lists of 3", 3 * handles.length, pool, handles);
    print("operands in ArrayLists of 3", 3 * handles.length, lists);
  }

  private static void sparse(List<Value> scattered, List<Value> runs) {
    List<String> names = new ArrayList<>();
    List<double[]> bytes = new ArrayList<>();
    for (List<Value> keys : List.of(scattered, runs)) {
      List<Object> containers = containers(keys);
      for (int i = 0; i < containers.size(); i++) {
        if (keys == scattered) {
          names.add(containers.get(i).getClass().getSimpleName());
          bytes.add(new double[2]);
        }
        bytes.get(i)[keys == scattered ? 0 : 1] = perElement(keys.size(), containers.get(i));
      }
    }
    for (int i = 0; i < names.size(); i++) {
      System.out.printf("  %-34s %9.1f %9.1f%n", names.get(i), bytes.get(i)[0], bytes.get(i)[1]);
    }
  }

  private static List<Object> containers(List<Value> keys) {
    SparseMap<Value, String> sparse = new SparseMap<>();
    SecondaryMap<Value, String> secondary = SecondaryMap.withDefault(SHARED + "y");
    EntitySecondaryMap<Value, Value> entities = new EntitySecondaryMap<>();
    IntSecondaryMap<Value> ints = IntSecondaryMap.create();
    HashMap<Integer, String> hash = new HashMap<>();
    Int2ObjectOpenHashMap<String> fast = new Int2ObjectOpenHashMap<>();
    SparseSet<Value> sparseSet = new SparseSet<>();
    EntitySet<Value> set = new EntitySet<>();
    HashSet<Integer> hashSet = new HashSet<>();
    IntOpenHashSet fastSet = new IntOpenHashSet();
    for (Value key : keys) {
      sparse.set(key, SHARED);
      secondary.set(key, SHARED);
      entities.set(key, key);
      ints.set(key, 1);
      hash.put(key.index(), SHARED);
      fast.put(key.index(), SHARED);
      sparseSet.add(key);
      set.add(key);
      hashSet.add(key.index());
      fastSet.add(key.index());
    }
    return List.of(sparse, secondary, entities, ints, hash, fast, sparseSet, set, hashSet, fastSet);
  }

  private static List<Value> scattered(int count) {
    List<Value> all = new ArrayList<>();
    for (int i = 0; i < N; i++) {
      all.add(new Value(i));
    }
    Collections.shuffle(all, new Random(3));
    return List.copyOf(all.subList(0, count));
  }

  private static List<Value> runs(int count) {
    List<Value> keys = new ArrayList<>();
    int runs = count / 20;
    for (int i = 0; i < count; i++) {
      keys.add(new Value((int) ((long) (i / 20) * N / runs) + i % 20));
    }
    return keys;
  }

  private static double perElement(int elements, Object... roots) {
    GraphLayout shared = GraphLayout.parseInstance(SHARED);
    return (double) GraphLayout.parseInstance(roots).subtract(shared).totalSize() / elements;
  }

  private static void print(String name, int elements, Object... roots) {
    System.out.printf("  %-34s %9.1f%n", name, perElement(elements, roots));
  }
}
