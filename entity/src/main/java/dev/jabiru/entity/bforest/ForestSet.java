// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity.bforest;

import dev.jabiru.entity.Entity;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a set that lives in a {@link SetForest}: four bytes.
 *
 * @param <K> the kind of key
 */
public final class ForestSet<K extends Entity> {
  private static final ForestSet<?> EMPTY = new ForestSet<>(0);

  /** The root node; 0 for the empty set. */
  final int root;

  ForestSet(int root) {
    this.root = root;
  }

  /**
   * Returns the empty set, which is the same in all forests and takes no storage.
   *
   * @param <K> the kind of key
   * @return the empty set
   */
  @SuppressWarnings("unchecked") // a set without keys is a set of any kind
  public static <K extends Entity> ForestSet<K> empty() {
    return (ForestSet<K>) EMPTY;
  }

  /** {@return whether there is no key} */
  public boolean isEmpty() {
    return root == 0;
  }

  /** {@return whether the other object is the same handle} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ForestSet<?> set && root == set.root;
  }

  @Override
  public int hashCode() {
    return root;
  }

  @Override
  public String toString() {
    return "set@" + root;
  }
}
