// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.entity;

import dev.jabiru.bench.entity.SixKinds.Block;
import dev.jabiru.bench.entity.SixKinds.Func;
import dev.jabiru.bench.entity.SixKinds.Inst;
import dev.jabiru.bench.entity.SixKinds.Sig;
import dev.jabiru.bench.entity.SixKinds.Slot;
import dev.jabiru.bench.entity.SixKinds.Value;
import dev.jabiru.entity.Entity;
import dev.jabiru.entity.EntityList;
import dev.jabiru.entity.EntityPrimaryMap;
import dev.jabiru.entity.EntitySecondaryMap;
import dev.jabiru.entity.IntSecondaryMap;
import dev.jabiru.entity.ListPool;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
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

/**
 * How to represent keys: the same four walks over the operands of 2,000 instructions, as a compiler
 * makes them, with each representation. Time is per operand for all four walks together.
 *
 * <ol>
 *   <li>count the uses of each value;
 *   <li>sum the blocks in which the operands are defined: value, instruction, block;
 *   <li>sum the slots' sizes of the operands that have a slot;
 *   <li>sum the signatures of the functions that instructions call, once per operand.
 * </ol>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(KeyBenchmark.OPERANDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class KeyBenchmark {
  static final int INSTS = 2_000;
  static final int OPERANDS = 3 * INSTS;
  private static final int BLOCKS = 200;
  private static final int FUNCS = 50;
  private static final int SIGS = 10;
  private static final int SLOTS = 40;

  // The facts, as plain arrays; -1 is none. Instruction i defines value i.
  private final int[] operands = new int[OPERANDS];
  private final int[] lists = new int[INSTS];
  private final int[] pool = new int[4 * INSTS];
  private final int[] definition = new int[INSTS];
  private final int[] block = new int[INSTS];
  private final int[] callee = new int[INSTS];
  private final int[] signature = new int[FUNCS];
  private final int[] slot = new int[INSTS];
  private final int[] slotBytes = new int[SLOTS];
  private final int[] uses = new int[INSTS];

  private final CallSite callSite = new CallSite();
  private final Interned interned = new Interned();
  private final Held<Key> records = new Held<>();
  private final Held<ClassKey> classes = new Held<>();
  private long driven;

  @Setup
  public void setUp() {
    Random random = new Random(2);
    for (int i = 0; i < INSTS; i++) {
      definition[i] = i;
      block[i] = i * BLOCKS / INSTS;
      callee[i] = random.nextInt(5) == 0 ? random.nextInt(FUNCS) : -1;
      slot[i] = random.nextInt(4) == 0 ? random.nextInt(SLOTS) : -1;
      lists[i] = 4 * i;
      pool[4 * i] = 3;
      for (int j = 0; j < 3; j++) {
        operands[3 * i + j] = random.nextInt(INSTS);
        pool[4 * i + 1 + j] = operands[3 * i + j];
      }
    }
    Arrays.setAll(signature, i -> random.nextInt(SIGS));
    Arrays.setAll(slotBytes, i -> 8 * (1 + random.nextInt(4)));
    callSite.fill(this);
    interned.fill(this);
    records.fill(
        this,
        ValueRecord::new,
        InstRecord::new,
        BlockRecord::new,
        FuncRecord::new,
        SigRecord::new,
        SlotRecord::new);
    classes.fill(
        this,
        ValueClass::new,
        InstClass::new,
        BlockClass::new,
        FuncClass::new,
        SigClass::new,
        SlotClass::new);
    driven = SixKinds.drive();
    int expected = plainInts();
    if (atCallSite() != expected || interned() != expected) {
      throw new AssertionError("the walks differ");
    }
    if (recordsThroughHeldFactory() != expected || classesThroughHeldFactory() != expected) {
      throw new AssertionError("the walks differ");
    }
  }

  @Benchmark
  public int plainInts() {
    Arrays.fill(uses, 0);
    return countUses() + sumBlocks() + sumSlots() + sumSignatures();
  }

  private int countUses() {
    for (int i = 0; i < INSTS; i++) {
      int h = lists[i];
      for (int j = 0; j < pool[h]; j++) {
        uses[pool[h + 1 + j]]++;
      }
    }
    return uses[0];
  }

  private int sumBlocks() {
    int sum = 0;
    for (int i = 0; i < INSTS; i++) {
      int h = lists[i];
      for (int j = 0; j < pool[h]; j++) {
        sum += block[definition[pool[h + 1 + j]]];
      }
    }
    return sum;
  }

  private int sumSlots() {
    int sum = 0;
    for (int i = 0; i < INSTS; i++) {
      int h = lists[i];
      for (int j = 0; j < pool[h]; j++) {
        int s = slot[pool[h + 1 + j]];
        sum += s < 0 ? 0 : slotBytes[s];
      }
    }
    return sum;
  }

  private int sumSignatures() {
    int sum = 0;
    for (int i = 0; i < INSTS; i++) {
      int h = lists[i];
      for (int j = 0; j < pool[h]; j++) {
        int f = callee[definition[pool[h + 1 + j]]];
        sum += f < 0 ? 0 : signature[f];
      }
    }
    return sum;
  }

  @Benchmark
  public int atCallSite() {
    return callSite.walk();
  }

  @Benchmark
  public int interned() {
    return interned.walk();
  }

  @Benchmark
  public int recordsThroughHeldFactory() {
    return records.walk();
  }

  @Benchmark
  public int classesThroughHeldFactory() {
    return classes.walk();
  }

  /** Jabiru's own: the key is made where the call is. */
  static final class CallSite {
    private final ListPool<Value> pool = new ListPool<>();
    private final int[] lists = new int[INSTS];
    private final EntityPrimaryMap<Value, Inst> definition = new EntityPrimaryMap<>();
    private final EntitySecondaryMap<Inst, Block> block = new EntitySecondaryMap<>();
    private final EntitySecondaryMap<Inst, Func> callee = new EntitySecondaryMap<>();
    private final EntityPrimaryMap<Func, Sig> signature = new EntityPrimaryMap<>();
    private final EntitySecondaryMap<Value, Slot> slot = new EntitySecondaryMap<>();
    private final IntSecondaryMap<Slot> slotBytes = IntSecondaryMap.create();
    private final IntSecondaryMap<Value> uses = IntSecondaryMap.create();

    void fill(KeyBenchmark facts) {
      for (int i = 0; i < INSTS; i++) {
        int[] o = facts.operands;
        EntityList<Value> list =
            pool.of(new Value(o[3 * i]), new Value(o[3 * i + 1]), new Value(o[3 * i + 2]));
        lists[i] = list.handle();
        definition.push(new Inst(facts.definition[i]), Value::new);
        block.set(new Inst(i), new Block(facts.block[i]));
        callee.set(new Inst(i), facts.callee[i] < 0 ? null : new Func(facts.callee[i]));
        slot.set(new Value(i), facts.slot[i] < 0 ? null : new Slot(facts.slot[i]));
      }
      for (int i = 0; i < FUNCS; i++) {
        signature.push(new Sig(facts.signature[i]), Func::new);
      }
      for (int i = 0; i < SLOTS; i++) {
        slotBytes.set(new Slot(i), facts.slotBytes[i]);
      }
    }

    int walk() {
      uses.clear();
      return countUses() + sumBlocks() + sumSlots() + sumSignatures();
    }

    private int countUses() {
      for (int i = 0; i < INSTS; i++) {
        EntityList<Value> list = EntityList.ofHandle(lists[i]);
        for (int j = 0; j < pool.size(list); j++) {
          uses.add(pool.get(list, j, Value::new), 1);
        }
      }
      return uses.get(new Value(0));
    }

    private int sumBlocks() {
      int sum = 0;
      for (int i = 0; i < INSTS; i++) {
        EntityList<Value> list = EntityList.ofHandle(lists[i]);
        for (int j = 0; j < pool.size(list); j++) {
          Inst inst = definition.get(pool.get(list, j, Value::new), Inst::new);
          Block b = block.get(inst, Block::new);
          if (b != null) {
            sum += b.index();
          }
        }
      }
      return sum;
    }

    private int sumSlots() {
      int sum = 0;
      for (int i = 0; i < INSTS; i++) {
        EntityList<Value> list = EntityList.ofHandle(lists[i]);
        for (int j = 0; j < pool.size(list); j++) {
          Slot s = slot.get(pool.get(list, j, Value::new), Slot::new);
          if (s != null) {
            sum += slotBytes.get(s);
          }
        }
      }
      return sum;
    }

    private int sumSignatures() {
      int sum = 0;
      for (int i = 0; i < INSTS; i++) {
        EntityList<Value> list = EntityList.ofHandle(lists[i]);
        for (int j = 0; j < pool.size(list); j++) {
          Inst inst = definition.get(pool.get(list, j, Value::new), Inst::new);
          Func f = callee.get(inst, Func::new);
          if (f != null) {
            sum += signature.get(f, Sig::new).index();
          }
        }
      }
      return sum;
    }
  }

  /** One object per entity for good; lists and maps hand it out from a table. */
  static final class Interned {
    private int[] handles = {};
    private final InternedLists<Value> lists = new InternedLists<>();
    private final InternedMap<Value, Inst> definition = new InternedMap<>();
    private final InternedMap<Inst, Block> block = new InternedMap<>();
    private final InternedMap<Inst, Func> callee = new InternedMap<>();
    private final InternedMap<Func, Sig> signature = new InternedMap<>();
    private final InternedMap<Value, Slot> slot = new InternedMap<>();
    private final IntMap<Slot> slotBytes = new IntMap<>();
    private final IntMap<Value> uses = new IntMap<>();

    void fill(KeyBenchmark facts) {
      handles = facts.lists;
      lists.data = facts.pool.clone();
      lists.interned = table(INSTS, Value::new);
      definition.fill(facts.definition, table(INSTS, Inst::new));
      block.fill(facts.block, table(BLOCKS, Block::new));
      callee.fill(facts.callee, table(FUNCS, Func::new));
      signature.fill(facts.signature, table(SIGS, Sig::new));
      slot.fill(facts.slot, table(SLOTS, Slot::new));
      slotBytes.elements = facts.slotBytes.clone();
      uses.elements = new int[INSTS];
    }

    private static Entity[] table(int size, IntFunction<? extends Entity> make) {
      Entity[] table = new Entity[size];
      Arrays.setAll(table, make);
      return table;
    }

    int walk() {
      Arrays.fill(uses.elements, 0);
      return countUses() + sumBlocks() + sumSlots() + sumSignatures();
    }

    private int countUses() {
      for (int i = 0; i < INSTS; i++) {
        int list = handles[i];
        for (int j = 0; j < lists.size(list); j++) {
          uses.add(lists.get(list, j), 1);
        }
      }
      return uses.elements[0];
    }

    private int sumBlocks() {
      int sum = 0;
      for (int i = 0; i < INSTS; i++) {
        int list = handles[i];
        for (int j = 0; j < lists.size(list); j++) {
          Inst inst = definition.get(lists.get(list, j));
          Block b = block.getOrNull(inst);
          if (b != null) {
            sum += b.index();
          }
        }
      }
      return sum;
    }

    private int sumSlots() {
      int sum = 0;
      for (int i = 0; i < INSTS; i++) {
        int list = handles[i];
        for (int j = 0; j < lists.size(list); j++) {
          Slot s = slot.getOrNull(lists.get(list, j));
          if (s != null) {
            sum += slotBytes.get(s);
          }
        }
      }
      return sum;
    }

    private int sumSignatures() {
      int sum = 0;
      for (int i = 0; i < INSTS; i++) {
        int list = handles[i];
        for (int j = 0; j < lists.size(list); j++) {
          Inst inst = definition.get(lists.get(list, j));
          Func f = callee.getOrNull(inst);
          if (f != null) {
            sum += signature.get(f).index();
          }
        }
      }
      return sum;
    }
  }

  static final class InternedLists<E extends Entity> {
    int[] data = {};
    Entity[] interned = {};

    @SuppressWarnings("unchecked")
    E get(int list, int position) {
      return (E) interned[data[list + 1 + position]];
    }

    int size(int list) {
      return data[list];
    }
  }

  static final class InternedMap<K extends Entity, E extends Entity> {
    int[] elements = {};
    Entity[] interned = {};

    void fill(int[] elements, Entity[] interned) {
      this.elements = elements.clone();
      this.interned = interned;
    }

    @SuppressWarnings("unchecked")
    E get(K key) {
      return (E) interned[elements[key.index()]];
    }

    @SuppressWarnings("unchecked")
    @Nullable E getOrNull(K key) {
      int value = elements[key.index()];
      return value < 0 ? null : (E) interned[value];
    }
  }

  static final class IntMap<K extends Entity> {
    int[] elements = {};

    int get(K key) {
      return elements[key.index()];
    }

    void add(K key, int amount) {
      elements[key.index()] += amount;
    }
  }

  /** Keys as records: what they have in common is an interface. */
  interface Key {
    int index();
  }

  record ValueRecord(int index) implements Key {}

  record InstRecord(int index) implements Key {}

  record BlockRecord(int index) implements Key {}

  record FuncRecord(int index) implements Key {}

  record SigRecord(int index) implements Key {}

  record SlotRecord(int index) implements Key {}

  /** Keys as classes: what they have in common is a field. */
  abstract static class ClassKey implements Key {
    private final int index;

    ClassKey(int index) {
      this.index = index;
    }

    @Override
    public final int index() {
      return index;
    }
  }

  static final class ValueClass extends ClassKey {
    ValueClass(int index) {
      super(index);
    }
  }

  static final class InstClass extends ClassKey {
    InstClass(int index) {
      super(index);
    }
  }

  static final class BlockClass extends ClassKey {
    BlockClass(int index) {
      super(index);
    }
  }

  static final class FuncClass extends ClassKey {
    FuncClass(int index) {
      super(index);
    }
  }

  static final class SigClass extends ClassKey {
    SigClass(int index) {
      super(index);
    }
  }

  static final class SlotClass extends ClassKey {
    SlotClass(int index) {
      super(index);
    }
  }

  /** Each container holds the factory of what it hands out. */
  static final class Held<T extends Key> {
    private int[] handles = {};
    private @Nullable HeldLists<T> lists;
    private @Nullable HeldMap<T, T> definition;
    private @Nullable HeldMap<T, T> block;
    private @Nullable HeldMap<T, T> callee;
    private @Nullable HeldMap<T, T> signature;
    private @Nullable HeldMap<T, T> slot;
    private int[] slotBytes = {};
    private final int[] uses = new int[INSTS];

    void fill(
        KeyBenchmark facts,
        IntFunction<? extends T> value,
        IntFunction<? extends T> inst,
        IntFunction<? extends T> blocks,
        IntFunction<? extends T> func,
        IntFunction<? extends T> sig,
        IntFunction<? extends T> slots) {
      handles = facts.lists;
      lists = new HeldLists<>(facts.pool.clone(), value);
      definition = new HeldMap<>(facts.definition.clone(), inst);
      block = new HeldMap<>(facts.block.clone(), blocks);
      callee = new HeldMap<>(facts.callee.clone(), func);
      signature = new HeldMap<>(facts.signature.clone(), sig);
      slot = new HeldMap<>(facts.slot.clone(), slots);
      slotBytes = facts.slotBytes.clone();
    }

    int walk() {
      Arrays.fill(uses, 0);
      return countUses() + sumBlocks() + sumSlots() + sumSignatures();
    }

    private int countUses() {
      for (int i = 0; i < INSTS; i++) {
        int list = handles[i];
        for (int j = 0; j < lists.size(list); j++) {
          uses[lists.get(list, j).index()]++;
        }
      }
      return uses[0];
    }

    private int sumBlocks() {
      int sum = 0;
      for (int i = 0; i < INSTS; i++) {
        int list = handles[i];
        for (int j = 0; j < lists.size(list); j++) {
          T inst = definition.get(lists.get(list, j));
          T b = block.getOrNull(inst);
          if (b != null) {
            sum += b.index();
          }
        }
      }
      return sum;
    }

    private int sumSlots() {
      int sum = 0;
      for (int i = 0; i < INSTS; i++) {
        int list = handles[i];
        for (int j = 0; j < lists.size(list); j++) {
          T s = slot.getOrNull(lists.get(list, j));
          if (s != null) {
            sum += slotBytes[s.index()];
          }
        }
      }
      return sum;
    }

    private int sumSignatures() {
      int sum = 0;
      for (int i = 0; i < INSTS; i++) {
        int list = handles[i];
        for (int j = 0; j < lists.size(list); j++) {
          T inst = definition.get(lists.get(list, j));
          T f = callee.getOrNull(inst);
          if (f != null) {
            sum += signature.get(f).index();
          }
        }
      }
      return sum;
    }
  }

  record HeldLists<E extends Key>(int[] data, IntFunction<? extends E> factory) {
    E get(int list, int position) {
      return factory.apply(data[list + 1 + position]);
    }

    int size(int list) {
      return data[list];
    }
  }

  record HeldMap<K extends Key, E extends Key>(int[] elements, IntFunction<? extends E> factory) {
    E get(K key) {
      return factory.apply(elements[key.index()]);
    }

    @Nullable E getOrNull(K key) {
      int value = elements[key.index()];
      return value < 0 ? null : factory.apply(value);
    }
  }
}
