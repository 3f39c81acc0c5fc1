// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/**
 * What code needs to know of a table.
 *
 * @param index its number, which means something to whoever embeds the code generator
 * @param addressType the type of its indices, i32 or i64
 * @param elementType the class of its elements
 */
public record TableData(int index, Type addressType, HeapKind elementType) {}
