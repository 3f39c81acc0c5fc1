// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** Placeholder. */
final class ModuleTypes {
  ModuleTypes(Module module) {}
}
