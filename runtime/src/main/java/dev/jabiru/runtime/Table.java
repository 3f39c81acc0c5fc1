// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.jvm.VMTable;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.TableType;
import dev.jabiru.wasm.TypeCode;
import org.jspecify.annotations.Nullable;

/**
 * A table of references.
 *
 * <p>Elements are {@link Func} or null in tables of functions, any object in others. An access
 * outside traps as the guest's own would, with {@code out of bounds table access}.
 *
 * <p>Belongs to its store and follows its thread rule; nobody closes it.
 */
public final class Table implements Extern {
  private final VMTable table;

  Table(VMTable table) {
    this.table = table;
  }

  /**
   * {@return a new table, for guests to import}
   *
   * @param store the store it will belong to
   * @param type its type; the minimum is its size
   * @param initial what every element holds
   * @throws WrongTypeException if the initial value does not fit the type
   * @throws ResourceLimitException if the store's limits or this target do not allow it
   */
  public static Table of(Store store, TableType type, @Nullable Object initial) {
    store.check();
    Values.check(type.element(), initial, "the initial value");
    return new Table(
        create(
            store,
            type,
            TypeCode.of(type.element()),
            Values.toGuest(store, type.element(), initial)));
  }

  static VMTable create(Store store, TableType type, int elementCode, @Nullable Object initial) {
    long elements = type.limits().min();
    store.takeElements(elements, VMTable.MAX_ELEMENTS);
    try {
      return store.newTable(type, elementCode, initial);
    } catch (OutOfMemoryError e) {
      store.returnElements(elements);
      throw new ResourceLimitException(
          "table of " + elements + " elements: the Java heap is too small");
    }
  }

  VMTable elements() {
    return table;
  }

  @Override
  public Store store() {
    return (Store) table.store.owner;
  }

  @Override
  public ExternKind kind() {
    return ExternKind.TABLE;
  }

  /** {@return the type it was declared with; its minimum is the initial size} */
  public TableType type() {
    return table.type;
  }

  /** {@return the current number of elements} */
  public long size() {
    store().check();
    return table.size();
  }

  /**
   * {@return an element}
   *
   * @param index which
   */
  public @Nullable Object get(long index) {
    store().check();
    return Values.fromGuest(store(), table.type.element(), table.get(position(index)));
  }

  /**
   * Changes an element.
   *
   * @param index which
   * @param value what it is to hold
   * @throws WrongTypeException if the value does not fit the type
   */
  public void set(long index, @Nullable Object value) {
    store().check();
    Values.check(table.type.element(), value, "the element");
    table.set(position(index), Values.toGuest(store(), table.type.element(), value));
  }

  /**
   * Grows the table.
   *
   * @param count elements to add
   * @param value what they are to hold
   * @return the old size; -1, and nothing has changed, if the type, the store's limits or the Java
   *     heap do not allow it
   * @throws WrongTypeException if the value does not fit the type
   */
  public long grow(long count, @Nullable Object value) {
    store().check();
    Values.check(table.type.element(), value, "the element");
    return table.grow(Values.toGuest(store(), table.type.element(), value), count);
  }

  private int position(long index) {
    int size = table.size();
    if (index < 0 || index >= size) {
      TrapCode code = TrapCode.OUT_OF_BOUNDS_TABLE;
      throw new Trap(code, code.phrase() + ": element " + index + " in a table of " + size);
    }
    return (int) index;
  }

  /** {@return whether the other is the same table of the same store} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Table that && that.table == table;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(table);
  }
}
