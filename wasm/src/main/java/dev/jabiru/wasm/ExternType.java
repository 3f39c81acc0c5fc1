// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** The type of something imported or exported. */
public sealed interface ExternType
    permits ExternType.Func, TableType, MemoryType, GlobalType, TagType {
  /** {@return the kind of thing} */
  ExternKind kind();

  /**
   * The type of a function.
   *
   * @param type the index of its definition
   */
  record Func(TypeIndex type) implements ExternType {
    @Override
    public ExternKind kind() {
      return ExternKind.FUNC;
    }
  }
}
