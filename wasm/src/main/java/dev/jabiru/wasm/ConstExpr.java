// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * A constant expression: a slice of the module's bytes, its {@code end} included.
 *
 * @param offset where it begins, in bytes from the start of the module
 * @param length its length in bytes
 */
public record ConstExpr(int offset, int length) {}
