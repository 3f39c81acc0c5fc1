// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PrimaryMap} whose values are entities or none, stored as packed options: four bytes
 * each.
 *
 * @param <K> the kind of key
 * @param <E> the kind of entity that the values are
 */
public final class EntityPrimaryMap<K extends Entity, E extends Entity> extends PrimaryKeys<K> {
  private int[] elements;

  /** Makes an empty map. */
  public EntityPrimaryMap() {
    this(new int[0], 0);
  }

  private EntityPrimaryMap(int[] elements, int size) {
    this.elements = elements;
    this.size = size;
  }

  /**
   * Returns an empty map with room.
   *
   * @param <K> the kind of key
   * @param <E> the kind of entity that the values are
   * @param capacity how many elements there is room for
   * @return the map
   */
  public static <K extends Entity, E extends Entity> EntityPrimaryMap<K, E> withCapacity(
      int capacity) {
    return new EntityPrimaryMap<>(new int[capacity], 0);
  }

  /**
   * Returns a map of the given values, in their order.
   *
   * @param <K> the kind of key
   * @param <E> the kind of entity that the values are
   * @param values the values
   * @return the map
   */
  public static <K extends Entity, E extends Entity> EntityPrimaryMap<K, E> copyOf(
      Iterable<? extends E> values) {
    EntityPrimaryMap<K, E> map = new EntityPrimaryMap<>();
    for (E value : values) {
      map.append(value.index);
    }
    return map;
  }

  /**
   * Returns a copy of this map.
   *
   * @return the copy
   */
  public EntityPrimaryMap<K, E> copy() {
    return new EntityPrimaryMap<>(Arrays.copyOf(elements, size), size);
  }

  /**
   * Appends an entity.
   *
   * @param value the entity, or null for none
   * @param key makes a key, normally its constructor
   * @return the key of the value
   */
  public K push(@Nullable E value, IntFunction<K> key) {
    // The key comes first: its own check then serves the store.
    int index = size;
    K k = key.apply(index);
    if (index < elements.length) {
      elements[index] = PackedOption.pack(value);
    } else {
      // Of intrinsics alone, for the reason that PrimaryMap.push gives.
      int length =
          index < Storage.HUGE ? index + (index >> 1) + 8 : Storage.grown(index, index + 1);
      elements = Arrays.copyOf(elements, length);
      elements[index] = PackedOption.pack(value);
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
   * Returns the index of an entity.
   *
   * @param key a key of this map
   * @return the index, or {@link PackedOption#NONE}
   * @throws IndexOutOfBoundsException if the key is beyond {@link #capacity}; one that is not, but
   *     was not made here, is caught by an assertion
   */
  public int getIndex(K key) {
    int index = key.index;
    assert index < size : notMade(index);
    return elements[index];
  }

  /**
   * Returns an entity that is there.
   *
   * @param key a key of this map
   * @param entity makes the entity, normally its constructor
   * @return the entity
   * @throws IndexOutOfBoundsException if the key is beyond {@link #capacity}; one that is not, but
   *     was not made here, is caught by an assertion
   * @throws NoSuchElementException if the value is none
   */
  public E get(K key, IntFunction<E> entity) {
    int value = getIndex(key);
    if (value < 0) {
      throw new NoSuchElementException("no value for " + key);
    }
    return entity.apply(value);
  }

  /**
   * Returns an entity or none.
   *
   * @param key a key of this map
   * @param entity makes the entity, normally its constructor
   * @return the entity, or null for none
   * @throws IndexOutOfBoundsException if the key is beyond {@link #capacity}; one that is not, but
   *     was not made here, is caught by an assertion
   */
  public @Nullable E getOrNull(K key, IntFunction<E> entity) {
    return PackedOption.unpack(getIndex(key), entity);
  }

  /**
   * Replaces a value.
   *
   * @param key a key of this map
   * @param value the entity, or null for none
   * @throws IndexOutOfBoundsException if the key is beyond {@link #capacity}; one that is not, but
   *     was not made here, is caught by an assertion
   */
  public void set(K key, @Nullable E value) {
    int index = key.index;
    assert index < size : notMade(index);
    elements[index] = PackedOption.pack(value);
  }

  /**
   * Hands every key that has an entity to an action, in order.
   *
   * @param key makes a key, normally its constructor
   * @param entity makes an entity, normally its constructor
   * @param action what to do with them
   */
  public void forEach(
      IntFunction<K> key, IntFunction<E> entity, BiConsumer<? super K, ? super E> action) {
    for (int i = 0; i < size; i++) {
      if (elements[i] != PackedOption.NONE) {
        action.accept(key.apply(i), entity.apply(elements[i]));
      }
    }
  }

  /**
   * Finds an entity in a map whose values ascend, none coming first.
   *
   * @param value the entity looked for
   * @param key makes a key, normally its constructor
   * @return the key found, or the one before which the value would have to stand
   */
  public SearchResult<K> binarySearch(E value, IntFunction<K> key) {
    return SearchResult.of(Arrays.binarySearch(elements, 0, size, value.index), key);
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
   * Writes the number of values and then the index of each, -1 for none.
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
   * @param <E> the kind of entity that the values are
   * @param in where from
   * @return the map
   * @throws IOException if the input fails or is malformed
   */
  public static <K extends Entity, E extends Entity> EntityPrimaryMap<K, E> read(DataInput in)
      throws IOException {
    EntityPrimaryMap<K, E> map = new EntityPrimaryMap<>();
    for (int count = Storage.readCount(in); count > 0; count--) {
      map.append(Storage.readOption(in));
    }
    return map;
  }

  /** {@return whether the other object is such a map with the same indices} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntityPrimaryMap<?, ?> map
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

  /** {@return the indices of the values, -1 for none} */
  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(elements, size));
  }
}
