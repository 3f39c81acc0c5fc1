// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PrimaryMap} of {@code int} values, which boxes nothing.
 *
 * @param <K> the kind of key
 */
public final class IntPrimaryMap<K extends Entity> extends PrimaryKeys<K> {
  private int[] elements;

  /** Makes an empty map. */
  public IntPrimaryMap() {
    this(new int[0], 0);
  }

  private IntPrimaryMap(int[] elements, int size) {
    this.elements = elements;
    this.size = size;
  }

  /**
   * Returns an empty map with room.
   *
   * @param <K> the kind of key
   * @param capacity how many elements there is room for
   * @return the map
   */
  public static <K extends Entity> IntPrimaryMap<K> withCapacity(int capacity) {
    return new IntPrimaryMap<>(new int[capacity], 0);
  }

  /**
   * Returns a map of the given values, in their order.
   *
   * @param <K> the kind of key
   * @param values the values
   * @return the map
   */
  public static <K extends Entity> IntPrimaryMap<K> of(int... values) {
    return new IntPrimaryMap<>(values.clone(), values.length);
  }

  /**
   * Returns a copy of this map.
   *
   * @return the copy
   */
  public IntPrimaryMap<K> copy() {
    return new IntPrimaryMap<>(Arrays.copyOf(elements, size), size);
  }

  /**
   * Appends a value.
   *
   * @param value the value
   * @param key makes a key, normally its constructor
   * @return the key of the value
   */
  public K push(int value, IntFunction<K> key) {
    // The key comes first: its own check then serves the store.
    int index = size;
    K k = key.apply(index);
    if (index < elements.length) {
      elements[index] = value;
    } else {
      // Of intrinsics alone, for the reason that PrimaryMap.push gives.
      int length =
          index < Storage.HUGE ? index + (index >> 1) + 8 : Storage.grown(index, index + 1);
      elements = Arrays.copyOf(elements, length);
      elements[index] = value;
    }
    size = index + 1;
    return k;
  }

  private void append(int value) {
    if (size == elements.length) {
      grow(size + 1);
    }
    elements[size++] = value;
  }

  /**
   * Appends values.
   *
   * @param values the values
   * @param key makes a key, normally its constructor
   * @return their keys
   */
  public KeyRange<K> pushAll(int[] values, IntFunction<K> key) {
    int start = size;
    ensureCapacity(Math.addExact(start, values.length));
    System.arraycopy(values, 0, elements, start, values.length);
    size = start + values.length;
    return KeyRange.of(start, size, key);
  }

  /**
   * Returns a value.
   *
   * @param key a key of this map
   * @return its value
   * @throws IndexOutOfBoundsException if the key is beyond {@link #capacity}; one that is not, but
   *     was not made here, is caught by an assertion
   */
  public int get(K key) {
    int index = key.index;
    assert index < size : notMade(index);
    return elements[index];
  }

  /**
   * Replaces a value.
   *
   * @param key a key of this map
   * @param value its new value
   * @throws IndexOutOfBoundsException if the key is beyond {@link #capacity}; one that is not, but
   *     was not made here, is caught by an assertion
   */
  public void set(K key, int value) {
    int index = key.index;
    assert index < size : notMade(index);
    elements[index] = value;
  }

  /** {@return the values in the order of their keys} */
  public IntStream values() {
    return Arrays.stream(elements, 0, size);
  }

  /** {@return the values in the order of their keys, in an array of their own} */
  public int[] toArray() {
    return Arrays.copyOf(elements, size);
  }

  /**
   * Hands every key and value to an action, in order.
   *
   * @param key makes a key, normally its constructor
   * @param action what to do with them
   */
  public void forEach(IntFunction<K> key, ObjIntConsumer<? super K> action) {
    for (int i = 0; i < size; i++) {
      action.accept(key.apply(i), elements[i]);
    }
  }

  /**
   * Finds a value in a map whose values ascend.
   *
   * @param value the value looked for
   * @param key makes a key, normally its constructor
   * @return the key found, or the one before which the value would have to stand
   */
  public SearchResult<K> binarySearch(int value, IntFunction<K> key) {
    return SearchResult.of(Arrays.binarySearch(elements, 0, size, value), key);
  }

  @Override
  public void clear() {
    size = 0;
  }

  @Override
  public int capacity() {
    return elements.length;
  }

  @Override
  public void ensureCapacity(int capacity) {
    if (capacity > elements.length) {
      grow(capacity);
    }
  }

  private void grow(int needed) {
    elements = Arrays.copyOf(elements, Storage.grown(elements.length, needed));
  }

  @Override
  public void trimToSize() {
    elements = Arrays.copyOf(elements, size);
  }

  /**
   * Writes the number of values and then each value.
   *
   * @param out where to
   * @throws IOException if the output fails
   */
  public void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeInt(elements[i]);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param <K> the kind of key
   * @param in where from
   * @return the map
   * @throws IOException if the input fails or is malformed
   */
  public static <K extends Entity> IntPrimaryMap<K> read(DataInput in) throws IOException {
    IntPrimaryMap<K> map = new IntPrimaryMap<>();
    for (int count = Storage.readCount(in); count > 0; count--) {
      map.append(in.readInt());
    }
    return map;
  }

  /** {@return whether the other object is such a map with equal values} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IntPrimaryMap<?> map
        && Arrays.equals(elements, 0, size, map.elements, 0, map.size);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < size; i++) {
      hash = 31 * hash + elements[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.toString(toArray());
  }
}
