// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.environ.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a compiler generates of one module's classes, for the next time the module is loaded
 * with the same settings by the same compiler. Groups have numbers that the compiler chooses.
 *
 * <p>Thread-safe.
 */
public interface ClassStore {
  /** {@return whether the module was loaded before, and so is valid} */
  boolean isKnown();

  /**
   * {@return what was kept of a group, null if nothing was}
   *
   * @param group its number
   */
  @Nullable Bytes find(int group);

  /**
   * Keeps a group.
   *
   * @param group its number
   * @param bytes what only the compiler can read
   */
  void keep(int group, Bytes bytes);
}
