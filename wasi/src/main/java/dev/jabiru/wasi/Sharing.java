// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

/**
 * Whether others may write to a pre-opened tree while the guest runs.
 *
 * <p>Immutable and thread-safe.
 */
public enum Sharing {
  /**
   * Others may write to it: every operation must hold against a directory that is swapped for a
   * link in the wrong moment, and what cannot be done so is refused.
   */
  SHARED,

  /** Nobody else writes to it, so that a path means the same thing twice. */
  UNSHARED
}
