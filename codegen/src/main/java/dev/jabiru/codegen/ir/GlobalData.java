// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/**
 * What code needs to know of a global variable.
 *
 * @param index its number, which means something to whoever embeds the code generator
 * @param type the type of its value
 * @param isMutable whether it can change once the function runs
 */
public record GlobalData(int index, Type type, boolean isMutable) {}
