// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where things live and get their keys: pushing a value makes the key under which it is found.
 *
 * <p>Nothing is ever deleted, so every key that came from a push stays valid and there is no
 * bookkeeping. More data about the same things goes into a {@link SecondaryMap}.
 *
 * @param <K> the kind of key
 * @param <V> the type of value
 */
public final class PrimaryMap<K extends Entity, V extends @Nullable Object> extends PrimaryKeys<K> {
  private V[] elements;

  /** Makes an empty map. */
  public PrimaryMap() {
    this(0);
  }

  private PrimaryMap(int capacity) {
    elements = newArray(capacity);
  }

  @SuppressWarnings("unchecked") // elements are only ever read as V, and the array never leaves
  private static <V extends @Nullable Object> V[] newArray(int length) {
    return (V[]) new Object[length];
  }

  /**
   * Returns an empty map with room.
   *
   * @param <K> the kind of key
   * @param <V> the type of value
   * @param capacity how many elements there is room for
   * @return the map
   */
  public static <K extends Entity, V extends @Nullable Object> PrimaryMap<K, V> withCapacity(
      int capacity) {
    return new PrimaryMap<>(capacity);
  }

  /**
   * Returns a map of the given values, in their order.
   *
   * @param <K> the kind of key
   * @param <V> the type of value
   * @param values the values
   * @return the map
   */
  public static <K extends Entity, V extends @Nullable Object> PrimaryMap<K, V> copyOf(
      Collection<? extends V> values) {
    PrimaryMap<K, V> map = new PrimaryMap<>(values.size());
    for (V value : values) {
      map.append(value);
    }
    return map;
  }

  /**
   * Returns a map of as many elements as asked for, all with the same value.
   *
   * @param <K> the kind of key
   * @param <V> the type of value
   * @param size how many
   * @param value the value of each
   * @return the map
   */
  public static <K extends Entity, V extends @Nullable Object> PrimaryMap<K, V> filled(
      int size, V value) {
    PrimaryMap<K, V> map = new PrimaryMap<>(size);
    Arrays.fill(map.elements, value);
    map.size = size;
    return map;
  }

  /**
   * Returns a copy of this map, which shares the values.
   *
   * @return the copy
   */
  public PrimaryMap<K, V> copy() {
    PrimaryMap<K, V> map = new PrimaryMap<>(0);
    map.elements = Arrays.copyOf(elements, size);
    map.size = size;
    return map;
  }

  /**
   * Appends a value.
   *
   * @param value the value
   * @param key makes a key, normally its constructor
   * @return the key of the value
   */
  public K push(V value, IntFunction<K> key) {
    // The key comes first: its own check then serves the store.
    int index = size;
    K k = key.apply(index);
    if (index >= elements.length) {
      // Of intrinsics alone: HotSpot does not inline a call that is as rare as this, and behind one
      // a loop of pushes has to read size and array anew each time around.
      int length =
          index < Storage.HUGE ? index + (index >> 1) + 8 : Storage.grown(index, index + 1);
      @SuppressWarnings("unchecked") // as in newArray
      V[] longer = (V[]) Arrays.copyOf(elements, length, Object[].class);
      elements = longer;
    }
    elements[index] = value;
    size = index + 1;
    return k;
  }

  private void append(V value) {
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
  public KeyRange<K> pushAll(Collection<? extends V> values, IntFunction<K> key) {
    int start = size;
    ensureCapacity(Math.addExact(start, values.size()));
    for (V value : values) {
      append(value);
    }
    return KeyRange.of(start, size, key);
  }

  /**
   * Returns a value.
   *
   * @param key a key of this map
   * @return its value
   * @throws IndexOutOfBoundsException if no such key has been made here
   */
  public V get(K key) {
    int index = key.index;
    V value = elements[index];
    // What has not been pushed is null in the array, and whoever uses the value tests for that
    // anyway; so this is the one test of a get beside the array's own.
    if (value == null && index >= size) {
      throw Storage.outOfBounds(index, size);
    }
    return value;
  }

  /**
   * Replaces a value.
   *
   * @param key a key of this map
   * @param value its new value
   * @throws IndexOutOfBoundsException if no such key has been made here
   */
  public void set(K key, V value) {
    int index = key.index;
    if (index >= size) {
      throw Storage.outOfBounds(index, size);
    }
    elements[index] = value;
  }

  /** {@return the values in the order of their keys; a view} */
  public Iterable<V> values() {
    return Values::new;
  }

  /**
   * Returns keys with their values.
   *
   * @param key makes a key, normally its constructor
   * @return the entries in the order of their keys; a view
   */
  public Iterable<Entry<K, V>> entries(IntFunction<K> key) {
    return () -> new Entries(key);
  }

  /**
   * Hands every key and value to an action, in order.
   *
   * @param key makes a key, normally its constructor
   * @param action what to do with them
   */
  public void forEach(IntFunction<K> key, BiConsumer<? super K, ? super V> action) {
    for (int i = 0; i < size; i++) {
      action.accept(key.apply(i), elements[i]);
    }
  }

  /**
   * Finds a value in a map that is sorted by value.
   *
   * @param value the value looked for
   * @param order the order in which the values stand
   * @param key makes a key, normally its constructor
   * @return the key found, or the one before which the value would have to stand
   */
  public SearchResult<K> binarySearch(V value, Comparator<? super V> order, IntFunction<K> key) {
    return SearchResult.of(Arrays.binarySearch(elements, 0, size, value, order), key);
  }

  /**
   * Returns the values as a frozen slice. Later changes of this map do not show in it.
   *
   * @return the slice
   */
  public BoxedSlice<K, V> freeze() {
    return new BoxedSlice<>(Arrays.copyOf(elements, size));
  }

  @Override
  public void clear() {
    Arrays.fill(elements, 0, size, null);
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
   * @param codec writes a value
   * @throws IOException if the output fails
   */
  public void write(DataOutput out, ValueCodec<V> codec) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      codec.write(elements[i], out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param <K> the kind of key
   * @param <V> the type of value
   * @param in where from
   * @param codec reads a value
   * @return the map
   * @throws IOException if the input fails or is malformed
   */
  public static <K extends Entity, V extends @Nullable Object> PrimaryMap<K, V> read(
      DataInput in, ValueCodec<V> codec) throws IOException {
    PrimaryMap<K, V> map = new PrimaryMap<>();
    for (int count = Storage.readCount(in); count > 0; count--) {
      map.append(codec.read(in));
    }
    return map;
  }

  /** {@return whether the other object is a primary map with equal values} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PrimaryMap<?, ?> map
        && Arrays.equals(elements, 0, size, map.elements, 0, map.size);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < size; i++) {
      hash = 31 * hash + Objects.hashCode(elements[i]);
    }
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.asList(elements).subList(0, size).toString();
  }

  private final class Values implements Iterator<V> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < size;
    }

    @Override
    public V next() {
      if (next >= size) {
        throw new NoSuchElementException();
      }
      return elements[next++];
    }
  }

  private final class Entries implements Iterator<Entry<K, V>> {
    private final IntFunction<K> key;
    private int next;

    Entries(IntFunction<K> key) {
      this.key = key;
    }

    @Override
    public boolean hasNext() {
      return next < size;
    }

    @Override
    public Entry<K, V> next() {
      if (next >= size) {
        throw new NoSuchElementException();
      }
      int index = next++;
      return new Entry<>(key.apply(index), elements[index]);
    }
  }
}
