// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity.bitset;

/**
 * An immutable set of numbers from 0 to 63.
 *
 * @param bits bit n says whether n is in the set
 */
public record ScalarBitSet(long bits) {
  /** The set of nothing. */
  public static final ScalarBitSet EMPTY = new ScalarBitSet(0);

  /** How many different numbers a set can hold. */
  public static final int CAPACITY = 64;

  private static long bit(int number) {
    if (number < 0 || number >= CAPACITY) {
      throw new IndexOutOfBoundsException("wanted 0 to 63, found " + number);
    }
    return 1L << number;
  }

  /**
   * Returns the set of the numbers from 0 up to and without a limit.
   *
   * @param limit from 0 to 64
   * @return the set
   * @throws IndexOutOfBoundsException if the limit is something else
   */
  public static ScalarBitSet below(int limit) {
    return new ScalarBitSet(limit == CAPACITY ? -1 : bit(limit) - 1);
  }

  /**
   * Tells whether a number is in the set.
   *
   * @param number from 0 to 63
   * @return whether it is in the set
   * @throws IndexOutOfBoundsException if the number is something else
   */
  public boolean contains(int number) {
    return (bits & bit(number)) != 0;
  }

  /**
   * Returns the set with one more number.
   *
   * @param number from 0 to 63
   * @return the set
   * @throws IndexOutOfBoundsException if the number is something else
   */
  public ScalarBitSet with(int number) {
    return new ScalarBitSet(bits | bit(number));
  }

  /**
   * Returns the set without a number.
   *
   * @param number from 0 to 63
   * @return the set
   * @throws IndexOutOfBoundsException if the number is something else
   */
  public ScalarBitSet without(int number) {
    return new ScalarBitSet(bits & ~bit(number));
  }

  /**
   * Returns what is in this set or in another one.
   *
   * @param other the other set
   * @return the union
   */
  public ScalarBitSet union(ScalarBitSet other) {
    return new ScalarBitSet(bits | other.bits);
  }

  /**
   * Returns what is in this set and in another one.
   *
   * @param other the other set
   * @return the intersection
   */
  public ScalarBitSet intersection(ScalarBitSet other) {
    return new ScalarBitSet(bits & other.bits);
  }

  /**
   * Returns what is in this set and not in another one.
   *
   * @param other the other set
   * @return the difference
   */
  public ScalarBitSet difference(ScalarBitSet other) {
    return new ScalarBitSet(bits & ~other.bits);
  }

  /** {@return how many numbers are in the set} */
  public int size() {
    return Long.bitCount(bits);
  }

  /** {@return whether nothing is in the set} */
  public boolean isEmpty() {
    return bits == 0;
  }

  /**
   * Returns the first number from a place on, for loops.
   *
   * @param from at least 0
   * @return the smallest number in the set that is not less, or -1
   */
  public int next(int from) {
    long rest = from >= CAPACITY ? 0 : bits & -bit(from);
    return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
  }

  /** {@return the greatest number in the set, or -1} */
  public int greatest() {
    return CAPACITY - 1 - Long.numberOfLeadingZeros(bits);
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
