// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SecondaryMap} of {@code int} values, which boxes nothing.
 *
 * @param <K> the kind of key
 */
public final class IntSecondaryMap<K extends Entity> {
  private static final int[] EMPTY = {};

  private final int defaultValue;
  private int[] elements = EMPTY;

  private IntSecondaryMap(int defaultValue) {
    this.defaultValue = defaultValue;
  }

  /**
   * Returns a map whose elements all have the value 0 at first.
   *
   * @param <K> the kind of key
   * @return the map
   */
  public static <K extends Entity> IntSecondaryMap<K> create() {
    return new IntSecondaryMap<>(0);
  }

  /**
   * Returns a map whose elements all have the given value at first.
   *
   * @param <K> the kind of key
   * @param defaultValue the value of every element that is not set
   * @return the map
   */
  public static <K extends Entity> IntSecondaryMap<K> withDefault(int defaultValue) {
    return new IntSecondaryMap<>(defaultValue);
  }

  /**
   * Returns a copy of this map.
   *
   * @return the copy
   */
  public IntSecondaryMap<K> copy() {
    IntSecondaryMap<K> map = new IntSecondaryMap<>(defaultValue);
    map.elements = elements.clone();
    return map;
  }

  /** {@return the value of every element that is not set} */
  public int defaultValue() {
    return defaultValue;
  }

  /**
   * Returns a value. This never grows the map.
   *
   * @param key any key
   * @return what was set for it, else the default
   */
  public int get(K key) {
    int index = key.index;
    int[] e = elements;
    return index < e.length ? e[index] : defaultValue;
  }

  /**
   * Sets a value, growing the map as needed.
   *
   * @param key any key
   * @param value its value
   */
  public void set(K key, int value) {
    int index = key.index;
    int[] e = elements;
    if (index < e.length) {
      e[index] = value;
    } else {
      grow(index + 1);
      elements[index] = value;
    }
  }

  /**
   * Adds to a value, growing the map as needed.
   *
   * @param key any key
   * @param amount what to add; the sum wraps
   * @return the new value
   */
  public int add(K key, int amount) {
    int index = key.index;
    if (index >= elements.length) {
      grow(index + 1);
    }
    return elements[index] += amount;
  }

  private void grow(int needed) {
    resize(Storage.grown(elements.length, needed));
  }

  /** Sets every element back to the default and keeps the storage. */
  public void clear() {
    Arrays.fill(elements, defaultValue);
  }

  /** {@return how many elements have storage; the others read as the default} */
  public int capacity() {
    return elements.length;
  }

  /**
   * Gives storage to exactly the keys below a limit: setting those does not grow the map, and the
   * others are back at the default.
   *
   * @param limit one more than the last index that has storage, normally the size of a primary map
   */
  public void resize(int limit) {
    int old = elements.length;
    elements = Arrays.copyOf(elements, limit);
    if (limit > old) {
      Arrays.fill(elements, old, limit, defaultValue);
    }
  }

  /** Gives back the storage of trailing defaults. */
  public void trim() {
    elements = Arrays.copyOf(elements, used());
  }

  /** Returns how many elements are left without trailing defaults. */
  private int used() {
    int n = elements.length;
    while (n > 0 && elements[n - 1] == defaultValue) {
      n--;
    }
    return n;
  }

  /**
   * Writes the number of values without trailing defaults and then each of them.
   *
   * @param out where to
   * @throws IOException if the output fails
   */
  public void write(DataOutput out) throws IOException {
    int n = used();
    out.writeInt(n);
    for (int i = 0; i < n; i++) {
      out.writeInt(elements[i]);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param <K> the kind of key
   * @param in where from
   * @param defaultValue the default of the map that was written
   * @return the map
   * @throws IOException if the input fails or is malformed
   */
  public static <K extends Entity> IntSecondaryMap<K> read(DataInput in, int defaultValue)
      throws IOException {
    IntSecondaryMap<K> map = new IntSecondaryMap<>(defaultValue);
    int count = Storage.readCount(in);
    for (int i = 0; i < count; i++) {
      if (i == map.elements.length) {
        map.grow(i + 1);
      }
      map.elements[i] = in.readInt();
    }
    return map;
  }

  /**
   * Compares two maps as functions of all keys: trailing defaults do not count.
   *
   * @param other any object
   * @return whether it is such a map with the same default and the same values
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IntSecondaryMap<?> map
        && defaultValue == map.defaultValue
        && Arrays.equals(elements, 0, used(), map.elements, 0, map.used());
  }

  @Override
  public int hashCode() {
    int hash = defaultValue;
    for (int i = 0, n = used(); i < n; i++) {
      hash = 31 * hash + elements[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(elements, used()));
  }
}
