// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** The kinds of things that a module imports and exports, in the order of the binary format. */
public enum ExternKind {
  /** A function. */
  FUNC("func"),
  /** A table. */
  TABLE("table"),
  /** A memory. */
  MEMORY("memory"),
  /** A global. */
  GLOBAL("global"),
  /** A tag. */
  TAG("tag");

  private final String text;

  ExternKind(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
