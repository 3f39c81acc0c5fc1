// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity.bitset;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of numbers that grows when a number is added and never when it is asked. Sets are equal if
 * they hold the same numbers, whatever their capacities. It belongs to one thread.
 */
public final class CompoundBitSet {
  private long[] words = {};

  /** Makes an empty set. */
  public CompoundBitSet() {}

  /**
   * Returns a copy of this set.
   *
   * @return the copy
   */
  public CompoundBitSet copy() {
    CompoundBitSet set = new CompoundBitSet();
    set.words = Arrays.copyOf(words, used());
    return set;
  }

  private static int check(int number) {
    if (number < 0) {
      throw new IndexOutOfBoundsException("negative number " + number);
    }
    return number;
  }

  /**
   * Tells whether a number is in the set.
   *
   * @param number at least 0
   * @return whether it is in the set
   * @throws IndexOutOfBoundsException if the number is negative
   */
  public boolean contains(int number) {
    int word = check(number) >>> 6;
    return word < words.length && (words[word] & 1L << number) != 0;
  }

  /**
   * Adds a number.
   *
   * @param number at least 0
   * @return whether it was not in the set before
   * @throws IndexOutOfBoundsException if the number is negative
   */
  public boolean add(int number) {
    int word = check(number) >>> 6;
    if (word >= words.length) {
      words = Arrays.copyOf(words, Math.max(word + 1, words.length + (words.length >> 1)));
    }
    long old = words[word];
    words[word] = old | 1L << number;
    return words[word] != old;
  }

  /**
   * Removes a number.
   *
   * @param number at least 0
   * @return whether it was in the set before
   * @throws IndexOutOfBoundsException if the number is negative
   */
  public boolean remove(int number) {
    int word = check(number) >>> 6;
    if (word >= words.length) {
      return false;
    }
    long old = words[word];
    words[word] = old & ~(1L << number);
    return words[word] != old;
  }

  /**
   * Adds the numbers of another set.
   *
   * @param other the other set
   * @return whether this set changed
   */
  public boolean addAll(CompoundBitSet other) {
    int n = other.used();
    if (n > words.length) {
      words = Arrays.copyOf(words, n);
    }
    long changed = 0;
    for (int i = 0; i < n; i++) {
      changed |= other.words[i] & ~words[i];
      words[i] |= other.words[i];
    }
    return changed != 0;
  }

  /** Removes all numbers and keeps the storage. */
  public void clear() {
    Arrays.fill(words, 0);
  }

  /** {@return how many numbers are in the set} */
  public int size() {
    int size = 0;
    for (long word : words) {
      size += Long.bitCount(word);
    }
    return size;
  }

  /** {@return whether nothing is in the set} */
  public boolean isEmpty() {
    return used() == 0;
  }

  /**
   * Returns the first number from a place on, for loops.
   *
   * @param from at least 0
   * @return the smallest number in the set that is not less, or -1
   */
  public int next(int from) {
    for (int word = from >>> 6; word < words.length; word++) {
      long bits = words[word] & (word == from >>> 6 ? -1L << from : -1L);
      if (bits != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(bits);
      }
    }
    return -1;
  }

  private int used() {
    int n = words.length;
    while (n > 0 && words[n - 1] == 0) {
      n--;
    }
    return n;
  }

  /** {@return whether the other object is a set of the same numbers} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CompoundBitSet set
        && Arrays.equals(words, 0, used(), set.words, 0, set.used());
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0, n = used(); i < n; i++) {
      hash = 31 * hash + Long.hashCode(words[i]);
    }
    return hash;
  }

  /** {@return the numbers in ascending order} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int n = next(0); n >= 0; n = next(n + 1)) {
      text.append(text.length() > 1 ? ", " : "").append(n);
    }
    return text.append('}').toString();
  }
}
