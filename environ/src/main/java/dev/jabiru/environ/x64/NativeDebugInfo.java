// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import dev.jabiru.environ.Bytes;

/**
 * What debuggers are told of machine code, in DWARF 4: sections of an ELF file, which nothing here
 * reads. Its addresses count the text from {@link NativeCode#FILE_ADDRESS}. Immutable.
 *
 * @param info {@code .debug_info}: the modules, and their functions
 * @param abbreviations {@code .debug_abbrev}: the shapes of those entries
 * @param lines {@code .debug_line}: where the code of each module comes from
 */
public record NativeDebugInfo(Bytes info, Bytes abbreviations, Bytes lines) {}
