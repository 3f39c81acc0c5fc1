// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PrimaryMap} that is finished: exactly as much storage as it has elements, and neither
 * the number of elements nor which they are ever changes. Shareable between threads if its values
 * are.
 *
 * @param <K> the kind of key
 * @param <V> the type of value
 */
public final class BoxedSlice<K extends Entity, V extends @Nullable Object> {
  private final V[] elements;

  /** Takes the array over. */
  BoxedSlice(V[] elements) {
    this.elements = elements;
  }

  /**
   * Returns a slice of the given values, in their order.
   *
   * @param <K> the kind of key
   * @param <V> the type of value
   * @param values the values
   * @return the slice
   */
  @SuppressWarnings("unchecked") // elements are only ever read as V, and the array never leaves
  public static <K extends Entity, V extends @Nullable Object> BoxedSlice<K, V> copyOf(
      Collection<? extends V> values) {
    return new BoxedSlice<>((V[]) values.toArray());
  }

  /**
   * Returns a slice of the given values, in their order.
   *
   * @param <K> the kind of key
   * @param <V> the type of value
   * @param values the values
   * @return the slice
   */
  @SafeVarargs
  @SuppressWarnings({"unchecked", "varargs"}) // copied into an array of objects
  public static <K extends Entity, V extends @Nullable Object> BoxedSlice<K, V> of(V... values) {
    return new BoxedSlice<>((V[]) Arrays.copyOf(values, values.length, Object[].class));
  }

  /** {@return the number of elements} */
  public int size() {
    return elements.length;
  }

  /** {@return whether there is no element} */
  public boolean isEmpty() {
    return elements.length == 0;
  }

  /**
   * Tells whether a key has an element.
   *
   * @param key a key
   * @return whether it has an element in this slice
   */
  public boolean isValid(K key) {
    return key.index < elements.length;
  }

  /**
   * Returns a value.
   *
   * @param key a key of this slice
   * @return its value
   * @throws IndexOutOfBoundsException if there is no such key
   */
  public V get(K key) {
    return elements[key.index];
  }

  /**
   * Returns the keys.
   *
   * @param key makes a key, normally its constructor
   * @return the keys in ascending order
   */
  public KeyRange<K> keys(IntFunction<K> key) {
    return KeyRange.of(0, elements.length, key);
  }

  /** {@return the values in the order of their keys; a view} */
  public Iterable<V> values() {
    return Values::new;
  }

  /**
   * Hands every key and value to an action, in order.
   *
   * @param key makes a key, normally its constructor
   * @param action what to do with them
   */
  public void forEach(IntFunction<K> key, BiConsumer<? super K, ? super V> action) {
    for (int i = 0; i < elements.length; i++) {
      action.accept(key.apply(i), elements[i]);
    }
  }

  /**
   * Finds a value in a slice that is sorted by value.
   *
   * @param value the value looked for
   * @param order the order in which the values stand
   * @param key makes a key, normally its constructor
   * @return the key found, or the one before which the value would have to stand
   */
  public SearchResult<K> binarySearch(V value, Comparator<? super V> order, IntFunction<K> key) {
    return SearchResult.of(Arrays.binarySearch(elements, value, order), key);
  }

  /**
   * Writes the number of values and then each value.
   *
   * @param out where to
   * @param codec writes a value
   * @throws IOException if the output fails
   */
  public void write(DataOutput out, ValueCodec<V> codec) throws IOException {
    out.writeInt(elements.length);
    for (V value : elements) {
      codec.write(value, out);
    }
  }

  /**
   * Reads what {@link #write} wrote, or {@link PrimaryMap#write}.
   *
   * @param <K> the kind of key
   * @param <V> the type of value
   * @param in where from
   * @param codec reads a value
   * @return the slice
   * @throws IOException if the input fails or is malformed
   */
  public static <K extends Entity, V extends @Nullable Object> BoxedSlice<K, V> read(
      DataInput in, ValueCodec<V> codec) throws IOException {
    return PrimaryMap.<K, V>read(in, codec).freeze();
  }

  /** {@return whether the other object is a slice with equal values} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BoxedSlice<?, ?> slice && Arrays.equals(elements, slice.elements);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(elements);
  }

  @Override
  public String toString() {
    return Arrays.toString(elements);
  }

  private final class Values implements Iterator<V> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < elements.length;
    }

    @Override
    public V next() {
      if (next >= elements.length) {
        throw new NoSuchElementException();
      }
      return elements[next++];
    }
  }
}
