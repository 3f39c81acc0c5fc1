// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.wasm.ExternKind;

/**
 * What an instance exports or imports.
 *
 * <p>Belongs to a {@link Store}. Two are equal when they stand for the same thing in the store,
 * whichever way they were reached.
 *
 * <p>To be used by one thread at a time, as its store is; closed with the store.
 */
public sealed interface Extern permits Func, Memory, Table, Global {
  /** {@return the store it belongs to} */
  Store store();

  /** {@return its kind} */
  ExternKind kind();
}
