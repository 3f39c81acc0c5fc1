// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * A custom section: a name and a slice of the module's bytes.
 *
 * @param name its name
 * @param offset where its content begins, after the name, in bytes from the start of the module
 * @param length the length of its content in bytes
 * @param after the {@link SectionId} of the last other section before it, 0 if there is none
 */
public record CustomSection(String name, int offset, int length, int after) {}
