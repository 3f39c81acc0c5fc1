// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * The x86-64 target: lowers the IR to machine code.
 *
 * <p>{@code VCode} is the function in machine instructions over virtual registers; {@code regalloc} gives them places; {@code Assembler} writes the bytes by the table
 * {@code X64Op}. {@link
 * dev.jabiru.codegen.x64.Disassembler} reads them back, by the same table.
 */
@NullMarked
package dev.jabiru.codegen.x64;

import org.jspecify.annotations.NullMarked;
