// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.entity;

import dev.jabiru.bench.entity.SixKinds.Block;
import dev.jabiru.bench.entity.SixKinds.Value;
import dev.jabiru.entity.EntitySecondaryMap;
import dev.jabiru.entity.EntitySet;
import dev.jabiru.entity.IntPrimaryMap;
import dev.jabiru.entity.IntSecondaryMap;
import dev.jabiru.entity.PrimaryMap;
import dev.jabiru.entity.SecondaryMap;
import dev.jabiru.entity.SparseMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.objects.ObjectArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** get, set, push and iterate over 1,000 elements, in random order where there is one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ContainerBenchmark.N)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ContainerBenchmark {
  static final int N = 1_000;

  /** What the maps of objects hold. */
  record Node(int weight) {}

  private final int[] order = new int[N];
  private final Node[] nodes = new Node[N];

  private Node[] array = new Node[N];
  private final PrimaryMap<Value, Node> primary = PrimaryMap.withCapacity(N);
  private final SecondaryMap<Value, Node> secondary = SecondaryMap.withDefault(new Node(0));
  private final ArrayList<Node> list = new ArrayList<>(N);
  private final HashMap<Integer, Node> boxed = new HashMap<>(2 * N);
  private final HashMap<Value, Node> hash = new HashMap<>(2 * N);
  private final ObjectArrayList<Node> fastList = new ObjectArrayList<>(N);
  private final Int2ObjectOpenHashMap<Node> fastHash = new Int2ObjectOpenHashMap<>(2 * N);
  private final SparseMap<Value, Node> sparse = new SparseMap<>();

  private int[] intArray = new int[N];
  private final IntPrimaryMap<Value> intPrimary = IntPrimaryMap.withCapacity(N);
  private final IntSecondaryMap<Value> intSecondary = IntSecondaryMap.create();
  private final IntArrayList fastInts = new IntArrayList(N);
  private final EntitySecondaryMap<Value, Block> entitySecondary = new EntitySecondaryMap<>();

  private final EntitySet<Value> set = new EntitySet<>();
  private final BitSet bitSet = new BitSet();

  private long driven;

  @Setup
  public void setUp() {
    driven = SixKinds.drive() + driveArrays();
    Random random = new Random(1);
    List<Integer> shuffled = new ArrayList<>();
    for (int i = 0; i < N; i++) {
      shuffled.add(i);
      Node node = new Node(random.nextInt(100));
      Value value = new Value(i);
      nodes[i] = node;
      array[i] = node;
      objects[i] = node;
      primary.push(node, Value::new);
      secondary.set(value, node);
      list.add(node);
      boxed.put(i, node);
      hash.put(value, node);
      fastList.add(node);
      fastHash.put(i, node);
      sparse.set(value, node);
      intArray[i] = i;
      intPrimary.push(i, Value::new);
      intSecondary.set(value, i);
      fastInts.add(i);
      entitySecondary.set(value, new Block(i));
      if (random.nextBoolean()) {
        set.add(value);
        bitSet.set(i);
      }
    }
    Collections.shuffle(shuffled, random);
    for (int i = 0; i < N; i++) {
      order[i] = shuffled.get(i);
    }
  }

  @Benchmark
  public int getObjectArray() {
    int sum = 0;
    for (int i : order) {
      sum += array[i].weight();
    }
    return sum;
  }

  /** What any generic container has to do at least: objects in an array of {@code Object}. */
  private final Object[] objects = new Object[N];

  @Benchmark
  public int getObjectCastArray() {
    int sum = 0;
    for (int i : order) {
      sum += ((Node) objects[i]).weight();
    }
    return sum;
  }

  @Benchmark
  public int getObjectPrimaryMap() {
    int sum = 0;
    for (int i : order) {
      sum += primary.get(new Value(i)).weight();
    }
    return sum;
  }

  @Benchmark
  public int getObjectSecondaryMap() {
    int sum = 0;
    for (int i : order) {
      sum += secondary.get(new Value(i)).weight();
    }
    return sum;
  }

  @Benchmark
  public int getObjectSparseMap() {
    int sum = 0;
    for (int i : order) {
      Node node = sparse.get(new Value(i));
      sum += node == null ? 0 : node.weight();
    }
    return sum;
  }

  @Benchmark
  public int getObjectArrayList() {
    int sum = 0;
    for (int i : order) {
      sum += list.get(i).weight();
    }
    return sum;
  }

  @Benchmark
  public int getObjectHashMapOfInteger() {
    int sum = 0;
    for (int i : order) {
      sum += boxed.get(i).weight();
    }
    return sum;
  }

  @Benchmark
  public int getObjectHashMapOfEntity() {
    int sum = 0;
    for (int i : order) {
      sum += hash.get(new Value(i)).weight();
    }
    return sum;
  }

  @Benchmark
  public int getObjectFastutilList() {
    int sum = 0;
    for (int i : order) {
      sum += fastList.get(i).weight();
    }
    return sum;
  }

  @Benchmark
  public int getObjectFastutilHash() {
    int sum = 0;
    for (int i : order) {
      sum += fastHash.get(i).weight();
    }
    return sum;
  }

  @Benchmark
  public int getIntArray() {
    int sum = 0;
    for (int i : order) {
      sum += intArray[i];
    }
    return sum;
  }

  @Benchmark
  public int getIntPrimaryMap() {
    int sum = 0;
    for (int i : order) {
      sum += intPrimary.get(new Value(i));
    }
    return sum;
  }

  @Benchmark
  public int getIntSecondaryMap() {
    int sum = 0;
    for (int i : order) {
      sum += intSecondary.get(new Value(i));
    }
    return sum;
  }

  @Benchmark
  public int getIntFastutilList() {
    int sum = 0;
    for (int i : order) {
      sum += fastInts.getInt(i);
    }
    return sum;
  }

  @Benchmark
  public int getEntitySecondaryMap() {
    int sum = 0;
    for (int i : order) {
      Block block = entitySecondary.get(new Value(i), Block::new);
      sum += block == null ? 0 : block.index();
    }
    return sum;
  }

  @Benchmark
  public int containsEntitySet() {
    int sum = 0;
    for (int i : order) {
      sum += set.contains(new Value(i)) ? 1 : 0;
    }
    return sum;
  }

  @Benchmark
  public int containsBitSet() {
    int sum = 0;
    for (int i : order) {
      sum += bitSet.get(i) ? 1 : 0;
    }
    return sum;
  }

  @Benchmark
  public void setObjectArray() {
    for (int i : order) {
      array[i] = nodes[i];
    }
  }

  @Benchmark
  public void setObjectPrimaryMap() {
    for (int i : order) {
      primary.set(new Value(i), nodes[i]);
    }
  }

  @Benchmark
  public void setObjectSecondaryMap() {
    for (int i : order) {
      secondary.set(new Value(i), nodes[i]);
    }
  }

  @Benchmark
  public void setObjectArrayList() {
    for (int i : order) {
      list.set(i, nodes[i]);
    }
  }

  @Benchmark
  public void setObjectHashMapOfInteger() {
    for (int i : order) {
      boxed.put(i, nodes[i]);
    }
  }

  @Benchmark
  public void setObjectFastutilHash() {
    for (int i : order) {
      fastHash.put(i, nodes[i]);
    }
  }

  @Benchmark
  public void setIntArray() {
    for (int i : order) {
      intArray[i] = i;
    }
  }

  @Benchmark
  public void setIntPrimaryMap() {
    for (int i : order) {
      intPrimary.set(new Value(i), i);
    }
  }

  @Benchmark
  public void setIntSecondaryMap() {
    for (int i : order) {
      intSecondary.set(new Value(i), i);
    }
  }

  /** A plain array filled as one does by hand: a field for the length, growth when full. */
  private int arraySize;

  private int pushToArray(Node node) {
    int index = arraySize;
    if (index == array.length) {
      array = Arrays.copyOf(array, 2 * index);
    }
    array[index] = node;
    arraySize = index + 1;
    return index;
  }

  private int pushToIntArray(int value) {
    int index = arraySize;
    if (index == intArray.length) {
      intArray = Arrays.copyOf(intArray, 2 * index);
    }
    intArray[index] = value;
    arraySize = index + 1;
    return index;
  }

  /** Lets the plain arrays grow as the containers did, or growth would be code never seen. */
  private int driveArrays() {
    Node node = new Node(1);
    int sum = 0;
    for (int round = 0; round < 240; round++) {
      array = new Node[8];
      intArray = new int[8];
      arraySize = 0;
      for (int i = 0; i < N; i++) {
        sum += pushToArray(node);
      }
      arraySize = 0;
      for (int i = 0; i < N; i++) {
        sum += pushToIntArray(i);
      }
    }
    array = new Node[N];
    intArray = new int[N];
    arraySize = 0;
    return sum;
  }

  @Benchmark
  public int pushObjectArray() {
    Arrays.fill(array, 0, arraySize, null);
    arraySize = 0;
    int sum = 0;
    for (Node node : nodes) {
      sum += pushToArray(node);
    }
    return sum;
  }

  @Benchmark
  public int pushObjectPrimaryMap() {
    primary.clear();
    int sum = 0;
    for (Node node : nodes) {
      sum += primary.push(node, Value::new).index();
    }
    return sum;
  }

  @Benchmark
  public int pushObjectArrayList() {
    list.clear();
    int sum = 0;
    for (Node node : nodes) {
      sum += list.size();
      list.add(node);
    }
    return sum;
  }

  @Benchmark
  public int pushObjectFastutilList() {
    fastList.clear();
    int sum = 0;
    for (Node node : nodes) {
      sum += fastList.size();
      fastList.add(node);
    }
    return sum;
  }

  @Benchmark
  public int pushObjectHashMapOfInteger() {
    boxed.clear();
    int sum = 0;
    for (Node node : nodes) {
      int index = boxed.size();
      boxed.put(index, node);
      sum += index;
    }
    return sum;
  }

  @Benchmark
  public int pushIntArray() {
    arraySize = 0;
    int sum = 0;
    for (int i : order) {
      sum += pushToIntArray(i);
    }
    return sum;
  }

  @Benchmark
  public int pushIntPrimaryMap() {
    intPrimary.clear();
    int sum = 0;
    for (int i : order) {
      sum += intPrimary.push(i, Value::new).index();
    }
    return sum;
  }

  @Benchmark
  public int pushIntFastutilList() {
    fastInts.clear();
    int sum = 0;
    for (int i : order) {
      sum += fastInts.size();
      fastInts.add(i);
    }
    return sum;
  }

  @Benchmark
  public int iterateObjectArray() {
    int sum = 0;
    for (Node node : array) {
      sum += node.weight();
    }
    return sum;
  }

  @Benchmark
  public int iterateObjectPrimaryMapValues() {
    int sum = 0;
    for (Node node : primary.values()) {
      sum += node.weight();
    }
    return sum;
  }

  private int weights;

  @Benchmark
  public int iterateObjectPrimaryMapKeysForEach() {
    weights = 0;
    primary.keys(Value::new).forEach(value -> weights += primary.get(value).weight());
    return weights;
  }

  @Benchmark
  public int iterateObjectPrimaryMapKeys() {
    int sum = 0;
    for (Value value : primary.keys(Value::new)) {
      sum += primary.get(value).weight();
    }
    return sum;
  }

  @Benchmark
  public int iterateObjectPrimaryMapIndices() {
    int sum = 0;
    for (int i = 0; i < primary.size(); i++) {
      sum += primary.get(new Value(i)).weight();
    }
    return sum;
  }

  @Benchmark
  public int iterateObjectArrayList() {
    int sum = 0;
    for (Node node : list) {
      sum += node.weight();
    }
    return sum;
  }

  @Benchmark
  public int iterateObjectHashMapValues() {
    int sum = 0;
    for (Node node : boxed.values()) {
      sum += node.weight();
    }
    return sum;
  }

  @Benchmark
  public int iterateObjectFastutilHashValues() {
    int sum = 0;
    for (Node node : fastHash.values()) {
      sum += node.weight();
    }
    return sum;
  }

  @Benchmark
  public int iterateEntitySetKeys() {
    int sum = 0;
    for (Value value : set.keys(Value::new)) {
      sum += value.index();
    }
    return sum;
  }

  @Benchmark
  public int iterateEntitySetIndices() {
    int sum = 0;
    for (int i = set.nextIndex(0); i >= 0; i = set.nextIndex(i + 1)) {
      sum += new Value(i).index();
    }
    return sum;
  }

  @Benchmark
  public int iterateBitSet() {
    int sum = 0;
    for (int i = bitSet.nextSetBit(0); i >= 0; i = bitSet.nextSetBit(i + 1)) {
      sum += i;
    }
    return sum;
  }
}
