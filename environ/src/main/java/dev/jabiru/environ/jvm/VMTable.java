// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.wasm.TableType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A table: references in an array that is exactly as long as the table, replaced when it grows.
 *
 * <p>Generated code goes through {@link #get} and {@link #set}: the checks are explicit, since C2
 * drops the stack traces of array accesses that fail often.
 *
 * <p>Belongs to its store, and so to one thread at a time.
 */
public class VMTable {
  /** The most elements any table can have here. */
  public static final int MAX_ELEMENTS = 10_000_000;

  /** The elements: {@code FuncRef} or null in tables of functions, else any object. */
  public @Nullable Object[] elements;

  /** The store that owns the table, and whose limits it obeys. */
  public final VMStore store;

  /** The type it was declared with. */
  public final TableType type;

  /** Its element type as a {@code TypeCode} with canonical numbers. */
  public final int elementCode;

  /**
   * For a form that keeps its elements elsewhere.
   *
   * @param store the store it belongs to
   * @param type its type
   * @param elementCode canonical code of its elements' type
   */
  protected VMTable(VMStore store, TableType type, int elementCode) {
    this.store = store;
    this.type = type;
    this.elementCode = elementCode;
    this.elements = new @Nullable Object[0];
  }

  /**
   * Creates a table. The caller has reserved its elements in the store.
   *
   * @param store the store that owns it
   * @param type its type; the minimum is its size in elements
   * @param elementCode its element type as a {@code TypeCode} with canonical numbers
   * @param initial the value of every element
   */
  public VMTable(VMStore store, TableType type, int elementCode, @Nullable Object initial) {
    this.store = store;
    this.type = type;
    this.elementCode = elementCode;
    this.elements = new @Nullable Object[Math.toIntExact(type.limits().min())];
    if (initial != null) {
      Arrays.fill(elements, initial);
    }
  }

  /**
   * {@return an element}
   *
   * @param index which, unsigned
   * @throws TrapException if there is none
   */
  public @Nullable Object get(int index) {
    @Nullable Object[] now = elements;
    if (Integer.compareUnsigned(index, now.length) >= 0) {
      throw new TrapException(TrapCode.OUT_OF_BOUNDS_TABLE);
    }
    return now[index];
  }

  /**
   * Changes an element.
   *
   * @param index which, unsigned
   * @param value what it is to hold
   * @throws TrapException if there is no such element
   */
  public void set(int index, @Nullable Object value) {
    @Nullable Object[] now = elements;
    if (Integer.compareUnsigned(index, now.length) >= 0) {
      throw new TrapException(TrapCode.OUT_OF_BOUNDS_TABLE);
    }
    now[index] = value;
  }

  /**
   * Grows the table. The one store of the new array is the whole change.
   *
   * @param value what the new elements hold
   * @param delta elements to add, unsigned
   * @return the old size, or -1 when the type, the store's limits, this target or the Java heap do
   *     not allow it; nothing has changed then
   */
  public long grow(@Nullable Object value, long delta) {
    @Nullable Object[] old = elements;
    if (delta == 0) {
      return old.length;
    }
    long most = type.limits().max().orElse(MAX_ELEMENTS);
    most = Long.compareUnsigned(most, MAX_ELEMENTS) < 0 ? most : MAX_ELEMENTS;
    if (Long.compareUnsigned(delta, most - old.length) > 0 || !store.mayTakeElements(delta)) {
      return -1;
    }
    @Nullable Object[] grown;
    try {
      grown = Arrays.copyOf(old, (int) (old.length + delta));
    } catch (OutOfMemoryError e) {
      return -1;
    }
    if (value != null) {
      Arrays.fill(grown, old.length, grown.length, value);
    }
    elements = grown;
    store.takeElements(delta);
    return old.length;
  }

  /** {@return the number of elements} */
  public int size() {
    return elements.length;
  }

  /**
   * Puts a value into a range, which the caller has checked.
   *
   * @param from the first position
   * @param to the position after the last
   * @param value the value
   */
  public void fill(int from, int to, @Nullable Object value) {
    Arrays.fill(elements, from, to, value);
  }

  /**
   * Copies a range of a table, perhaps this one; the caller has checked both.
   *
   * @param to the first position here
   * @param source where from
   * @param from the first position there
   * @param count how many
   */
  public void copy(int to, VMTable source, int from, int count) {
    System.arraycopy(source.elements, from, elements, to, count);
  }

  /**
   * Copies references into a range, which the caller has checked.
   *
   * @param to the first position here
   * @param source where from
   * @param from the first position there
   * @param count how many
   */
  public void init(int to, @Nullable Object[] source, int from, int count) {
    System.arraycopy(source, from, elements, to, count);
  }
}
