// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

/**
 * What the register allocator sees of one function: blocks, instructions, and the operands of each
 * with what they demand. Everything is a plain number; the allocator knows neither the IR nor the
 * machine.
 *
 * <p>Blocks are numbered from 0, the entry, in the order in which they are laid out; instructions
 * are numbered through, and those of a block stand next to each other. The last instruction of a
 * block is its only branch. A virtual register is defined once: by an operand, or as a parameter of
 * a block. No edge is critical: where a block with several successors leads to one with several
 * predecessors, the caller has put an empty block between.
 */
public interface RegallocInput {
  /** {@return the number of blocks} */
  int blockCount();

  /** {@return the first instruction of a block} */
  int firstInst(int block);

  /** {@return the instruction after the last of a block} */
  int endInst(int block);

  /** {@return the number of blocks that a block may lead to; each counts once an edge} */
  int successorCount(int block);

  /** {@return a block that a block may lead to} */
  int successor(int block, int edge);

  /** {@return the number of edges that lead to a block} */
  int predecessorCount(int block);

  /** {@return a block with an edge to a block} */
  int predecessor(int block, int position);

  /** {@return how many loops a block is in; 0 outside of all} */
  int loopDepth(int block);

  /** {@return the number of virtual registers that a block defines when it is entered} */
  int blockParamCount(int block);

  /** {@return a virtual register that a block defines when it is entered} */
  int blockParam(int block, int position);

  /**
   * {@return the virtual register that an edge gives to a parameter of the block it leads to} Only
   * an edge of a block with one successor gives any.
   */
  int branchArgument(int block, int edge, int position);

  /** {@return the number of virtual registers} */
  int vregCount();

  /**
   * {@return the class of a virtual register: {@link MachineEnv#INT} or {@link MachineEnv#FLOAT}}
   */
  int vregClass(int vreg);

  /**
   * {@return whether the value of a virtual register can be made again anywhere by the instruction
   * that defines it, which reads nothing; see {@link RegallocOutput}}
   */
  boolean isRematerializable(int vreg);

  /** {@return the number of operands of an instruction} */
  int operandCount(int inst);

  /** {@return an operand; see {@link Operand}} */
  int operandVreg(int inst, int operand);

  /** {@return what an operand demands: a number made by {@link Operand}} */
  int operandDemand(int inst, int operand);

  /** {@return the registers that an instruction destroys besides the ones it defines, as a mask} */
  long clobbers(int inst);

  /** {@return whether an instruction only copies its one use to its one definition} */
  boolean isMove(int inst);
}
