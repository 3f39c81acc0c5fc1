// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.util.function.IntFunction;

/**
 * What a binary search of values found.
 *
 * @param <K> the kind of key
 */
public sealed interface SearchResult<K extends Entity> {
  /** {@return the key found, or the one before which the value would have to stand} */
  K key();

  /** {@return whether the value is there} */
  default boolean isFound() {
    return this instanceof Found;
  }

  /**
   * Gives a name to what {@link java.util.Arrays#binarySearch(int[], int)} returns.
   *
   * @param <K> the kind of key
   * @param position the position found, or one less than the negative insertion point
   * @param key makes a key, normally its constructor
   * @return the result
   */
  static <K extends Entity> SearchResult<K> of(int position, IntFunction<K> key) {
    return position >= 0
        ? new Found<>(key.apply(position))
        : new Missing<>(key.apply(-1 - position));
  }

  /**
   * The value is there.
   *
   * @param <K> the kind of key
   * @param key a key with that value; which one, if there are several, is not specified
   */
  record Found<K extends Entity>(K key) implements SearchResult<K> {}

  /**
   * The value is not there.
   *
   * @param <K> the kind of key
   * @param key the key of the first greater value, or one past the last key
   */
  record Missing<K extends Entity>(K key) implements SearchResult<K> {}
}
