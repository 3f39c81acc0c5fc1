// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity.bforest;

import dev.jabiru.entity.Entity;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Ordered maps from entities to entities that share their storage. It belongs to one thread.
 *
 * @param <K> the kind of key
 * @param <V> the kind of value
 */
public final class MapForest<K extends Entity, V extends Entity> {
  private final Forest forest = new Forest(true);

  /** Makes a forest without maps. */
  public MapForest() {}

  /**
   * Returns the index of the value of a key.
   *
   * @param map a map of this forest
   * @param key any key
   * @return the index of its value, or {@link Entity#RESERVED} if it has none
   */
  public int getIndex(ForestMap<K, V> map, K key) {
    int word = forest.find(map.root, key.index());
    return word < 0 ? Entity.RESERVED : forest.valueAt(word);
  }

  /**
   * Returns the value of a key.
   *
   * @param map a map of this forest
   * @param key any key
   * @param value makes a value, normally its constructor
   * @return the value, or null if there is none
   */
  public @Nullable V get(ForestMap<K, V> map, K key, IntFunction<V> value) {
    int index = getIndex(map, key);
    return index < 0 ? null : value.apply(index);
  }

  /**
   * Sets the value of a key.
   *
   * @param map a map of this forest
   * @param key any key
   * @param value its value
   * @return the map from now on
   */
  public ForestMap<K, V> set(ForestMap<K, V> map, K key, V value) {
    int word = forest.find(map.root, key.index());
    if (word >= 0) {
      forest.setValueAt(word, value.index());
      return map;
    }
    return new ForestMap<>(forest.insert(map.root, key.index(), value.index()));
  }

  /**
   * Removes a key.
   *
   * @param map a map of this forest
   * @param key any key
   * @return the map from now on
   */
  public ForestMap<K, V> remove(ForestMap<K, V> map, K key) {
    boolean isThere = forest.find(map.root, key.index()) >= 0;
    return isThere ? new ForestMap<>(forest.remove(map.root, key.index())) : map;
  }

  /**
   * Returns the index of the first key from a place on.
   *
   * @param map a map of this forest
   * @param from the index to begin with
   * @return the index of the first key not before it, or {@link Entity#RESERVED}
   */
  public int nextIndex(ForestMap<K, V> map, int from) {
    int word = forest.findNext(map.root, from);
    return word < 0 ? Entity.RESERVED : forest.keyAt(word);
  }

  /**
   * Hands every key and value to an action, in ascending order of keys.
   *
   * @param map a map of this forest, which must not change meanwhile
   * @param key makes a key, normally its constructor
   * @param value makes a value, normally its constructor
   * @param action what to do with them
   */
  public void forEach(
      ForestMap<K, V> map,
      IntFunction<K> key,
      IntFunction<V> value,
      BiConsumer<? super K, ? super V> action) {
    int word = forest.findNext(map.root, 0);
    while (word >= 0) {
      int index = forest.keyAt(word);
      action.accept(key.apply(index), value.apply(forest.valueAt(word)));
      word = index == Integer.MAX_VALUE ? -1 : forest.findNext(map.root, index + 1);
    }
  }

  /**
   * Returns the number of keys, which is counted each time.
   *
   * @param map a map of this forest
   * @return how many keys it has
   */
  public int size(ForestMap<K, V> map) {
    return forest.count(map.root);
  }

  /**
   * Frees the storage of a map. The handle is dead; freeing the empty map does nothing.
   *
   * @param map a map of this forest
   */
  public void free(ForestMap<K, V> map) {
    forest.free(map.root);
  }

  /** Forgets all maps and keeps the storage. This ends the life of every handle. */
  public void clear() {
    forest.clear();
  }
}
