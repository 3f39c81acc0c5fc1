// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PrimaryMapTest {
  private static final Block B0 = new Block(0);
  private static final Block B1 = new Block(1);
  private static final Block B2 = new Block(2);

  @Test
  void pushingMakesTheKeys() {
    PrimaryMap<Block, String> map = new PrimaryMap<>();
    assertThat(map.nextKey(Block::new)).isEqualTo(B0);
    assertThat(map.push("a", Block::new)).isEqualTo(B0);
    assertThat(map.nextKey(Block::new)).isEqualTo(B1);
    assertThat(map.push("b", Block::new)).isEqualTo(B1);
    assertThat(map.keys(Block::new)).containsExactly(B0, B1);
    assertThat(map.values()).containsExactly("a", "b");
    assertThat(map.entries(Block::new)).containsExactly(new Entry<>(B0, "a"), new Entry<>(B1, "b"));
  }

  @Test
  void thePublicMethodsAreTheseAndNoneDeletes() {
    TreeSet<String> names = new TreeSet<>();
    for (Method method : PrimaryMap.class.getMethods()) {
      if (method.getDeclaringClass() != Object.class) {
        names.add(method.getName());
      }
    }
    assertThat(names)
        .containsExactly(
            "binarySearch",
            "capacity",
            "clear",
            "copy",
            "copyOf",
            "ensureCapacity",
            "entries",
            "equals",
            "filled",
            "forEach",
            "freeze",
            "get",
            "hashCode",
            "isEmpty",
            "isValid",
            "keys",
            "nextKey",
            "push",
            "pushAll",
            "read",
            "set",
            "size",
            "toString",
            "trimToSize",
            "values",
            "withCapacity",
            "write");
  }

  @Test
  void iteratorsDoNotDelete() {
    PrimaryMap<Block, String> map = PrimaryMap.copyOf(List.of("a"));
    Iterator<String> values = map.values().iterator();
    values.next();
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(values::remove);
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(values::next);
  }

  @Test
  void aKeyThatWasNotMadeIsCaught() {
    PrimaryMap<Block, String> map = PrimaryMap.withCapacity(100);
    map.push("a", Block::new);
    assertThat(map.isValid(B0)).isTrue();
    assertThat(map.isValid(B1)).isFalse();
    assertRefused(() -> map.get(B1), "no element 1: there are 1");
    assertRefused(() -> map.set(B1, "b"), "no element 1: there are 1");
    IntPrimaryMap<Block> ints = IntPrimaryMap.withCapacity(100);
    assertCaught(() -> ints.get(B0), "no element 0: there are 0");
    assertCaught(() -> ints.set(B0, 1), "no element 0: there are 0");
    LongPrimaryMap<Block> longs = LongPrimaryMap.withCapacity(100);
    assertCaught(() -> longs.get(B0), "no element 0: there are 0");
    assertCaught(() -> longs.set(B0, 1), "no element 0: there are 0");
    EntityPrimaryMap<Block, Value> entities = EntityPrimaryMap.withCapacity(100);
    assertCaught(() -> entities.getIndex(B0), "no element 0: there are 0");
    assertCaught(() -> entities.set(B0, null), "no element 0: there are 0");
  }

  private static void assertRefused(ThrowingCallable access, String message) {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(access)
        .withMessage(message);
  }

  private static void assertCaught(ThrowingCallable access, String message) {
    assertThatExceptionOfType(AssertionError.class).isThrownBy(access).withMessage(message);
  }

  @Test
  void clearEndsTheLifeOfEveryKey() {
    PrimaryMap<Block, String> map = PrimaryMap.copyOf(List.of("a", "b"));
    map.clear();
    assertThat(map.isEmpty()).isTrue();
    assertThat(map.isValid(B0)).isFalse();
    assertRefused(() -> map.get(B0), "no element 0: there are 0");
    assertThat(map.push("new", Block::new)).isEqualTo(B0);
    assertThat(map.get(B0)).isEqualTo("new");
    assertRefused(() -> map.get(B1), "no element 1: there are 1");
  }

  @Test
  void bulkConstructionKeepsTheOrder() {
    PrimaryMap<Block, String> map = PrimaryMap.copyOf(List.of("a", "b"));
    KeyRange<Block> more = map.pushAll(List.of("c", "d", "e"), Block::new);
    assertThat(more).hasToString("[block2..block5)").hasSize(3);
    assertThat(more.get(1)).isEqualTo(new Block(3));
    assertThat(more.contains(B1)).isFalse();
    assertThat(more.contains(B2)).isTrue();
    assertThat(map).hasToString("[a, b, c, d, e]");
    assertThat(PrimaryMap.<Block, String>filled(3, "x")).hasToString("[x, x, x]");
    IntPrimaryMap<Block> ints = IntPrimaryMap.of(1, 2);
    assertThat(ints.pushAll(new int[] {3, 4}, Block::new)).containsExactly(B2, new Block(3));
    assertThat(ints.values()).containsExactly(1, 2, 3, 4);
    LongPrimaryMap<Block> longs = LongPrimaryMap.of(1, 2);
    assertThat(longs.pushAll(new long[] {3L << 40}, Block::new)).containsExactly(B2);
    assertThat(longs.get(B2)).isEqualTo(3L << 40);
  }

  @Test
  void valuesPushedWhileIteratingAreSeenButNotAmongKeysAlreadyTaken() {
    PrimaryMap<Block, Integer> map = PrimaryMap.copyOf(List.of(0, 1));
    List<Integer> seen = new ArrayList<>();
    for (int value : map.values()) {
      seen.add(value);
      if (value < 2) {
        map.push(value + 2, Block::new);
      }
    }
    assertThat(seen).containsExactly(0, 1, 2, 3);
    KeyRange<Block> keys = map.keys(Block::new);
    map.push(4, Block::new);
    assertThat(keys).hasSize(4);
  }

  @Test
  void capacityIsKeptUntilTrimmed() {
    PrimaryMap<Block, String> map = PrimaryMap.withCapacity(50);
    assertThat(map.capacity()).isEqualTo(50);
    map.push("a", Block::new);
    map.ensureCapacity(60);
    assertThat(map.capacity()).isGreaterThanOrEqualTo(60);
    map.trimToSize();
    assertThat(map.capacity()).isEqualTo(1);
    assertThat(map.get(B0)).isEqualTo("a");
  }

  @Test
  void binarySearchFindsTheValueOrItsPlace() {
    PrimaryMap<Block, String> map = PrimaryMap.withCapacity(64);
    map.pushAll(List.of("b", "d", "f"), Block::new);
    Comparator<String> order = Comparator.naturalOrder();
    assertThat(map.binarySearch("d", order, Block::new)).isEqualTo(new SearchResult.Found<>(B1));
    assertThat(map.binarySearch("a", order, Block::new)).isEqualTo(new SearchResult.Missing<>(B0));
    assertThat(map.binarySearch("e", order, Block::new)).isEqualTo(new SearchResult.Missing<>(B2));
    assertThat(map.binarySearch("z", order, Block::new))
        .isEqualTo(new SearchResult.Missing<>(new Block(3)));
    assertThat(map.freeze().binarySearch("f", order, Block::new).key()).isEqualTo(B2);
    assertThat(IntPrimaryMap.<Block>of(1, 3).binarySearch(3, Block::new).isFound()).isTrue();
    assertThat(LongPrimaryMap.<Block>of(1, 3).binarySearch(2, Block::new))
        .isEqualTo(new SearchResult.Missing<>(B1));
    EntityPrimaryMap<Block, Value> entities =
        EntityPrimaryMap.copyOf(List.of(new Value(4), new Value(8)));
    assertThat(entities.binarySearch(new Value(8), Block::new))
        .isEqualTo(new SearchResult.Found<>(B1));
  }

  @Test
  void aFrozenSliceDoesNotSeeLaterChanges() {
    PrimaryMap<Block, String> map = PrimaryMap.copyOf(List.of("a", "b"));
    BoxedSlice<Block, String> slice = map.freeze();
    map.set(B0, "x");
    map.push("c", Block::new);
    assertThat(slice.values()).containsExactly("a", "b");
    assertThat(slice.keys(Block::new)).containsExactly(B0, B1);
    assertThat(slice).isEqualTo(BoxedSlice.of("a", "b")).hasSameHashCodeAs(BoxedSlice.of("a", "b"));
    assertThat(slice.isValid(B2)).isFalse();
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.get(B2));
  }

  @Test
  void aSliceDoesNotSeeChangesOfWhatItWasMadeFrom() {
    String[] array = {"a"};
    List<String> list = new ArrayList<>(List.of("a"));
    BoxedSlice<Block, String> ofArray = BoxedSlice.of(array);
    BoxedSlice<Block, String> ofList = BoxedSlice.copyOf(list);
    array[0] = "x";
    list.set(0, "x");
    assertThat(ofArray.get(B0)).isEqualTo("a");
    assertThat(ofList.get(B0)).isEqualTo("a");
  }

  @Test
  void equalityIgnoresCapacity() {
    PrimaryMap<Block, String> roomy = PrimaryMap.withCapacity(100);
    roomy.push("a", Block::new);
    PrimaryMap<Block, String> exact = PrimaryMap.copyOf(List.of("a"));
    assertThat(roomy).isEqualTo(exact).hasSameHashCodeAs(exact);
    exact.push("b", Block::new);
    assertThat(roomy).isNotEqualTo(exact);
  }

  @Test
  void aCopyIsIndependent() {
    IntPrimaryMap<Block> map = IntPrimaryMap.of(1);
    IntPrimaryMap<Block> copy = map.copy();
    copy.set(B0, 2);
    copy.push(3, Block::new);
    assertThat(map.toArray()).containsExactly(1);
    assertThat(copy.toArray()).containsExactly(2, 3);
  }

  @Test
  void entityValuesMayBeNone() {
    EntityPrimaryMap<Block, Value> map = new EntityPrimaryMap<>();
    map.push(new Value(5), Block::new);
    map.push(null, Block::new);
    assertThat(map.get(B0, Value::new)).isEqualTo(new Value(5));
    assertThat(map.getOrNull(B1, Value::new)).isNull();
    assertThat(map.getIndex(B1)).isEqualTo(PackedOption.NONE);
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> map.get(B1, Value::new))
        .withMessage("no value for block1");
    List<String> seen = new ArrayList<>();
    map.forEach(Block::new, Value::new, (k, v) -> seen.add(k + "=" + v));
    assertThat(seen).containsExactly("block0=v5");
  }
}
