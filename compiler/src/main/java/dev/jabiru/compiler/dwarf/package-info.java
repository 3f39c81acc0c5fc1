// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * Tells debuggers which lines machine code comes from, in DWARF.
 *
 * <p>In: the places of functions and of their instructions in the text, with Wasm offsets. Out: the
 * sections of {@link dev.jabiru.environ.x64.NativeDebugInfo}: for each module a unit with its
 * functions and a line program.
 *
 * <p>A line is the offset of an instruction in the module, in a file that is named like the module;
 * or, where the module has DWARF of its own about the instruction, the line of the source that it
 * names ({@link SourceLines}). Code without a source, which is what functions begin and what they
 * are stopped with, counts as the begin of its function.
 *
 * <p>Names beginning with {@code DW_} are those of the DWARF standard, version 5, section 7.
 */
@NullMarked
package dev.jabiru.compiler.dwarf;

import org.jspecify.annotations.NullMarked;
