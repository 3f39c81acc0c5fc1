// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map for few keys out of very many, with a {@link #clear} that costs nothing. Up to about a
 * tenth of the keys it takes less memory than a {@link SecondaryMap}; {@code entity/README.md} has
 * the figures.
 *
 * @param <K> the kind of key
 * @param <V> the type of value
 */
public final class SparseMap<K extends Entity, V> extends SparseKeys<K> {
  /** The values of the keys in the dense array. */
  private V[] values;

  /** Makes an empty map. */
  public SparseMap() {
    values = newArray();
  }

  @SuppressWarnings("unchecked") // values are only ever read as V, and the array never leaves
  private static <V> V[] newArray() {
    return (V[]) new Object[0];
  }

  /**
   * Returns a value.
   *
   * @param key any key
   * @return its value, or null if it has none
   */
  public @Nullable V get(K key) {
    int position = position(key.index);
    return position < 0 ? null : values[position];
  }

  /**
   * Sets a value.
   *
   * @param key any key
   * @param value its value
   */
  public void set(K key, V value) {
    put(key.index, value);
  }

  private void put(int index, V value) {
    Objects.requireNonNull(value);
    int position = position(index);
    if (position < 0) {
      position = size;
      append(index);
      if (position >= values.length) {
        values = Arrays.copyOf(values, dense.length);
      }
    }
    values[position] = value;
  }

  /**
   * Removes a key with its value.
   *
   * @param key any key
   * @return the value it had, or null if it had none
   */
  public @Nullable V remove(K key) {
    int position = position(key.index);
    if (position < 0) {
      return null;
    }
    V value = values[position];
    removeAt(position);
    values[position] = values[size];
    return value;
  }

  /**
   * Hands every key and value to an action, in the order of {@link #keys}.
   *
   * @param key makes a key, normally its constructor
   * @param action what to do with them
   */
  public void forEach(IntFunction<K> key, BiConsumer<? super K, ? super V> action) {
    for (int i = 0; i < size; i++) {
      action.accept(key.apply(dense[i]), values[i]);
    }
  }

  /**
   * Returns keys with their values.
   *
   * @param key makes a key, normally its constructor
   * @return the entries in the order of {@link #keys}; a view
   */
  public Iterable<Entry<K, V>> entries(IntFunction<K> key) {
    return () -> new Entries(key);
  }

  /**
   * Writes the number of keys and then the index and value of each.
   *
   * @param out where to
   * @param codec writes a value
   * @throws IOException if the output fails
   */
  public void write(DataOutput out, ValueCodec<V> codec) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeInt(dense[i]);
      codec.write(values[i], out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param <K> the kind of key
   * @param <V> the type of value
   * @param in where from
   * @param codec reads a value
   * @return the map, in the same order
   * @throws IOException if the input fails or is malformed
   */
  public static <K extends Entity, V> SparseMap<K, V> read(DataInput in, ValueCodec<V> codec)
      throws IOException {
    SparseMap<K, V> map = new SparseMap<>();
    for (int count = Storage.readCount(in); count > 0; count--) {
      int index = Storage.readIndex(in);
      if (map.position(index) >= 0) {
        throw new StreamCorruptedException("index " + index + " twice");
      }
      map.put(index, codec.read(in));
    }
    return map;
  }

  /** {@return whether the other object is such a map with equal entries, in whatever order} */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof SparseMap<?, ?> map) || size != map.size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      int position = map.position(dense[i]);
      if (position < 0 || !values[i].equals(map.values[position])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = 0; i < size; i++) {
      hash += dense[i] ^ values[i].hashCode();
    }
    return hash;
  }

  /** {@return the indices and values} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < size; i++) {
      text.append(i > 0 ? ", " : "").append(dense[i]).append('=').append(values[i]);
    }
    return text.append('}').toString();
  }

  private final class Entries implements Iterator<Entry<K, V>> {
    private final IntFunction<K> key;
    private int next;

    Entries(IntFunction<K> key) {
      this.key = key;
    }

    @Override
    public boolean hasNext() {
      return next < size;
    }

    @Override
    public Entry<K, V> next() {
      if (next >= size) {
        throw new NoSuchElementException();
      }
      int position = next++;
      return new Entry<>(key.apply(dense[position]), values[position]);
    }
  }
}
