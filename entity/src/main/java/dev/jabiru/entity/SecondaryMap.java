// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * More data under keys that a {@link PrimaryMap} made. Every key has a value at all times: until
 * one is set, it is the default.
 *
 * <p>The map grows when it is written and never when it is read. There are two kinds:
 *
 * <ul>
 *   <li>{@link #withDefault}: all elements share one default value, which must be immutable;
 *   <li>{@link #withFactory}: each key gets a mutable instance of its own when {@link #getMutable}
 *       is first called for it. Until then {@link #get} answers with one instance kept for that
 *       purpose, which must not be changed.
 * </ul>
 *
 * @param <K> the kind of key
 * @param <V> the type of value
 */
public final class SecondaryMap<K extends Entity, V extends @Nullable Object> {
  private final V defaultValue;
  private final @Nullable Supplier<? extends V> factory;

  /** Beyond the last element set, all are the default. */
  private V[] elements;

  private SecondaryMap(V defaultValue, @Nullable Supplier<? extends V> factory) {
    this.defaultValue = defaultValue;
    this.factory = factory;
    this.elements = newArray(0);
  }

  @SuppressWarnings("unchecked") // elements are only ever read as V, and the array never leaves
  private static <V extends @Nullable Object> V[] newArray(int length) {
    return (V[]) new Object[length];
  }

  /**
   * Returns a map whose elements all have the given value at first.
   *
   * @param <K> the kind of key
   * @param <V> the type of value
   * @param defaultValue the value of every element that is not set; immutable
   * @return the map
   */
  public static <K extends Entity, V extends @Nullable Object> SecondaryMap<K, V> withDefault(
      V defaultValue) {
    return new SecondaryMap<>(defaultValue, null);
  }

  /**
   * Returns a map whose elements are made when they are first needed.
   *
   * @param <K> the kind of key
   * @param <V> the type of value
   * @param factory makes a fresh value; called once for the default and once for each element
   * @return the map
   */
  public static <K extends Entity, V> SecondaryMap<K, V> withFactory(
      Supplier<? extends V> factory) {
    return new SecondaryMap<>(factory.get(), factory);
  }

  /** {@return what every element that is not set reads as} */
  public V defaultValue() {
    return defaultValue;
  }

  /**
   * Returns a value. This never grows the map.
   *
   * @param key any key
   * @return what was set for it, else the default, which must not be changed
   */
  public V get(K key) {
    int index = key.index;
    V[] e = elements;
    return index < e.length ? e[index] : defaultValue;
  }

  /**
   * Returns a key's own instance, making it if there is none yet.
   *
   * @param key any key
   * @return its value, which may be changed
   * @throws IllegalStateException if the map was not made with a factory
   */
  public V getMutable(K key) {
    int index = key.index;
    if (index < elements.length) {
      V value = elements[index];
      if (value != defaultValue) {
        return value;
      }
    }
    return makeMutable(key);
  }

  private V makeMutable(K key) {
    if (factory == null) {
      throw new IllegalStateException("the map has a shared default and no factory");
    }
    V value = factory.get();
    set(key, value);
    return value;
  }

  /**
   * Sets a value, growing the map as needed.
   *
   * @param key any key
   * @param value its value
   */
  public void set(K key, V value) {
    int index = key.index;
    V[] e = elements;
    if (index < e.length) {
      e[index] = value;
    } else {
      grow(index + 1);
      elements[index] = value;
    }
  }

  private void grow(int needed) {
    resize(Storage.grown(elements.length, needed));
  }

  /**
   * Hands every key up to the last one that differs from the default to an action, in order.
   *
   * @param key makes a key, normally its constructor
   * @param action what to do with key and value
   */
  public void forEach(IntFunction<K> key, BiConsumer<? super K, ? super V> action) {
    for (int i = 0, n = used(); i < n; i++) {
      action.accept(key.apply(i), elements[i]);
    }
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
    while (n > 0 && Objects.equals(elements[n - 1], defaultValue)) {
      n--;
    }
    return n;
  }

  /**
   * Writes the number of values without trailing defaults and then each of them.
   *
   * @param out where to
   * @param codec writes a value
   * @throws IOException if the output fails
   */
  public void write(DataOutput out, ValueCodec<V> codec) throws IOException {
    int n = used();
    out.writeInt(n);
    for (int i = 0; i < n; i++) {
      codec.write(elements[i], out);
    }
  }

  /**
   * Replaces all values by what {@link #write} wrote.
   *
   * @param in where from
   * @param codec reads a value
   * @throws IOException if the input fails or is malformed
   */
  public void readFrom(DataInput in, ValueCodec<V> codec) throws IOException {
    clear();
    int count = Storage.readCount(in);
    for (int i = 0; i < count; i++) {
      if (i == elements.length) {
        grow(i + 1);
      }
      elements[i] = codec.read(in);
    }
  }

  /**
   * Compares two maps as functions of all keys: trailing defaults do not count.
   *
   * @param other any object
   * @return whether it is such a map with an equal default and equal values
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecondaryMap<?, ?> map
        && Objects.equals(defaultValue, map.defaultValue)
        && Arrays.equals(elements, 0, used(), map.elements, 0, map.used());
  }

  @Override
  public int hashCode() {
    int hash = Objects.hashCode(defaultValue);
    for (int i = 0, n = used(); i < n; i++) {
      hash = 31 * hash + Objects.hashCode(elements[i]);
    }
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.asList(elements).subList(0, used()).toString();
  }
}
