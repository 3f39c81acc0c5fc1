// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * Assigns registers and stack slots to the virtual registers of one function.
 *
 * <p><b>In:</b> {@link dev.jabiru.codegen.regalloc.RegallocInput}: blocks, operands with demands,
 * moves. Nothing here knows the IR or the target. <b>Out:</b> {@link
 * dev.jabiru.codegen.regalloc.RegallocOutput}: a place for each operand, and the moves to insert.
 *
 * <p>How it goes, each step a class that has only the ones before as its input:
 *
 * <pre>{@code
 * Liveness, LiveBlocks   where each virtual register is used, and out of which blocks it lives
 * Loops                  which blocks are in a loop, and how many registers it would take
 * Hints                  which registers virtual registers would like
 * LinearScan             once over the code: BlockEntry says what a block begins with,
 *                        InstructionScan places operands, RegisterChoice picks registers,
 *                        Homes knows what is where; the result is a Placement
 * Needs, Slots           what is read behind each edge and from slots, and the slots' numbers
 * Resolution, Moves      the moves, one after another
 * }</pre>
 *
 * <p>The allocator may be clever because {@link dev.jabiru.codegen.regalloc.SymbolicChecker} is
 * simple: it follows each virtual register through the result and proves that every use reads the
 * value that the input meant. It shares no code with the allocator.
 *
 * {@snippet :
 * RegallocOutput output = LinearScan.allocate(input, env);
 * List<String> errors = SymbolicChecker.check(input, output, env); // empty
 * }
 */
@NullMarked
package dev.jabiru.codegen.regalloc;

import org.jspecify.annotations.NullMarked;
