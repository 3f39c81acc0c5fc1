// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SecondaryMap} whose values are entities or none, stored as packed options: four bytes
 * each. None is the default.
 *
 * @param <K> the kind of key
 * @param <E> the kind of entity that the values are
 */
public final class EntitySecondaryMap<K extends Entity, E extends Entity> {
  private static final int[] EMPTY = {};

  private int[] elements = EMPTY;

  /** Makes a map in which no key has an entity. */
  public EntitySecondaryMap() {}

  /**
   * Returns a copy of this map.
   *
   * @return the copy
   */
  public EntitySecondaryMap<K, E> copy() {
    EntitySecondaryMap<K, E> map = new EntitySecondaryMap<>();
    map.elements = elements.clone();
    return map;
  }

  /**
   * Returns the index of an entity. This never grows the map.
   *
   * @param key any key
   * @return the index, or {@link PackedOption#NONE}
   */
  public int getIndex(K key) {
    int index = key.index;
    int[] e = elements;
    return index < e.length ? e[index] : PackedOption.NONE;
  }

  /**
   * Returns an entity or none. This never grows the map.
   *
   * @param key any key
   * @param entity makes the entity, normally its constructor
   * @return the entity, or null for none
   */
  public @Nullable E get(K key, IntFunction<E> entity) {
    int value = getIndex(key);
    return value < 0 ? null : entity.apply(value);
  }

  /**
   * Tells whether a key has an entity.
   *
   * @param key any key
   * @return whether it has one
   */
  public boolean isSet(K key) {
    return getIndex(key) != PackedOption.NONE;
  }

  /**
   * Sets an entity, growing the map as needed.
   *
   * @param key any key
   * @param value the entity, or null for none
   */
  public void set(K key, @Nullable E value) {
    int index = key.index;
    if (index >= elements.length) {
      if (value == null) {
        return;
      }
      grow(index + 1);
    }
    elements[index] = PackedOption.pack(value);
  }

  /**
   * Takes a key's entity away.
   *
   * @param key any key
   */
  public void clear(K key) {
    int index = key.index;
    if (index < elements.length) {
      elements[index] = PackedOption.NONE;
    }
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
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] != PackedOption.NONE) {
        action.accept(key.apply(i), entity.apply(elements[i]));
      }
    }
  }

  private void grow(int needed) {
    resize(Storage.grown(elements.length, needed));
  }

  /** Takes every key's entity away and keeps the storage. */
  public void clear() {
    Arrays.fill(elements, PackedOption.NONE);
  }

  /** {@return how many elements have storage; the others are none} */
  public int capacity() {
    return elements.length;
  }

  /**
   * Gives storage to exactly the keys below a limit: setting those does not grow the map, and the
   * others are back at the default.
   *
   * @param limit one more than the last index that has storage, normally the size of a primary map
   */
  public void resize(int limit) {
    int old = elements.length;
    elements = Arrays.copyOf(elements, limit);
    if (limit > old) {
      Arrays.fill(elements, old, limit, PackedOption.NONE);
    }
  }

  /** Gives back the storage of trailing elements that are none. */
  public void trim() {
    elements = Arrays.copyOf(elements, used());
  }

  private int used() {
    int n = elements.length;
    while (n > 0 && elements[n - 1] == PackedOption.NONE) {
      n--;
    }
    return n;
  }

  /**
   * Writes the number of values without trailing ones that are none and then the index of each.
   *
   * @param out where to
   * @throws IOException if the output fails
   */
  public void write(DataOutput out) throws IOException {
    int n = used();
    out.writeInt(n);
    for (int i = 0; i < n; i++) {
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
  public static <K extends Entity, E extends Entity> EntitySecondaryMap<K, E> read(DataInput in)
      throws IOException {
    EntitySecondaryMap<K, E> map = new EntitySecondaryMap<>();
    int count = Storage.readCount(in);
    for (int i = 0; i < count; i++) {
      if (i == map.elements.length) {
        map.grow(i + 1);
      }
      map.elements[i] = Storage.readOption(in);
    }
    return map;
  }

  /**
   * Compares two maps as functions of all keys: trailing elements that are none do not count.
   *
   * @param other any object
   * @return whether it is such a map with the same indices
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntitySecondaryMap<?, ?> map
        && Arrays.equals(elements, 0, used(), map.elements, 0, map.used());
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0, n = used(); i < n; i++) {
      hash = 31 * hash + elements[i];
    }
    return hash;
  }

  /** {@return the indices of the values, -1 for none} */
  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(elements, used()));
  }
}
