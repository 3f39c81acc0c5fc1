// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.Edge;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Trait;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.entity.EntityList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What lowering asks about the values of a function: who defines them, how often they are used,
 * what may move to its use, and of which i32 the upper half of the register is known to be zero.
 *
 * <p>Values and instructions go by plain number here.
 */
final class Values {
  final Function function;
  final DataFlowGraph dfg;
  private final int[] useCount;

  /** By instruction: how many instructions with effects stand before it in its block. */
  private final int[] epochs;

  /** By instruction: the machine block it is in, -1 if unreachable. */
  private final int[] blockOf;

  /** By value: an i32 in whose register the upper half is zero. */
  private final boolean[] isZeroExtended;

  Values(Function function, MachBlocks blocks) {
    this.function = function;
    this.dfg = function.dfg();
    this.useCount = new int[dfg.valueCount()];
    this.epochs = new int[dfg.instCount()];
    this.blockOf = new int[dfg.instCount()];
    this.isZeroExtended = new boolean[dfg.valueCount()];
    Arrays.fill(blockOf, -1);
    for (int b = 0; b < blocks.count(); b++) {
      if (blocks.irBlocks[b] >= 0) {
        scan(new Block(blocks.irBlocks[b]), b);
      }
    }
    propagateZeroExtension(blocks);
  }

  private void scan(Block block, int number) {
    int epoch = 0;
    for (Inst inst = function.layout().firstInst(block);
        inst != null;
        inst = function.layout().nextInst(inst)) {
      InstructionData data = dfg.data(inst);
      blockOf[inst.index()] = number;
      epochs[inst.index()] = epoch;
      if (!data.opcode().isPure()) {
        epoch++;
      }
      countUses(data.args());
      for (int i = 0, n = data.edgeCount(); i < n; i++) {
        countUses(dfg.edgeArgs(data.edge(i)));
      }
      if (dfg.resultCount(inst) > 0) {
        isZeroExtended[dfg.result(inst).index()] = yieldsZeroExtended(data);
      }
    }
  }

  private void countUses(EntityList<Value> list) {
    for (int i = 0, n = dfg.pool().size(list); i < n; i++) {
      useCount[dfg.pool().indexAt(list, i)]++;
    }
  }

  /** Every instruction on 32 bits clears the upper half; calls and reductions need not. */
  private boolean yieldsZeroExtended(InstructionData data) {
    if (data.opcode() == Opcode.IREDUCE) {
      return isBelow32Bits(arg(data, 0));
    }
    return !data.opcode().is(Trait.CALLS);
  }

  /** Whether a 64-bit value is known to have no upper half. */
  private boolean isBelow32Bits(int value) {
    InstructionData data = definition(value);
    if (data == null) {
      return false;
    }
    return switch (data.opcode()) {
      case UEXTEND, ULOAD8, ULOAD16, ULOAD32 -> true;
      case BAND -> isConstant(arg(data, 1)) && constant(arg(data, 1)) >>> 32 == 0;
      case USHR -> isConstant(arg(data, 1)) && (constant(arg(data, 1)) & 63) >= 32;
      default -> false;
    };
  }

  /**
   * A parameter is zero-extended if all edges pass it such a value: assumed of those that an edge
   * passes a value at all, then taken back. What comes from elsewhere, as the function's parameters
   * do, is not.
   */
  private void propagateZeroExtension(MachBlocks blocks) {
    for (int b = 0; b < blocks.count(); b++) {
      if (blocks.argEdges[b] >= 0) {
        Edge edge = new Edge(blocks.argEdges[b]);
        for (int i = 0, n = dfg.edgeArgCount(edge); i < n; i++) {
          isZeroExtended[dfg.blockParam(dfg.edgeBlock(edge), i).index()] = true;
        }
      }
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int b = blocks.count() - 1; b >= 0; b--) {
        if (blocks.argEdges[b] < 0) {
          continue;
        }
        Edge edge = new Edge(blocks.argEdges[b]);
        Block to = dfg.edgeBlock(edge);
        for (int i = 0, n = dfg.edgeArgCount(edge); i < n; i++) {
          int param = dfg.blockParam(to, i).index();
          if (isZeroExtended[param] && !isZeroExtended[dfg.edgeArg(edge, i).index()]) {
            isZeroExtended[param] = false;
            changed = true;
          }
        }
      }
    }
  }

  boolean isZeroExtended(int value) {
    return isZeroExtended[value];
  }

  int useCount(int value) {
    return useCount[value];
  }

  Type type(int value) {
    return dfg.type(new Value(value));
  }

  int arg(InstructionData data, int i) {
    return dfg.pool().indexAt(data.args(), i);
  }

  int argCount(InstructionData data) {
    return dfg.pool().size(data.args());
  }

  /** {@return the instruction that yields a value, -1 for a parameter} */
  int definingInst(int value) {
    Inst inst = dfg.definingInst(new Value(value));
    return inst == null ? -1 : inst.index();
  }

  /** {@return the instruction that yields a value, null for a parameter} */
  @Nullable InstructionData definition(int value) {
    Inst inst = dfg.definingInst(new Value(value));
    return inst == null ? null : dfg.data(inst);
  }

  /** {@return the definition of a value if it has the opcode, else null} */
  @Nullable InstructionData definition(int value, Opcode opcode) {
    InstructionData data = definition(value);
    return data != null && data.opcode() == opcode ? data : null;
  }

  /** Whether a value is an integer constant or null. */
  boolean isConstant(int value) {
    InstructionData data = definition(value);
    return data != null && (data.opcode() == Opcode.ICONST || data.opcode() == Opcode.REF_NULL);
  }

  /** The value of an integer constant, an i32 sign-extended. */
  long constant(int value) {
    InstructionData data = definition(value);
    if (data == null || data.opcode() == Opcode.REF_NULL) {
      return 0;
    }
    return data.type() == Type.I32 ? (int) data.imm() : data.imm();
  }

  /** Whether a value is an integer constant that fits in a sign-extended 32-bit immediate. */
  boolean isImmediate(int value) {
    return isConstant(value) && constant(value) == (int) constant(value);
  }

  boolean isConstant(int value, long constant) {
    return isConstant(value) && constant(value) == constant;
  }

  /**
   * Whether the instruction that yields a value, which has effects, may be done by its only user
   * instead, as nothing with effects stands between.
   */
  boolean canSink(int value, int user) {
    int inst = definingInst(value);
    return useCount[value] == 1
        && inst >= 0
        && blockOf[inst] == blockOf[user]
        && epochs[user] == epochs[inst] + 1
        && !dfg.opcode(new Inst(inst)).is(Trait.WRITES);
  }
}
