// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A set for few keys out of very many, with a {@link #clear} that costs nothing: the visited set of
 * a walk, a work list without duplicates. For many keys take {@link EntitySet}.
 *
 * @param <K> the kind of key
 */
public final class SparseSet<K extends Entity> extends SparseKeys<K> {
  /** Makes an empty set. */
  public SparseSet() {}

  /**
   * Returns a set of the given keys.
   *
   * @param <K> the kind of key
   * @param keys the keys
   * @return the set
   */
  public static <K extends Entity> SparseSet<K> copyOf(Iterable<? extends K> keys) {
    SparseSet<K> set = new SparseSet<>();
    for (K key : keys) {
      set.add(key);
    }
    return set;
  }

  /**
   * Adds a key.
   *
   * @param key any key
   * @return whether it was not in the set before
   */
  public boolean add(K key) {
    int index = key.index;
    if (position(index) >= 0) {
      return false;
    }
    append(index);
    return true;
  }

  /**
   * Removes a key.
   *
   * @param key any key
   * @return whether it was in the set before
   */
  public boolean remove(K key) {
    int position = position(key.index);
    if (position < 0) {
      return false;
    }
    removeAt(position);
    return true;
  }

  /**
   * Removes the last key.
   *
   * @param key makes a key, normally its constructor
   * @return the key removed, or null if there is none
   */
  public @Nullable K pop(IntFunction<K> key) {
    return size == 0 ? null : key.apply(dense[--size]);
  }

  /**
   * Writes the number of keys and then the index of each.
   *
   * @param out where to
   * @throws IOException if the output fails
   */
  public void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeInt(dense[i]);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param <K> the kind of key
   * @param in where from
   * @return the set, in the same order
   * @throws IOException if the input fails or is malformed
   */
  public static <K extends Entity> SparseSet<K> read(DataInput in) throws IOException {
    SparseSet<K> set = new SparseSet<>();
    for (int count = Storage.readCount(in); count > 0; count--) {
      int index = Storage.readIndex(in);
      if (set.position(index) >= 0) {
        throw new StreamCorruptedException("index " + index + " twice");
      }
      set.append(index);
    }
    return set;
  }

  /** {@return whether the other object is such a set of the same indices, in whatever order} */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof SparseSet<?> set) || size != set.size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (set.position(dense[i]) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = 0; i < size; i++) {
      hash += dense[i];
    }
    return hash;
  }

  /** {@return the indices of the keys} */
  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(dense, size));
  }
}
