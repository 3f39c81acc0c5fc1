// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * Something a module shows to others.
 *
 * @param name its name
 * @param kind what it is
 * @param index its number among the things of that kind, imported ones first
 */
public record Export(String name, ExternKind kind, int index) {}
