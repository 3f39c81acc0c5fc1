// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import org.jspecify.annotations.Nullable;

/**
 * The handle of a list of entities that lives in a {@link ListPool}: four bytes.
 *
 * <p>Handles are values. An operation of the pool that changes a list takes the handle and returns
 * the new one; the old one is dead from then on, as after {@link ListPool#free}. With assertions
 * on, the pool catches dead handles whose place has not been given to another list yet.
 *
 * @param <E> the kind of entity in the list
 */
public final class EntityList<E extends Entity> {
  private static final EntityList<?> EMPTY = new EntityList<>(0);

  /** Where in the pool the length stands, which the elements follow; 0 for the empty list. */
  final int handle;

  EntityList(int handle) {
    this.handle = handle;
  }

  /**
   * Returns the empty list, which is the same in all pools and takes no storage.
   *
   * @param <E> the kind of entity in the list
   * @return the empty list
   */
  @SuppressWarnings("unchecked") // a list without elements is a list of any kind
  public static <E extends Entity> EntityList<E> empty() {
    return (EntityList<E>) EMPTY;
  }

  /**
   * Returns the list that a number from {@link #handle} stands for.
   *
   * @param <E> the kind of entity in the list
   * @param handle the number
   * @return the list
   */
  public static <E extends Entity> EntityList<E> ofHandle(int handle) {
    return new EntityList<>(handle);
  }

  /** {@return the number to store in a field or an array; 0 for the empty list} */
  public int handle() {
    return handle;
  }

  /** {@return whether the list has no elements} */
  public boolean isEmpty() {
    return handle == 0;
  }

  /**
   * {@return whether the other object is the same handle; {@link ListPool#contentEquals} compares}
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntityList<?> list && handle == list.handle;
  }

  @Override
  public int hashCode() {
    return handle;
  }

  @Override
  public String toString() {
    return "list@" + handle;
  }
}
