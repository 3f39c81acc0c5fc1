// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import java.util.List;

/**
 * How many of each kind of entity a module's instances hold; what the context class is made from.
 *
 * @param memories number of memories, imports first
 * @param tables number of tables, imports first
 * @param importedFunctions number of imported functions
 * @param globals the type of each global, imports first
 */
public record ContextShape(int memories, int tables, int importedFunctions, List<JvmType> globals) {
  /** Copies the list. */
  public ContextShape {
    globals = List.copyOf(globals);
  }
}
