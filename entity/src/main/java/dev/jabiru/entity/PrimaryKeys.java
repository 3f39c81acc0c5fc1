// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.util.function.IntFunction;

/**
 * What all primary maps have in common: they make the keys, from index 0 on without gaps, and
 * delete none.
 *
 * <p>{@link PrimaryMap} refuses a key beyond its last element. The specialised maps make one check
 * per access, the one of the array under the map, and leave the rest to an assertion: whoever gets
 * indices from outside asks {@link #isValid} first. No map can tell a key from before a {@link
 * #clear} from a new one with the same index.
 *
 * @param <K> the kind of key
 */
public abstract sealed class PrimaryKeys<K extends Entity>
    permits PrimaryMap, IntPrimaryMap, LongPrimaryMap, EntityPrimaryMap {
  int size;

  PrimaryKeys() {}

  /** {@return the number of keys made} */
  public final int size() {
    return size;
  }

  /** {@return whether no key has been made} */
  public final boolean isEmpty() {
    return size == 0;
  }

  /**
   * Tells whether a key has been made here, as far as its index shows.
   *
   * @param key a key
   * @return whether it has an element in this map
   */
  public final boolean isValid(K key) {
    return key.index < size;
  }

  /**
   * Returns the key that the next push will make.
   *
   * @param key makes a key, normally its constructor
   * @return the key after the last one
   */
  public final K nextKey(IntFunction<K> key) {
    return key.apply(size);
  }

  /**
   * Returns the keys made so far.
   *
   * @param key makes a key, normally its constructor
   * @return the keys in ascending order; keys made later are not among them
   */
  public final KeyRange<K> keys(IntFunction<K> key) {
    return KeyRange.of(0, size, key);
  }

  /**
   * Forgets all elements and keeps the storage. This ends the life of every key: the map numbers
   * from 0 again, and a key from before is either out of bounds or names another thing.
   */
  public abstract void clear();

  /** {@return how many elements there is room for before storage must grow} */
  public abstract int capacity();

  /**
   * Makes room.
   *
   * @param capacity how many elements there shall be room for
   */
  public abstract void ensureCapacity(int capacity);

  /** Gives back storage beyond the last element. */
  public abstract void trimToSize();

  /** What the assertions of reading and writing say. */
  final String notMade(int index) {
    return "no element " + index + ": there are " + size;
  }
}
