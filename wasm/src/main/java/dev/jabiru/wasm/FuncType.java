// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.List;

/**
 * The type of a function.
 *
 * @param params what it takes
 * @param results what it returns
 */
public record FuncType(List<ValType> params, List<ValType> results) implements CompositeType {
  /** Copies the lists. */
  public FuncType {
    params = List.copyOf(params);
    results = List.copyOf(results);
  }

  @Override
  public String toString() {
    return params + " -> " + results;
  }
}
