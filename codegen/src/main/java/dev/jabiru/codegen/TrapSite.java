// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

import dev.jabiru.codegen.ir.TrapCode;

/**
 * A place in the code that may trap.
 *
 * @param codeOffset the place: a byte offset in machine code, a line number in class files
 * @param code why
 * @param sourceLoc the place in the source, or {@link dev.jabiru.codegen.ir.Function#NO_SOURCE_LOC}
 */
public record TrapSite(int codeOffset, TrapCode code, int sourceLoc) {}
