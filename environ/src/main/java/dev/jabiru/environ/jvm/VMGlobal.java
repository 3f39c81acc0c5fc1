// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.wasm.GlobalType;
import org.jspecify.annotations.Nullable;

/**
 * A global that more than one instance can see, or that found no field in its context.
 *
 * <p>Belongs to its store, and so to one thread at a time.
 */
public class VMGlobal {
  /** A number's raw bits: an {@code i32} or {@code f32} in the low half, upper half ignored. */
  public long bits;

  /** A reference. */
  public @Nullable Object ref;

  /** The store that owns the global. */
  public final VMStore store;

  /** The type it was declared with. */
  public final GlobalType type;

  /** The type of its value as a {@code TypeCode} with canonical numbers. */
  public final int valueCode;

  /**
   * Creates a global that holds zero and null.
   *
   * @param store the store that owns it
   * @param type its type
   * @param valueCode the type of its value as a {@code TypeCode} with canonical numbers
   */
  public VMGlobal(VMStore store, GlobalType type, int valueCode) {
    this.store = store;
    this.type = type;
    this.valueCode = valueCode;
  }

  /** {@return the number's bits} */
  public long bits() {
    return bits;
  }

  /**
   * Sets a number.
   *
   * @param value its bits
   */
  public void setBits(long value) {
    bits = value;
  }

  /** {@return the reference} */
  public @Nullable Object ref() {
    return ref;
  }

  /**
   * Sets a reference.
   *
   * @param value the reference
   */
  public void setRef(@Nullable Object value) {
    ref = value;
  }
}
