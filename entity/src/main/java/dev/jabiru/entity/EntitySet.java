// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A set of keys, one bit each. It grows when a key is added and never when it is asked.
 *
 * @param <K> the kind of key
 */
public final class EntitySet<K extends Entity> {
  private static final long[] EMPTY = {};

  private long[] words = EMPTY;

  /** Makes an empty set. */
  public EntitySet() {}

  /**
   * Returns an empty set with room.
   *
   * @param <K> the kind of key
   * @param capacity how many keys, counted from index 0, there is room for
   * @return the set
   */
  public static <K extends Entity> EntitySet<K> withCapacity(int capacity) {
    EntitySet<K> set = new EntitySet<>();
    set.words = new long[(capacity + 63) >>> 6];
    return set;
  }

  /**
   * Returns a set of the given keys.
   *
   * @param <K> the kind of key
   * @param keys the keys
   * @return the set
   */
  public static <K extends Entity> EntitySet<K> copyOf(Iterable<? extends K> keys) {
    EntitySet<K> set = new EntitySet<>();
    for (K key : keys) {
      set.add(key);
    }
    return set;
  }

  /**
   * Returns a copy of this set.
   *
   * @return the copy
   */
  public EntitySet<K> copy() {
    EntitySet<K> set = new EntitySet<>();
    set.words = words.clone();
    return set;
  }

  /**
   * Tells whether a key is in the set. This never grows the set.
   *
   * @param key any key
   * @return whether it is in the set
   */
  public boolean contains(K key) {
    int index = key.index;
    int word = index >>> 6;
    return word < words.length && (words[word] & 1L << index) != 0;
  }

  /**
   * Adds a key.
   *
   * @param key any key
   * @return whether it was not in the set before
   */
  public boolean add(K key) {
    int index = key.index;
    int word = index >>> 6;
    if (word >= words.length) {
      words = Arrays.copyOf(words, Storage.grown(words.length, word + 1));
    }
    long old = words[word];
    long bit = 1L << index;
    words[word] = old | bit;
    return (old & bit) == 0;
  }

  /**
   * Removes a key.
   *
   * @param key any key
   * @return whether it was in the set before
   */
  public boolean remove(K key) {
    int index = key.index;
    int word = index >>> 6;
    if (word >= words.length) {
      return false;
    }
    long old = words[word];
    long bit = 1L << index;
    words[word] = old & ~bit;
    return (old & bit) != 0;
  }

  /**
   * Adds the keys of another set.
   *
   * @param other the other set
   * @return whether this set changed
   */
  public boolean addAll(EntitySet<K> other) {
    int n = other.used();
    if (n > words.length) {
      words = Arrays.copyOf(words, n);
    }
    long changed = 0;
    for (int i = 0; i < n; i++) {
      long old = words[i];
      words[i] = old | other.words[i];
      changed |= words[i] ^ old;
    }
    return changed != 0;
  }

  /**
   * Removes the keys of another set.
   *
   * @param other the other set
   * @return whether this set changed
   */
  public boolean removeAll(EntitySet<K> other) {
    long changed = 0;
    for (int i = 0, n = Math.min(words.length, other.words.length); i < n; i++) {
      long old = words[i];
      words[i] = old & ~other.words[i];
      changed |= words[i] ^ old;
    }
    return changed != 0;
  }

  /**
   * Removes the keys that are not in another set.
   *
   * @param other the other set
   * @return whether this set changed
   */
  public boolean retainAll(EntitySet<K> other) {
    long changed = 0;
    for (int i = 0; i < words.length; i++) {
      long old = words[i];
      words[i] = i < other.words.length ? old & other.words[i] : 0;
      changed |= words[i] ^ old;
    }
    return changed != 0;
  }

  /**
   * Tells whether all keys of another set are in this one.
   *
   * @param other the other set
   * @return whether this is a superset
   */
  public boolean containsAll(EntitySet<K> other) {
    for (int i = 0; i < other.words.length; i++) {
      long mine = i < words.length ? words[i] : 0;
      if ((other.words[i] & ~mine) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Removes all keys and keeps the storage. */
  public void clear() {
    Arrays.fill(words, 0);
  }

  /** {@return the number of keys, which is counted each time} */
  public int size() {
    int size = 0;
    for (long word : words) {
      size += Long.bitCount(word);
    }
    return size;
  }

  /** {@return whether there is no key} */
  public boolean isEmpty() {
    return used() == 0;
  }

  /** {@return how many keys, counted from index 0, there is room for} */
  public int capacity() {
    return (int) Math.min((long) words.length << 6, Integer.MAX_VALUE);
  }

  /**
   * Makes room.
   *
   * @param capacity how many keys, counted from index 0, there shall be room for
   */
  public void ensureCapacity(int capacity) {
    int needed = (int) ((capacity + 63L) >>> 6);
    if (needed > words.length) {
      words = Arrays.copyOf(words, needed);
    }
  }

  /** Gives back storage beyond the last key. */
  public void trim() {
    words = Arrays.copyOf(words, used());
  }

  /**
   * Returns the index of the first key from a place on. A loop over a set is
   *
   * <pre>{@code
   * for (int i = set.nextIndex(0); i >= 0; i = set.nextIndex(i + 1)) {
   *   use(new Block(i));
   * }
   * }</pre>
   *
   * @param from the index to begin with, at least 0
   * @return the index of the first key not before it, or {@link Entity#RESERVED}
   */
  public int nextIndex(int from) {
    int word = from >>> 6;
    if (word >= words.length) {
      return Entity.RESERVED;
    }
    long bits = words[word] & -1L << from;
    while (bits == 0) {
      if (++word == words.length) {
        return Entity.RESERVED;
      }
      bits = words[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(bits);
  }

  /** Returns the index of the last key, or -1. */
  private int lastIndex() {
    int n = used();
    return n == 0 ? Entity.RESERVED : (n << 6) - 1 - Long.numberOfLeadingZeros(words[n - 1]);
  }

  /**
   * Removes the greatest key.
   *
   * @param key makes a key, normally its constructor
   * @return the key removed, or null if there is none
   */
  public @Nullable K pop(IntFunction<K> key) {
    int index = lastIndex();
    if (index == Entity.RESERVED) {
      return null;
    }
    words[index >>> 6] &= ~(1L << index);
    return key.apply(index);
  }

  /**
   * Returns the keys.
   *
   * @param key makes a key, normally its constructor
   * @return the keys in ascending order; a view
   */
  public Iterable<K> keys(IntFunction<K> key) {
    return () -> new Keys(key);
  }

  /**
   * Hands every key to an action, in ascending order.
   *
   * @param key makes a key, normally its constructor
   * @param action what to do with it
   */
  public void forEach(IntFunction<K> key, Consumer<? super K> action) {
    for (int i = nextIndex(0); i >= 0; i = nextIndex(i + 1)) {
      action.accept(key.apply(i));
    }
  }

  /** Returns how many words are left without trailing zeros. */
  private int used() {
    int n = words.length;
    while (n > 0 && words[n - 1] == 0) {
      n--;
    }
    return n;
  }

  /**
   * Writes the number of words of 64 bits without trailing zeros and then each of them.
   *
   * @param out where to
   * @throws IOException if the output fails
   */
  public void write(DataOutput out) throws IOException {
    int n = used();
    out.writeInt(n);
    for (int i = 0; i < n; i++) {
      out.writeLong(words[i]);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param <K> the kind of key
   * @param in where from
   * @return the set
   * @throws IOException if the input fails or is malformed
   */
  public static <K extends Entity> EntitySet<K> read(DataInput in) throws IOException {
    EntitySet<K> set = new EntitySet<>();
    int count = Storage.readCount(in);
    for (int i = 0; i < count; i++) {
      if (i == set.words.length) {
        set.words = Arrays.copyOf(set.words, Storage.grown(i, i + 1));
      }
      set.words[i] = in.readLong();
    }
    return set;
  }

  /** {@return whether the other object is a set of the same indices, whatever the capacities} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntitySet<?> set
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

  /** {@return the indices of the keys} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = nextIndex(0); i >= 0; i = nextIndex(i + 1)) {
      text.append(text.length() > 1 ? ", " : "").append(i);
    }
    return text.append('}').toString();
  }

  private final class Keys implements Iterator<K> {
    private final IntFunction<K> key;
    private int next = nextIndex(0);

    Keys(IntFunction<K> key) {
      this.key = key;
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
      next = nextIndex(index + 1);
      return key.apply(index);
    }
  }
}
