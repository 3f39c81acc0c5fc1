// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Runs with assertions on, as all tests do. */
class ListPoolTest {
  private static final Value V0 = new Value(0);
  private static final Value V1 = new Value(1);
  private static final Value V2 = new Value(2);
  private static final Value V3 = new Value(3);

  private final ListPool<Value> pool = new ListPool<>();

  private List<Value> elements(EntityList<Value> list) {
    List<Value> elements = new ArrayList<>();
    pool.elements(list, Value::new).forEach(elements::add);
    return elements;
  }

  @Test
  void theEmptyListTakesNoStorage() {
    EntityList<Value> list = EntityList.empty();
    assertThat(list.handle()).isZero();
    assertThat(list.isEmpty()).isTrue();
    assertThat(pool.size(list)).isZero();
    assertThat(elements(list)).isEmpty();
    pool.free(list);
    assertThat(pool.size(list)).isZero();
    assertThat(pool.copyOf(list)).isEqualTo(list);
    assertThat(pool.of()).isEqualTo(list);
  }

  @Test
  void aHandleIsFourBytesAndSurvivesBeingStoredAsANumber() {
    EntityList<Value> list = pool.of(V0, V1);
    int handle = list.handle();
    assertThat(elements(EntityList.ofHandle(handle))).containsExactly(V0, V1);
  }

  @Test
  void operationsKeepTheElements() {
    EntityList<Value> list = EntityList.empty();
    list = pool.push(list, V0);
    list = pool.push(list, V2);
    list = pool.insert(list, 1, V1);
    list = pool.insert(list, 3, V3);
    list = pool.insert(list, 0, V3);
    assertThat(elements(list)).containsExactly(V3, V0, V1, V2, V3);
    assertThat(pool.positionOf(list, V3)).isZero();
    assertThat(pool.positionOf(list, new Value(9))).isEqualTo(-1);
    list = pool.remove(list, 0);
    assertThat(elements(list)).containsExactly(V0, V1, V2, V3);
    list = pool.swapRemove(list, 0);
    assertThat(elements(list)).containsExactly(V3, V1, V2);
    pool.set(list, 2, V0);
    assertThat(pool.get(list, 2, Value::new)).isEqualTo(V0);
    list = pool.truncate(list, 5);
    list = pool.truncate(list, 1);
    assertThat(elements(list)).containsExactly(V3);
    list = pool.pushAll(list, pool.of(V0, V1, V2));
    list = pool.pushAll(list, list);
    assertThat(elements(list)).containsExactly(V3, V0, V1, V2, V3, V0, V1, V2);
    list = pool.truncate(list, 0);
    assertThat(list.isEmpty()).isTrue();
  }

  @Test
  void aListMayHoldNone() {
    EntityList<Value> list = pool.push(pool.of(V1), null);
    assertThat(pool.indexAt(list, 1)).isEqualTo(PackedOption.NONE);
    assertThat(pool.getOrNull(list, 0, Value::new)).isEqualTo(V1);
    assertThat(pool.getOrNull(list, 1, Value::new)).isNull();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> pool.get(list, 1, Value::new));
  }

  @Test
  void sizeClassesArePowersOfTwo() {
    // Growing a list to n elements in a fresh pool shows in how far the next list lies.
    int[] sizes = {1, 3, 4, 7, 8, 15, 16, 31};
    int[] words = {4, 4, 8, 8, 16, 16, 32, 32};
    for (int i = 0; i < sizes.length; i++) {
      ListPool<Value> fresh = new ListPool<>();
      ValueList longList = new ValueList(fresh, sizes[i]);
      EntityList<Value> copy = fresh.copyOf(longList.list);
      EntityList<Value> next = fresh.copyOf(longList.list);
      assertThat(next.handle() - copy.handle()).as("%d elements", sizes[i]).isEqualTo(words[i]);
    }
  }

  /** A list of consecutive values, built by pushing. */
  private static final class ValueList {
    EntityList<Value> list = EntityList.empty();

    ValueList(ListPool<Value> pool, int size) {
      for (int i = 0; i < size; i++) {
        list = pool.push(list, new Value(i));
      }
    }
  }

  @Test
  void aListMovesOnlyWhenItChangesItsSizeClass() {
    EntityList<Value> two = pool.of(V0, V1);
    EntityList<Value> three = pool.push(two, V2);
    assertThat(three).isEqualTo(two);
    EntityList<Value> four = pool.push(three, V3);
    assertThat(four).isNotEqualTo(three);
    assertThat(pool.remove(four, 0)).isEqualTo(three);
  }

  @Test
  void freedBlocksAreReused() {
    EntityList<Value> a = pool.of(V0);
    EntityList<Value> b = pool.of(V1);
    int capacity = pool.capacity();
    pool.free(a);
    pool.free(b);
    assertThat(pool.of(V2)).isEqualTo(b);
    assertThat(pool.of(V2)).isEqualTo(a);
    for (int i = 0; i < 10_000; i++) {
      EntityList<Value> list = new ValueList(pool, 10).list;
      pool.free(list);
    }
    assertThat(pool.capacity()).isEqualTo(capacity);
  }

  @Test
  void aFreedHandleIsCaught() {
    EntityList<Value> list = pool.of(V0, V1);
    EntityList<Value> other = pool.of(V0);
    pool.free(list);
    assertCaughtEverywhere(list, other, "list handle 1 is freed");
  }

  @Test
  void aHandleThatMovedIsCaught() {
    EntityList<Value> three = pool.of(V0, V1, V2);
    EntityList<Value> four = pool.push(three, V3);
    assertCaughtEverywhere(three, four, "list handle 1 is freed");
  }

  @Test
  void aHandleOutOfRangeIsCaught() {
    EntityList<Value> list = pool.of(V0);
    assertCaughtEverywhere(EntityList.ofHandle(5), list, "list handle 5 is out of range 1..5");
    assertCaughtEverywhere(EntityList.ofHandle(-1), list, "list handle -1 is out of range 1..5");
    assertCaughtEverywhere(
        EntityList.ofHandle(1 << 30), list, "list handle 1073741824 is out of range 1..5");
  }

  @Test
  void aHandleIntoTheMiddleOfABlockIsCaught() {
    EntityList<Value> list = pool.of(V1, V1, V1);
    assertCaughtEverywhere(EntityList.ofHandle(2), list, "list handle 2 is freed");
  }

  @Test
  void clearEndsTheLifeOfEveryHandle() {
    EntityList<Value> list = pool.of(V0);
    pool.clear();
    assertCaughtEverywhere(list, EntityList.empty(), "list handle 1 is out of range 1..1");
    assertThat(pool.of(V1)).isEqualTo(list);
  }

  private void assertCaughtEverywhere(
      EntityList<Value> dead, EntityList<Value> live, String message) {
    List<ThrowingCallable> operations =
        List.of(
            () -> pool.size(dead),
            () -> pool.indexAt(dead, 0),
            () -> pool.get(dead, 0, Value::new),
            () -> pool.getOrNull(dead, 0, Value::new),
            () -> pool.set(dead, 0, V0),
            () -> pool.push(dead, V0),
            () -> pool.pushAll(dead, live),
            () -> pool.pushAll(live, dead),
            () -> pool.insert(dead, 0, V0),
            () -> pool.remove(dead, 0),
            () -> pool.swapRemove(dead, 0),
            () -> pool.truncate(dead, 0),
            () -> pool.free(dead),
            () -> pool.copyOf(dead),
            () -> pool.positionOf(dead, V0),
            () -> pool.contentEquals(dead, live),
            () -> pool.contentEquals(live, dead),
            () -> pool.contentHash(dead));
    for (ThrowingCallable operation : operations) {
      assertThatExceptionOfType(AssertionError.class).isThrownBy(operation).withMessage(message);
    }
  }

  @Test
  void aPositionPastTheEndIsOutOfBounds() {
    EntityList<Value> list = pool.of(V0);
    for (int position : new int[] {-1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> pool.indexAt(list, position));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> pool.set(list, position, V0));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> pool.remove(list, position));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> pool.swapRemove(list, position));
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> pool.insert(list, 2, V0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> pool.truncate(list, -1));
  }

  @Test
  void contentIsComparedByElements() {
    EntityList<Value> a = pool.of(V0, V1);
    EntityList<Value> b = pool.copyOf(List.of(V0, V1));
    EntityList<Value> c = pool.of(V1, V0);
    assertThat(a).isNotEqualTo(b);
    assertThat(pool.contentEquals(a, b)).isTrue();
    assertThat(pool.contentHash(a)).isEqualTo(pool.contentHash(b));
    assertThat(pool.contentEquals(a, c)).isFalse();
    assertThat(pool.contentEquals(a, EntityList.empty())).isFalse();
  }

  @Test
  void aCopyIsIndependent() {
    EntityList<Value> a = pool.of(V0, V1);
    EntityList<Value> b = pool.copyOf(a);
    pool.set(b, 0, V3);
    assertThat(elements(a)).containsExactly(V0, V1);
    assertThat(elements(b)).containsExactly(V3, V1);
  }
}
