// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.entity.EntityList;
import java.util.Arrays;

/**
 * A function's code as the code generator walks it: blocks in order, instructions and values by
 * plain number, and where each value is defined and how often it is used.
 *
 * <p>A <em>point</em> numbers the places of the code in the order of emission: the start of each
 * block, then its instructions.
 */
final class Body {
  final Function function;
  final BlockOrder order;

  /** Instructions in order; those of position {@code p} from {@code firstInst[p]} to the next's. */
  final int[] insts;

  final int[] firstInst;

  private final int[] positionOf;

  /** By instruction: its index in {@link #insts}, -1 if unreachable. */
  final int[] indexOf;

  /** By value: the instruction that yields it, or -1 for a parameter of a block. */
  final int[] definingInst;

  /** By value: the position of the block that defines it; -1 if unreachable. */
  final int[] definingPosition;

  /** By value: how often it is an operand or passed along an edge, in reachable code. */
  final int[] useCount;

  Body(Function function) {
    this.function = function;
    this.order = new BlockOrder(function);
    int values = function.dfg().valueCount();
    definingInst = new int[values];
    Arrays.fill(definingInst, -1);
    definingPosition = new int[values];
    Arrays.fill(definingPosition, -1);
    useCount = new int[values];
    indexOf = new int[function.dfg().instCount()];
    Arrays.fill(indexOf, -1);
    insts = new int[indexOf.length];
    positionOf = new int[indexOf.length];
    firstInst = new int[order.count() + 1];
    int n = 0;
    for (int p = 0; p < order.count(); p++) {
      firstInst[p] = n;
      Block block = new Block(order.blocks[p]);
      EntityList<Value> params = function.dfg().blockParams(block);
      for (int i = 0, count = function.dfg().pool().size(params); i < count; i++) {
        definingPosition[function.dfg().pool().indexAt(params, i)] = p;
      }
      for (Inst inst = function.layout().firstInst(block);
          inst != null;
          inst = function.layout().nextInst(inst)) {
        indexOf[inst.index()] = n;
        positionOf[n] = p;
        insts[n++] = inst.index();
        count(inst, p);
      }
    }
    firstInst[order.count()] = n;
  }

  private void count(Inst inst, int position) {
    InstructionData data = function.dfg().data(inst);
    countUses(data.args());
    for (int i = 0, n = data.edgeCount(); i < n; i++) {
      countUses(function.dfg().edgeArgs(data.edge(i)));
    }
    for (int i = 0, n = function.dfg().resultCount(inst); i < n; i++) {
      int value = function.dfg().result(inst, i).index();
      definingInst[value] = inst.index();
      definingPosition[value] = position;
    }
  }

  private void countUses(EntityList<Value> list) {
    for (int i = 0, n = function.dfg().pool().size(list); i < n; i++) {
      useCount[function.dfg().pool().indexAt(list, i)]++;
    }
  }

  InstructionData data(int inst) {
    return function.dfg().data(new Inst(inst));
  }

  int argCount(InstructionData data) {
    return function.dfg().pool().size(data.args());
  }

  int arg(InstructionData data, int i) {
    return function.dfg().pool().indexAt(data.args(), i);
  }

  int resultCount(int inst) {
    return function.dfg().resultCount(new Inst(inst));
  }

  int result(int inst, int i) {
    return function.dfg().result(new Inst(inst), i).index();
  }

  int edgeArgCount(InstructionData data, int edge) {
    return function.dfg().pool().size(function.dfg().edgeArgs(data.edge(edge)));
  }

  int edgeArg(InstructionData data, int edge, int i) {
    return function.dfg().pool().indexAt(function.dfg().edgeArgs(data.edge(edge)), i);
  }

  /** The position of the block that holds the instruction at an index. */
  int positionOf(int index) {
    return positionOf[index];
  }

  int paramCount(int position) {
    return function.dfg().blockParamCount(new Block(order.blocks[position]));
  }

  int param(int position, int i) {
    return function.dfg().blockParam(new Block(order.blocks[position]), i).index();
  }

  int terminator(int position) {
    return insts[firstInst[position + 1] - 1];
  }

  Type type(int value) {
    return function.dfg().type(new Value(value));
  }

  JvmType jvmType(int value) {
    return jvmType(type(value));
  }

  static JvmType jvmType(Type type) {
    return switch (type) {
      case I8, I16, I32 -> JvmType.INT;
      case I64 -> JvmType.LONG;
      case F32 -> JvmType.FLOAT;
      case F64 -> JvmType.DOUBLE;
      case REF -> JvmType.REF;
      case V128 -> throw new UnsupportedOperationException("SIMD on the JVM target");
    };
  }

  /** Whether a value is a constant, made anew at each use. */
  boolean isConstant(int value) {
    int inst = definingInst[value];
    return inst >= 0 && isConstant(data(inst).opcode());
  }

  static boolean isConstant(Opcode opcode) {
    return switch (opcode) {
      case ICONST, F32CONST, F64CONST, REF_NULL -> true;
      default -> false;
    };
  }

  /** Whether a value is this integer constant. */
  boolean isInt(int value, long constant) {
    int inst = definingInst[value];
    return inst >= 0 && data(inst).opcode() == Opcode.ICONST && data(inst).imm() == constant;
  }

  /** Whether a value is an integer constant. */
  boolean isInt(int value) {
    int inst = definingInst[value];
    return inst >= 0 && data(inst).opcode() == Opcode.ICONST;
  }

  /** The value of an integer constant. */
  long intValue(int value) {
    return data(definingInst[value]).imm();
  }
}
