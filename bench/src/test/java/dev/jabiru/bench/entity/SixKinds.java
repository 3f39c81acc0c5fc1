// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.entity;

import dev.jabiru.entity.Entity;
import dev.jabiru.entity.EntityList;
import dev.jabiru.entity.EntityPrimaryMap;
import dev.jabiru.entity.EntitySecondaryMap;
import dev.jabiru.entity.EntitySet;
import dev.jabiru.entity.IntPrimaryMap;
import dev.jabiru.entity.IntSecondaryMap;
import dev.jabiru.entity.ListPool;
import dev.jabiru.entity.LongPrimaryMap;
import dev.jabiru.entity.LongSecondaryMap;
import dev.jabiru.entity.Prefix;
import dev.jabiru.entity.PrimaryMap;
import dev.jabiru.entity.SecondaryMap;
import dev.jabiru.entity.SparseMap;
import dev.jabiru.entity.SparseSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Six kinds of entity, driven through the code of every container before anything is measured.
 *
 * <p>A compiler has dozens of kinds, and HotSpot keeps one profile per container method for all of
 * them. A benchmark with one kind would show what no compiler ever sees.
 */
final class SixKinds {
  private SixKinds() {}

  @Prefix("v")
  static final class Value extends Entity {
    Value(int index) {
      super(index);
    }
  }

  @Prefix("inst")
  static final class Inst extends Entity {
    Inst(int index) {
      super(index);
    }
  }

  @Prefix("block")
  static final class Block extends Entity {
    Block(int index) {
      super(index);
    }
  }

  @Prefix("fn")
  static final class Func extends Entity {
    Func(int index) {
      super(index);
    }
  }

  @Prefix("sig")
  static final class Sig extends Entity {
    Sig(int index) {
      super(index);
    }
  }

  @Prefix("ss")
  static final class Slot extends Entity {
    Slot(int index) {
      super(index);
    }
  }

  /** Drives all six kinds through all containers until their code is compiled. */
  static long drive() {
    long sum = 0;
    for (int round = 0; round < 40; round++) {
      sum += drive(Value::new) + drive(Inst::new) + drive(Block::new);
      sum += drive(Func::new) + drive(Sig::new) + drive(Slot::new);
    }
    return sum;
  }

  /** One method for all kinds, so that the call sites in it see six constructors, too. */
  private static <K extends Entity> long drive(IntFunction<K> key) {
    PrimaryMap<K, Object> values = new PrimaryMap<>();
    IntPrimaryMap<K> ints = new IntPrimaryMap<>();
    LongPrimaryMap<K> longs = new LongPrimaryMap<>();
    EntityPrimaryMap<K, K> entities = new EntityPrimaryMap<>();
    SecondaryMap<K, Object> more = SecondaryMap.withDefault("");
    IntSecondaryMap<K> moreInts = IntSecondaryMap.create();
    LongSecondaryMap<K> moreLongs = LongSecondaryMap.create();
    EntitySecondaryMap<K, K> moreEntities = new EntitySecondaryMap<>();
    EntitySet<K> set = new EntitySet<>();
    SparseMap<K, Object> sparse = new SparseMap<>();
    SparseSet<K> sparseSet = new SparseSet<>();
    ListPool<K> pool = new ListPool<>();
    List<EntityList<K>> lists = new ArrayList<>();
    EntityList<K> list = EntityList.empty();
    for (int i = 0; i < 1_000; i++) {
      K k = key.apply(i);
      values.push("", key);
      ints.push(i, key);
      longs.push(i, key);
      entities.push(k, key);
      more.set(k, "x");
      moreInts.set(k, i);
      moreLongs.set(k, i);
      moreEntities.set(k, k);
      set.add(k);
      sparse.set(k, "x");
      sparseSet.add(k);
      list = pool.push(i % 5 == 0 ? EntityList.empty() : list, k);
      if (i % 5 == 4) {
        lists.add(list);
      }
    }
    long sum = 0;
    for (K k : values.keys(key)) {
      values.set(k, "y");
      ints.set(k, ints.get(k) + 1);
      longs.set(k, longs.get(k) + 1);
      entities.set(k, entities.get(k, key));
      sum += values.get(k).hashCode() + more.get(k).hashCode() + moreInts.get(k);
      sum += moreLongs.get(k) + (set.contains(k) ? 1 : 0) + (sparseSet.contains(k) ? 1 : 0);
      K other = moreEntities.get(k, key);
      sum += other == null ? 0 : other.index();
      sum += String.valueOf(sparse.get(k)).length();
    }
    for (Object value : values.values()) {
      sum += value.hashCode();
    }
    for (K k : set.keys(key)) {
      sum += k.index();
    }
    for (EntityList<K> l : lists) {
      for (K k : pool.elements(l, key)) {
        sum += k.index();
      }
      for (int i = 0; i < pool.size(l); i++) {
        sum += pool.get(l, i, key).index();
      }
    }
    return sum;
  }
}
