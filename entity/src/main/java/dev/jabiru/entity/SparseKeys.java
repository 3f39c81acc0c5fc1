// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;

/**
 * What {@link SparseSet} and {@link SparseMap} have in common: few keys out of very many, with O(1)
 * membership, insertion, removal and clear.
 *
 * <p>The keys stand in a dense array, and a sparse array says for each index where. A sparse entry
 * counts only if the dense array agrees, so stale entries are harmless and nobody cleans them up
 * (Briggs and Torczon, "An Efficient Representation for Sparse Sets", 1993). The sparse array comes
 * in pages that are made when a key in them is first added.
 *
 * <p>Iteration is in order of insertion, except that a removal puts the last key in the place of
 * the removed one.
 *
 * @param <K> the kind of key
 */
public abstract sealed class SparseKeys<K extends Entity> permits SparseSet, SparseMap {
  private static final int PAGE_BITS = 5;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final int[] NO_PAGE = {};
  private static final int[][] NO_PAGES = {};

  private int[][] pages = NO_PAGES;

  /** The indices of the keys, of which {@code size} count. */
  int[] dense = NO_PAGE;

  int size;

  SparseKeys() {}

  /** {@return the number of keys} */
  public final int size() {
    return size;
  }

  /** {@return whether there is no key} */
  public final boolean isEmpty() {
    return size == 0;
  }

  /**
   * Tells whether a key is there.
   *
   * @param key any key
   * @return whether it is there
   */
  public final boolean contains(K key) {
    return position(key.index) >= 0;
  }

  /** {@return how many keys there is room for in the dense array before it must grow} */
  public final int capacity() {
    return dense.length;
  }

  /** Removes all keys in O(1): storage is kept, and values stay reachable until overwritten. */
  public final void clear() {
    size = 0;
  }

  /**
   * Returns the keys.
   *
   * @param key makes a key, normally its constructor
   * @return the keys in the order of the dense array; a view
   */
  public final Iterable<K> keys(IntFunction<K> key) {
    return () -> new Keys(key);
  }

  /** Returns where the index stands in the dense array, or -1. */
  final int position(int index) {
    int page = index >>> PAGE_BITS;
    if (page < pages.length) {
      int[] entries = pages[page];
      if (entries.length != 0) {
        int position = entries[index & PAGE - 1];
        if (position < size && dense[position] == index) {
          return position;
        }
      }
    }
    return -1;
  }

  /** Appends an index that is not there. */
  final void append(int index) {
    if (size == dense.length) {
      dense = Arrays.copyOf(dense, Storage.grown(size, size + 1));
    }
    dense[size] = index;
    page(index >>> PAGE_BITS)[index & PAGE - 1] = size++;
  }

  private int[] page(int number) {
    if (number >= pages.length) {
      int old = pages.length;
      pages = Arrays.copyOf(pages, Storage.grown(old, number + 1));
      Arrays.fill(pages, old, pages.length, NO_PAGE);
    }
    if (pages[number].length == 0) {
      pages[number] = new int[PAGE];
    }
    return pages[number];
  }

  /** Puts the last index in the place of the one at a position. */
  final void removeAt(int position) {
    int last = dense[--size];
    dense[position] = last;
    page(last >>> PAGE_BITS)[last & PAGE - 1] = position;
  }

  private final class Keys implements Iterator<K> {
    private final IntFunction<K> key;
    private int next;

    Keys(IntFunction<K> key) {
      this.key = key;
    }

    @Override
    public boolean hasNext() {
      return next < size;
    }

    @Override
    public K next() {
      if (next >= size) {
        throw new NoSuchElementException();
      }
      return key.apply(dense[next++]);
    }
  }
}
