// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * Something a module needs from outside.
 *
 * @param module the first part of its name
 * @param name the second part of its name
 * @param type what it must be
 */
public record Import(String module, String name, ExternType type) {}
