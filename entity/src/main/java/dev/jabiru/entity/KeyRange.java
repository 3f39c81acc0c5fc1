// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive keys, in order. Immutable.
 *
 * @param <K> the kind of key
 */
public final class KeyRange<K extends Entity> implements Iterable<K> {
  private final int start;
  private final int end;
  private final IntFunction<K> key;

  private KeyRange(int start, int end, IntFunction<K> key) {
    this.start = start;
    this.end = end;
    this.key = key;
  }

  /**
   * Returns the keys with indices from {@code start} up to and without {@code end}.
   *
   * @param <K> the kind of key
   * @param start the first index
   * @param end one more than the last index
   * @param key makes a key, normally its constructor
   * @return the range
   * @throws IndexOutOfBoundsException unless {@code 0 <= start <= end}
   */
  public static <K extends Entity> KeyRange<K> of(int start, int end, IntFunction<K> key) {
    if (start < 0 || start > end) {
      throw new IndexOutOfBoundsException("no range from " + start + " to " + end);
    }
    return new KeyRange<>(start, end, key);
  }

  /** {@return the index of the first key} */
  public int startIndex() {
    return start;
  }

  /** {@return one more than the index of the last key} */
  public int endIndex() {
    return end;
  }

  /** {@return the number of keys} */
  public int size() {
    return end - start;
  }

  /** {@return whether there is no key} */
  public boolean isEmpty() {
    return start == end;
  }

  /**
   * Tells whether a key is in the range.
   *
   * @param k a key
   * @return whether it is in the range
   */
  public boolean contains(K k) {
    return start <= k.index && k.index < end;
  }

  /**
   * Returns a key by its position.
   *
   * @param position at least 0 and less than {@link #size}
   * @return the key
   * @throws IndexOutOfBoundsException if there is no such position
   */
  public K get(int position) {
    if (position < 0 || position >= end - start) {
      throw Storage.outOfBounds(position, end - start);
    }
    return key.apply(start + position);
  }

  @Override
  public void forEach(Consumer<? super K> action) {
    // Read before the loop, it is the constant of the call site, and keys are not allocated.
    IntFunction<K> make = key;
    for (int i = start; i < end; i++) {
      action.accept(make.apply(i));
    }
  }

  /** {@return the keys in ascending order} */
  @Override
  public Iterator<K> iterator() {
    return new Keys<>(start, end, key);
  }

  /** {@return whether the other object is a range of the same indices} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyRange<?> range && start == range.start && end == range.end;
  }

  @Override
  public int hashCode() {
    return 31 * start + end;
  }

  /** {@return the range as {@code [block0..block3)}, or {@code []} if it is empty} */
  @Override
  public String toString() {
    return isEmpty() ? "[]" : "[" + key.apply(start) + ".." + key.apply(end) + ")";
  }

  private static final class Keys<K extends Entity> implements Iterator<K> {
    private int next;
    private final int end;
    private final IntFunction<K> key;

    Keys(int start, int end, IntFunction<K> key) {
      this.next = start;
      this.end = end;
      this.key = key;
    }

    @Override
    public boolean hasNext() {
      return next < end;
    }

    @Override
    public K next() {
      if (next >= end) {
        throw new NoSuchElementException();
      }
      return key.apply(next++);
    }
  }
}
