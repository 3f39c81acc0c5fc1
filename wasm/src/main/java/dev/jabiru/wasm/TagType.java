// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * The type of a tag.
 *
 * @param type the index of a function type, whose parameters are the values an exception carries
 */
public record TagType(TypeIndex type) implements ExternType {
  @Override
  public ExternKind kind() {
    return ExternKind.TAG;
  }
}
