// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity.bforest;

import dev.jabiru.entity.Entity;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;

/**
 * Ordered sets of entities that share their storage. It belongs to one thread.
 *
 * @param <K> the kind of key
 */
public final class SetForest<K extends Entity> {
  private final Forest forest = new Forest(false);

  /** Makes a forest without sets. */
  public SetForest() {}

  /**
   * Tells whether a key is in a set.
   *
   * @param set a set of this forest
   * @param key any key
   * @return whether it is in the set
   */
  public boolean contains(ForestSet<K> set, K key) {
    return forest.find(set.root, key.index()) >= 0;
  }

  /**
   * Adds a key.
   *
   * @param set a set of this forest
   * @param key any key
   * @return the set from now on
   */
  public ForestSet<K> add(ForestSet<K> set, K key) {
    return contains(set, key) ? set : new ForestSet<>(forest.insert(set.root, key.index(), 0));
  }

  /**
   * Removes a key.
   *
   * @param set a set of this forest
   * @param key any key
   * @return the set from now on
   */
  public ForestSet<K> remove(ForestSet<K> set, K key) {
    return contains(set, key) ? new ForestSet<>(forest.remove(set.root, key.index())) : set;
  }

  /**
   * Returns the index of the first key from a place on.
   *
   * @param set a set of this forest
   * @param from the index to begin with
   * @return the index of the first key not before it, or {@link Entity#RESERVED}
   */
  public int nextIndex(ForestSet<K> set, int from) {
    int word = forest.findNext(set.root, from);
    return word < 0 ? Entity.RESERVED : forest.keyAt(word);
  }

  /**
   * Returns the keys of a set.
   *
   * @param set a set of this forest, which must not change while it is iterated
   * @param key makes a key, normally its constructor
   * @return the keys in ascending order; a view
   */
  public Iterable<K> keys(ForestSet<K> set, IntFunction<K> key) {
    return () -> new Keys(set, key);
  }

  /**
   * Returns the number of keys, which is counted each time.
   *
   * @param set a set of this forest
   * @return how many keys it has
   */
  public int size(ForestSet<K> set) {
    return forest.count(set.root);
  }

  /**
   * Frees the storage of a set. The handle is dead; freeing the empty set does nothing.
   *
   * @param set a set of this forest
   */
  public void free(ForestSet<K> set) {
    forest.free(set.root);
  }

  /** Forgets all sets and keeps the storage. This ends the life of every handle. */
  public void clear() {
    forest.clear();
  }

  int nodes() {
    return forest.nodes();
  }

  private final class Keys implements Iterator<K> {
    private final ForestSet<K> set;
    private final IntFunction<K> key;
    private int next;

    Keys(ForestSet<K> set, IntFunction<K> key) {
      this.set = set;
      this.key = key;
      this.next = nextIndex(set, 0);
    }

    @Override
    public boolean hasNext() {
      return next >= 0;
    }

    @Override
    public K next() {
      if (next < 0) {
        throw new NoSuchElementException();
      }
      int index = next;
      next = index == Integer.MAX_VALUE ? Entity.RESERVED : nextIndex(set, index + 1);
      return key.apply(index);
    }
  }
}
