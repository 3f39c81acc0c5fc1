// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * The type of a table.
 *
 * @param addressType the type of its indices
 * @param limits its size in elements
 * @param element what it holds
 */
public record TableType(AddressType addressType, Limits limits, RefType element)
    implements ExternType {
  @Override
  public ExternKind kind() {
    return ExternKind.TABLE;
  }
}
