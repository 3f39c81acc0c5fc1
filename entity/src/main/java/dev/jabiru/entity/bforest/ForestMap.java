// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity.bforest;

import dev.jabiru.entity.Entity;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a map that lives in a {@link MapForest}: four bytes.
 *
 * @param <K> the kind of key
 * @param <V> the kind of value
 */
public final class ForestMap<K extends Entity, V extends Entity> {
  private static final ForestMap<?, ?> EMPTY = new ForestMap<>(0);

  /** The root node; 0 for the empty map. */
  final int root;

  ForestMap(int root) {
    this.root = root;
  }

  /**
   * Returns the empty map, which is the same in all forests and takes no storage.
   *
   * @param <K> the kind of key
   * @param <V> the kind of value
   * @return the empty map
   */
  @SuppressWarnings("unchecked") // a map without keys is a map of any kind
  public static <K extends Entity, V extends Entity> ForestMap<K, V> empty() {
    return (ForestMap<K, V>) EMPTY;
  }

  /** {@return whether there is no key} */
  public boolean isEmpty() {
    return root == 0;
  }

  /** {@return whether the other object is the same handle} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ForestMap<?, ?> map && root == map.root;
  }

  @Override
  public int hashCode() {
    return root;
  }

  @Override
  public String toString() {
    return "map@" + root;
  }
}
