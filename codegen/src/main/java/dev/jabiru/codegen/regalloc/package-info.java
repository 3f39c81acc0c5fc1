// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * Assigns registers and stack slots to the virtual registers of one function.
 *
 * <p><b>In:</b> {@link dev.jabiru.codegen.regalloc.RegallocInput}: blocks, operands with demands,
 * moves. Nothing here knows the IR or the target. <b>Out:</b> {@link
 * dev.jabiru.codegen.regalloc.RegallocOutput}: a place for each operand, and the moves to insert.
 */
@NullMarked
package dev.jabiru.codegen.regalloc;

import org.jspecify.annotations.NullMarked;
