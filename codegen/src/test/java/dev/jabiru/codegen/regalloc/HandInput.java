// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A function for the allocator, written by hand: blocks in the order of their making, and in them
 * instructions. Demands are those of {@link Operand}; a virtual register is the number that {@link
 * #vreg} gives.
 */
final class HandInput implements RegallocInput {
  private record Inst(int[] vregs, int[] demands, long clobbers, boolean isMove) {}

  private record Edge(int to, int[] arguments) {}

  private static final class Node {
    final List<Inst> insts = new ArrayList<>();
    final List<Edge> edges = new ArrayList<>();
    final List<Integer> predecessors = new ArrayList<>();
    int[] params = {};
    int depth;
    int first;
  }

  private final List<Node> nodes = new ArrayList<>();
  private final List<Inst> insts = new ArrayList<>();
  private final List<Integer> classes = new ArrayList<>();
  private final List<Boolean> remats = new ArrayList<>();

  /** {@return a new virtual register of integers} */
  int vreg() {
    return vreg(MachineEnv.INT);
  }

  int vreg(int registerClass) {
    classes.add(registerClass);
    remats.add(false);
    return classes.size() - 1;
  }

  /** {@return a new virtual register whose definition can be made again} */
  int constant() {
    int v = vreg();
    remats.set(v, true);
    return v;
  }

  /** Begins a block in so many loops. */
  int block(int depth, int... params) {
    Node node = new Node();
    node.depth = depth;
    node.params = params;
    nodes.add(node);
    return nodes.size() - 1;
  }

  private Node last() {
    return nodes.getLast();
  }

  private HandInput add(long clobbers, boolean isMove, int... vregsAndDemands) {
    int n = vregsAndDemands.length / 2;
    int[] vregs = new int[n];
    int[] demands = new int[n];
    for (int i = 0; i < n; i++) {
      vregs[i] = vregsAndDemands[2 * i];
      demands[i] = vregsAndDemands[2 * i + 1];
    }
    last().insts.add(new Inst(vregs, demands, clobbers, isMove));
    return this;
  }

  /** Adds an instruction with pairs of virtual register and demand. */
  HandInput inst(int... vregsAndDemands) {
    return add(0, false, vregsAndDemands);
  }

  HandInput call(long clobbers, int... vregsAndDemands) {
    return add(clobbers, false, vregsAndDemands);
  }

  /** Defines, each in a register. */
  HandInput define(int... vregs) {
    for (int v : vregs) {
      inst(v, Operand.DEF | Operand.LATE | Operand.REG);
    }
    return this;
  }

  /** Uses, each in a register, one after another. */
  HandInput use(int... vregs) {
    for (int v : vregs) {
      inst(v, Operand.USE | Operand.REG);
    }
    return this;
  }

  /** {@code target = op(source, other)}, where the target takes the register of the source. */
  HandInput twoAddress(int target, int source, int other) {
    return inst(
        target, Operand.DEF | Operand.LATE | Operand.reuse(1),
        source, Operand.USE | Operand.REG,
        other, Operand.USE | Operand.ANY);
  }

  HandInput copy(int target, int source) {
    return add(
        0,
        true,
        target,
        Operand.DEF | Operand.LATE | Operand.REG,
        source,
        Operand.USE | Operand.REG);
  }

  /** Ends the block with a branch that uses something. */
  HandInput branch(int condition, int... targets) {
    inst(condition, Operand.USE | Operand.REG);
    for (int to : targets) {
      last().edges.add(new Edge(to, new int[0]));
    }
    return this;
  }

  HandInput jump(int target, int... arguments) {
    inst();
    last().edges.add(new Edge(target, arguments));
    return this;
  }

  /** Ends the function, and the making of it. */
  HandInput finish(int... used) {
    for (int v : used) {
      use(v);
    }
    inst();
    for (int b = 0; b < nodes.size(); b++) {
      Node node = nodes.get(b);
      node.first = insts.size();
      insts.addAll(node.insts);
      for (Edge edge : node.edges) {
        nodes.get(edge.to).predecessors.add(b);
      }
    }
    return this;
  }

  @Override
  public int blockCount() {
    return nodes.size();
  }

  @Override
  public int firstInst(int block) {
    return nodes.get(block).first;
  }

  @Override
  public int endInst(int block) {
    return nodes.get(block).first + nodes.get(block).insts.size();
  }

  @Override
  public int successorCount(int block) {
    return nodes.get(block).edges.size();
  }

  @Override
  public int successor(int block, int edge) {
    return nodes.get(block).edges.get(edge).to;
  }

  @Override
  public int predecessorCount(int block) {
    return nodes.get(block).predecessors.size();
  }

  @Override
  public int predecessor(int block, int position) {
    return nodes.get(block).predecessors.get(position);
  }

  @Override
  public int loopDepth(int block) {
    return nodes.get(block).depth;
  }

  @Override
  public int blockParamCount(int block) {
    return nodes.get(block).params.length;
  }

  @Override
  public int blockParam(int block, int position) {
    return nodes.get(block).params[position];
  }

  @Override
  public int branchArgument(int block, int edge, int position) {
    return nodes.get(block).edges.get(edge).arguments[position];
  }

  @Override
  public int vregCount() {
    return classes.size();
  }

  @Override
  public int vregClass(int vreg) {
    return classes.get(vreg);
  }

  @Override
  public boolean isRematerializable(int vreg) {
    return remats.get(vreg);
  }

  @Override
  public int operandCount(int inst) {
    return insts.get(inst).vregs.length;
  }

  @Override
  public int operandVreg(int inst, int operand) {
    return insts.get(inst).vregs[operand];
  }

  @Override
  public int operandDemand(int inst, int operand) {
    return insts.get(inst).demands[operand];
  }

  @Override
  public long clobbers(int inst) {
    return insts.get(inst).clobbers;
  }

  @Override
  public boolean isMove(int inst) {
    return insts.get(inst).isMove;
  }

  /** {@return the moves that stand in a block} */
  List<Integer> movesIn(RegallocOutput output, int block) {
    List<Integer> moves = new ArrayList<>();
    for (int m = 0; m < output.moveCount(); m++) {
      if (output.moveInst(m) >= firstInst(block) && output.moveInst(m) < endInst(block)) {
        moves.add(m);
      }
    }
    return moves;
  }

  @Override
  public String toString() {
    return "HandInput" + Arrays.toString(classes.toArray());
  }
}
