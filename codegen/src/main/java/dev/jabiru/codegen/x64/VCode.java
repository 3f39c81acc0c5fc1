// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.regalloc.Operand;
import dev.jabiru.codegen.regalloc.RegallocInput;
import java.util.Arrays;

/**
 * A function in machine instructions with virtual registers: what lowering makes, the register
 * allocator reads and {@link Emit} turns into code.
 *
 * <p>Filled backwards, block by block from the last to the first, and then {@linkplain #finish
 * turned round}. Belongs to one thread.
 */
final class VCode implements RegallocInput {
  final MachBlocks blocks;

  /** By position; complete after {@link #finish}. */
  MachInst[] insts = new MachInst[64];

  private int instCount;
  private final int[] firstInst;
  private final int[][] params;
  private final int[][] arguments;

  private int[] operandVregs = new int[256];
  private int[] operandDemands = new int[256];
  private int operandCount;

  private byte[] vregs = new byte[128];
  private int vregCount;

  /** By virtual register, once asked for: the instruction that defines it. */
  private int[] definitions = {};

  private static final byte REMATERIALIZABLE = 2;

  VCode(MachBlocks blocks) {
    this.blocks = blocks;
    this.firstInst = new int[blocks.count() + 1];
    this.params = new int[blocks.count()][];
    this.arguments = new int[blocks.count()][];
  }

  /** {@return a new virtual register} */
  int newVreg(int registerClass) {
    if (vregCount == vregs.length) {
      vregs = Arrays.copyOf(vregs, vregCount * 2);
    }
    vregs[vregCount] = (byte) registerClass;
    return vregCount++;
  }

  void setRematerializable(int vreg) {
    vregs[vreg] |= REMATERIALIZABLE;
  }

  /** Adds an operand to the instruction that is being made. */
  void addOperand(MachInst inst, int vreg, int demand) {
    if (inst.operandCount == 0) {
      inst.firstOperand = operandCount;
    }
    assert inst.firstOperand + inst.operandCount == operandCount : "operands of two at once";
    if (operandCount == operandVregs.length) {
      operandVregs = Arrays.copyOf(operandVregs, operandCount * 2);
      operandDemands = Arrays.copyOf(operandDemands, operandCount * 2);
    }
    operandVregs[operandCount] = vreg;
    operandDemands[operandCount++] = demand;
    inst.operandCount++;
  }

  /** Puts an instruction before all there are. */
  void prepend(MachInst inst) {
    if (instCount == insts.length) {
      insts = Arrays.copyOf(insts, instCount * 2);
    }
    insts[instCount++] = inst;
  }

  /** Says that a block is complete, its first instruction being the last prepended. */
  void startBlock(int block, int[] blockParams, int[] branchArguments) {
    firstInst[block] = instCount;
    params[block] = blockParams;
    arguments[block] = branchArguments;
  }

  /** Turns everything round. */
  void finish() {
    insts = Arrays.copyOf(insts, instCount);
    for (int i = 0, j = instCount - 1; i < j; i++, j--) {
      MachInst inst = insts[i];
      insts[i] = insts[j];
      insts[j] = inst;
    }
    for (int b = 0; b < firstInst.length - 1; b++) {
      firstInst[b] = instCount - firstInst[b];
    }
    firstInst[firstInst.length - 1] = instCount;
  }

  /** {@return the instruction that defines a virtual register by an operand} */
  int definingInst(int vreg) {
    if (definitions.length == 0) {
      definitions = new int[vregCount];
      for (int i = 0; i < instCount; i++) {
        for (int j = 0; j < insts[i].operandCount; j++) {
          if (Operand.isDef(operandDemand(i, j))) {
            definitions[operandVreg(i, j)] = i;
          }
        }
      }
    }
    return definitions[vreg];
  }

  @Override
  public int blockCount() {
    return blocks.count();
  }

  @Override
  public int firstInst(int block) {
    return firstInst[block];
  }

  @Override
  public int endInst(int block) {
    return firstInst[block + 1];
  }

  @Override
  public int successorCount(int block) {
    return blocks.successors[block].length;
  }

  @Override
  public int successor(int block, int edge) {
    return blocks.successors[block][edge];
  }

  @Override
  public int predecessorCount(int block) {
    return blocks.predecessors[block].length;
  }

  @Override
  public int predecessor(int block, int position) {
    return blocks.predecessors[block][position];
  }

  @Override
  public int loopDepth(int block) {
    return blocks.loopDepths[block];
  }

  @Override
  public int blockParamCount(int block) {
    return params[block].length;
  }

  @Override
  public int blockParam(int block, int position) {
    return params[block][position];
  }

  @Override
  public int branchArgument(int block, int edge, int position) {
    return arguments[block][position];
  }

  @Override
  public int vregCount() {
    return vregCount;
  }

  @Override
  public int vregClass(int vreg) {
    return vregs[vreg] & ~REMATERIALIZABLE;
  }

  @Override
  public boolean isRematerializable(int vreg) {
    return (vregs[vreg] & REMATERIALIZABLE) != 0;
  }

  @Override
  public int operandCount(int inst) {
    return insts[inst].operandCount;
  }

  @Override
  public int operandVreg(int inst, int operand) {
    return operandVregs[insts[inst].firstOperand + operand];
  }

  @Override
  public int operandDemand(int inst, int operand) {
    return operandDemands[insts[inst].firstOperand + operand];
  }

  @Override
  public long clobbers(int inst) {
    return insts[inst].clobbers;
  }

  @Override
  public boolean isMove(int inst) {
    return insts[inst].kind == MachInst.Kind.MOVE;
  }
}
