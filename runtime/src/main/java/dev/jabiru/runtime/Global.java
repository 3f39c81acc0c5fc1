// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.VMGlobal;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.TypeCode;
import org.jspecify.annotations.Nullable;

/**
 * A global variable.
 *
 * <p>Belongs to its store and follows its thread rule; nobody closes it.
 */
public final class Global implements Extern {
  private final VMGlobal global;

  Global(VMGlobal global) {
    this.global = global;
  }

  /**
   * {@return a new global, for guests to import}
   *
   * @param store the store it will belong to
   * @param type its type
   * @param value what it holds
   * @throws WrongTypeException if the value does not fit the type
   */
  public static Global of(Store store, GlobalType type, @Nullable Object value) {
    store.check();
    Values.check(type.type(), value, "the value");
    Global global = new Global(store.newGlobal(type, TypeCode.of(type.type())));
    global.put(value);
    return global;
  }

  VMGlobal cell() {
    return global;
  }

  @Override
  public Store store() {
    return (Store) global.store.owner;
  }

  @Override
  public ExternKind kind() {
    return ExternKind.GLOBAL;
  }

  /** {@return its type} */
  public GlobalType type() {
    return global.type;
  }

  /**
   * {@return its value: {@code Integer}, {@code Long}, {@code Float}, {@code Double}, {@link Func},
   * or an object}
   */
  public @Nullable Object get() {
    store().check();
    return global.type.type() instanceof NumType num
        ? Values.ofBits(num, global.bits())
        : Values.fromGuest(store(), global.type.type(), global.ref());
  }

  /**
   * Changes its value.
   *
   * @param value the new value, as in {@link #get}
   * @throws WrongTypeException if the global is immutable or the value does not fit its type
   */
  public void set(@Nullable Object value) {
    store().check();
    if (!global.type.mutable()) {
      throw new WrongTypeException("the global is immutable");
    }
    Values.check(global.type.type(), value, "the value");
    put(value);
  }

  private void put(@Nullable Object value) {
    if (value != null && global.type.type() instanceof NumType) {
      global.setBits(Values.toBits(value));
    } else {
      global.setRef(Values.toGuest(store(), global.type.type(), value));
    }
  }

  /** {@return whether the other is the same global of the same store} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Global that && that.global == global;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(global);
  }
}
