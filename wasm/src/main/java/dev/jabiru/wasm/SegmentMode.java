// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** What becomes of a segment when its module is instantiated. */
public enum SegmentMode {
  /** It is copied to where it belongs, then dropped. */
  ACTIVE,
  /** It stays until it is dropped. */
  PASSIVE,
  /** It is dropped; it only declares functions that {@code ref.func} may name. */
  DECLARATIVE
}
