// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

/**
 * What the register allocator decides: a place for each operand, and the moves to insert between
 * instructions.
 *
 * <p>Moves stand before an instruction and are done one after another (the allocator has put
 * parallel moves in order, with scratch registers where there are cycles); those of an edge stand
 * at the end of the block it leaves, before the branch, or at the start of the one it leads to.
 */
public interface RegallocOutput {
  /** {@return the place of an operand; see {@link Allocation}} */
  int place(int inst, int operand);

  /** {@return the number of stack slots of 8 bytes} */
  int slotCount();

  /** {@return the number of moves in all} */
  int moveCount();

  /** {@return the instruction that a move stands before; ascending} */
  int moveInst(int move);

  /** {@return where a move reads, not meaningful if {@link #moveOrigin} is not negative} */
  int moveFrom(int move);

  /** {@return where a move writes} */
  int moveTo(int move);

  /** {@return the class of what a move moves} */
  int moveClass(int move);

  /**
   * {@return the virtual register whose defining instruction a move stands for, made again in the
   * register {@link #moveTo}; -1 for a plain move}
   */
  int moveOrigin(int move);
}
