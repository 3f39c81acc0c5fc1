// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import org.jspecify.annotations.Nullable;

/** Where an instance's imports come from. */
@FunctionalInterface
interface Imports {
  /**
   * {@return what to give for an import, or null if there is none}
   *
   * @param importer the instance that is being made
   * @param position which import of the module, from 0
   * @param module the first part of its name
   * @param name the second part of its name
   */
  @Nullable Extern find(Instance importer, int position, String module, String name);
}
