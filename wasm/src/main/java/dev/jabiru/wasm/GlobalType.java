// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * The type of a global.
 *
 * @param type what it holds
 * @param mutable whether it can be written
 */
public record GlobalType(ValType type, boolean mutable) implements ExternType {
  @Override
  public ExternKind kind() {
    return ExternKind.GLOBAL;
  }

  @Override
  public String toString() {
    return mutable ? "(mut " + type + ")" : type.toString();
  }
}
