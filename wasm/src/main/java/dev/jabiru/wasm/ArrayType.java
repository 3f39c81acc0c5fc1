// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * The type of an array.
 *
 * @param element its elements
 */
public record ArrayType(FieldType element) implements CompositeType {}
